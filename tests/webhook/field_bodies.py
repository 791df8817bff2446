"""Makes fixtures/signatures/field-bodies.ndjson: bodies as people have them, with the causes that must be named.

Run ``python -m tests.webhook.field_bodies`` to write the file anew. Everything is computed here with the standard
library alone, and nothing of the package under test; what other languages sign was computed by those languages.
"""

import base64
import hmac
import html
import json
import re
import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

PATH = Path(__file__).parents[2] / "fixtures" / "signatures" / "field-bodies.ndjson"
SECRET = "field-bodies-Secret_7"
CLICKED: dict[str, Any] = {
    "domain_id": 774,
    "event_data": {
        "ip": "198.51.100.24",
        "original_url": "https://example.com/orders/81?a=1&b=2",
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64)",
    },
    "event_id": "9d2f0c11aa5e4b7f8830c6d1e2f3a4b5c6d7e8f901234567",
    "event_time": 1767312000,
    "event_type": "clicked",
    "inserted_at": "2026-01-02T00:00:00.570Z",
    "message_id": "<281734650912837465012938.4411.2026120000@example.com>",
    "message_reference_id": "5b1c77aa90de12f3456789ab",
    "tags": None,
    "user_id": 1009,
}
FAILED: dict[str, Any] = {
    "event_data": {"reason": "550 5.1.1 Postfach für Zoë – „voll“ 📪", "to": "zoë@example.com"},  # noqa: RUF001
    "event_id": "0badc0de" * 6,
    "event_type": "failed",
    "message_id": "<281734650912837465012938.4411.2026120001@example.com>",
    "tags": None,
}
ODD: dict[str, Any] = {
    "event_data": {"extra": {}, "ip": "", "to": [" zoe@example.com "], "url": "https://example.com/a"},
    "event_type": "clicked",
    "message_reference_id": "202601020001",
    "tags": [],
}


def compact(tree: Any) -> str:
    """Return JSON as JSON.stringify writes it."""
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))


def sent(tree: Any) -> bytes:
    """Return JSON as Maileroo sends it."""
    text = json.dumps(tree, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e").encode()


def pretty(tree: Any, indent: int | str = 2) -> str:
    """Return JSON with line breaks."""
    return json.dumps(tree, ensure_ascii=False, indent=indent)


EVENT, TEXT = sent(CLICKED), sent(FAILED)
UNICODE = TEXT.decode()
PRETTY = pretty(FAILED)


def case(name: str, body: bytes | str, signed: bytes | str, *causes: str, detail: str = "") -> dict[str, Any]:
    """Return one case: ``signed`` are the bytes that were signed, or the signature that another language made."""
    made_elsewhere = isinstance(signed, str) and re.fullmatch(r"[0-9a-f]{64}", signed)
    data = signed.encode("utf-8", "surrogatepass") if isinstance(signed, str) else signed
    return {
        "id": name,
        "body_base64": base64.b64encode(body.encode() if isinstance(body, str) else body).decode(),
        "signature": signed if made_elsewhere else hmac.new(SECRET.encode(), data, "sha256").hexdigest(),
        "secret": SECRET,
        "causes": list(causes),
        "detail": detail,
    }


def lines() -> list[dict[str, Any]]:
    """Return what line breaks, ends and files lead to."""
    flat = PRETTY.replace("\n", "")
    hand = '{ "event_type": "opened",\n  "event_id": "0a0b0c0d",\n  "event_data": { "ip": "203.0.113.7" } }\n'
    wrapped = "\n".join(EVENT.decode()[n : n + 80] for n in range(0, len(EVENT), 80))
    code = "body-line-breaks"
    return [
        case("curl-d-file", PRETTY + "\n", flat, code, detail="curl -d @file"),
        case("curl-d-file-crlf", PRETTY.replace("\n", "\r\n"), flat, code, detail="curl -d @file"),
        case("curl-d-file-tabs", pretty(FAILED, "\t"), pretty(FAILED, "\t").replace("\n", ""), code),
        case("curl-d-arrived", flat, PRETTY + "\n", code, "body-newline-added", detail="curl -d @file"),
        case("curl-d-arrived-4", pretty(FAILED, 4).replace("\n", ""), pretty(FAILED, 4), code),
        case("curl-d-arrived-tab", pretty(FAILED, "\t").replace("\n", ""), pretty(FAILED, "\t"), code),
        case("curl-d-arrived-crlf", flat, PRETTY.replace("\n", "\r\n"), code),
        case("curl-d-arrived-odd", pretty(ODD).replace("\n", ""), pretty(ODD), code),
        case("curl-d-arrived-by-hand", hand.replace("\n", ""), hand, code, "body-newline-added"),
        case("wrapped-terminal", wrapped, EVENT, code, detail="one every 80 characters"),
        case("shell-words", PRETTY, " ".join(PRETTY.split()), code),
        case("powershell-lines", PRETTY, PRETTY.replace("\n", " "), code),
        case("bom-crlf-file", b"\xef\xbb\xbf" + EVENT + b"\r\n", EVENT, "body-newline-removed", "body-bom-removed"),
        case(
            "bom-crlf-pretty-file",
            b"\xef\xbb\xbf" + PRETTY.replace("\n", "\r\n").encode() + b"\r\n",
            PRETTY,
            *("body-newline-removed", "body-line-endings", "body-bom-removed"),
        ),
        case(
            "crlf-pretty-file",
            PRETTY.replace("\n", "\r\n") + "\r\n",
            PRETTY,
            "body-newline-removed",
            "body-line-endings",
        ),
        case(
            "utf-16-file",
            ("\ufeff" + EVENT.decode() + "\r\n").encode("utf-16-le"),
            EVENT,
            "body-charset",
            "body-newline-removed",
        ),
        case(
            "utf-16-be-file",
            ("\ufeff" + UNICODE).encode("utf-16-be"),
            TEXT,
            "body-charset",
            detail="this body is UTF-16",
        ),
        case("utf-16-without-mark", UNICODE.encode("utf-16-le"), TEXT, "body-charset", detail="this body is UTF-16"),
        case(
            "jq-S",
            EVENT,
            "d886fcc0397b4b430219a32ff9c31de86c7836a27c17978f701f9350b128c11e",
            "json-pretty",
            "body-newline-added",
        ),
        case(
            "jq-tab",
            TEXT,
            "1756f237d7e4e59a4beec498c796c36cd42762d035f03e5ae08e414345bea648",
            "json-pretty",
            "body-newline-added",
        ),
        case(
            "perl-pretty",
            EVENT,
            "a0a8f312eaa7d1662ae794cc68d9675efcdc8a708bb99053501877e6ca9fbf5b",
            "json-pretty",
            "body-newline-added",
        ),
    ]


def shown() -> list[dict[str, Any]]:
    """Return what is signed in place of the body by a language that shows it."""
    words = (
        *("[object ArrayBuffer]", "[object FormData]", "[object Request]", "[object Uint8Array]", "[object Blob]"),
        *("[object Response]", "[object Map]", "System.Byte[]", "System.IO.MemoryStream", "System.IO.Stream", "Stream"),
        *("Microsoft.AspNetCore.Http.HttpRequestStream", "Microsoft.AspNetCore.Http.DefaultHttpRequest", "<nil>"),
        *("System.Text.Json.JsonDocument", "Resource id #3", "[object Undefined]", "stdClass", "System.Object"),
        f"System.ReadOnlyMemory<Byte>[{len(EVENT)}]",
    )
    numbers = list(TEXT)
    code = "body-bytes-literal"
    return [
        *(case(f"placeholder {word}", EVENT, word, "body-placeholder", detail=word) for word in words),
        case(
            "node-buffer-json",
            EVENT,
            "c6210a491d6e655afd1002bc9f8424b81ef6c70af1aeacbc01b249e5e451fd68",
            code,
            detail="Buffer",
        ),
        case(
            "node-uint8-json",
            EVENT,
            "71b4d0f6d947115ae8ec0919f6ed40c0570b3531b1485a2321c569839ac76029",
            code,
            detail="Uint8Array",
        ),
        *(case(f"node-{name}", EVENT, NODE[name], code) for name in ("uint8-string", "array-json", "inspect")),
        case("java-arrays-tostring", TEXT, JAVA["arrays-tostring"], code, detail="Arrays.toString"),
        case("go-bytes", TEXT, "[" + " ".join(map(str, numbers)) + "]", code, detail="Go's %v"),
        case("python-list", TEXT, str(numbers), code),
        case("python-bytearray", TEXT, str(bytearray(TEXT)), code, detail="bytearray"),
        case("python-str-repr", TEXT, repr(UNICODE), code),
        case(
            "buffer-stored", compact({"type": "Buffer", "data": numbers}), TEXT, code, detail="this body is such text"
        ),
        case("uint8-stored", ",".join(map(str, numbers)), TEXT, code, detail="this body is such text"),
        case("bytes-literal-stored", repr(TEXT), TEXT, code, detail="this body is such text"),
        case("node-base64-string", EVENT, NODE["base64-string"], "body-base64", detail="in quotes"),
        case("node-hex-upper", EVENT, NODE["hex-upper"], "body-hex"),
        case("bit-converter", EVENT, EVENT.hex("-").upper(), "body-hex"),
        case("bytea", b"\\x" + EVENT.hex().encode(), EVENT, "body-hex", detail="this body is in hex digits"),
    ]


def characters() -> list[dict[str, Any]]:
    """Return what character sets and lossy readers lead to."""
    lossy, charset = "body-replaced-characters", "body-charset"
    astral = re.compile("[\U00010000-\U0010ffff]")
    return [
        case("dotnet-ascii", TEXT, re.sub("[^\x00-\x7f]", _halves, UNICODE), lossy, detail=".NET"),
        case("dotnet-ascii-decoder", TEXT, re.sub(rb"[\x80-\xff]", b"?", TEXT), lossy, detail=".NET"),
        case("java-usascii", TEXT, JAVA["usascii"], lossy),
        case("java-string-ascii", TEXT, JAVA["string-ascii"], lossy, detail="U+FFFD"),
        case("mysql-utf8mb3", TEXT, astral.sub("?", UNICODE), lossy, detail="utf8mb3"),
        case("mysql-four", TEXT, astral.sub("????", UNICODE), lossy, detail="MySQL"),
        case("emoji-dropped", TEXT, astral.sub("", UNICODE), lossy, detail="dropped"),
        case("emoji-entity", TEXT, astral.sub(lambda one: f"&#x{ord(one[0]):x};", UNICODE), lossy, detail="WordPress"),
        case("accents-dropped", TEXT, unicodedata.normalize("NFKD", UNICODE).encode("ascii", "ignore"), lossy),
        case("node-chunks", TEXT, NODE["chunks"], lossy, detail="two chunks"),
        case("node-chunks-2", TEXT, NODE["chunks-2"], lossy, detail="two chunks"),
        case("node-binary", TEXT, NODE["binary"], charset, detail="Node's 'binary'"),
        case("node-ascii", TEXT, NODE["ascii"], "body-mojibake", detail="7-bit"),
        case("node-tostring-binary", TEXT, NODE["tostring-binary"], "body-mojibake", detail="Latin-1"),
        *(case(f"java-{name}", TEXT, JAVA[name], charset) for name in ("latin1", "cp1252", "utf16", "utf16le")),
        *(case(f"java-{name}", TEXT, JAVA[name], charset) for name in ("cesu8", "cp850", "shiftjis")),
        case(
            "dotnet-1252",
            TEXT,
            astral.sub("??", UNICODE).encode("cp1252", "replace"),
            lossy,
            detail=".NET's Windows-1252",
        ),
        case("dotnet-best-fit", compact({"a": "– 1…"}), b'{"a":"- 1."}', lossy, detail=".NET's"),  # noqa: RUF001
        case("node-utf16le", TEXT, TEXT.decode("utf-16-le", "replace"), "body-mojibake", detail="UTF-16"),
        case("utf-16-pretty-file", ("\ufeff" + PRETTY.replace("\n", "\r\n")).encode("utf-16-le"), PRETTY, charset),
        case("mojibake-stored", TEXT.decode("latin-1").encode(), TEXT, "body-mojibake", detail="the body here"),
        case("mojibake-stored-1252", _misread(TEXT), TEXT, "body-mojibake", detail="the body here"),
        case("mojibake-stored-twice", _misread(_misread(TEXT)), TEXT, "body-mojibake", detail="twice"),
        case(
            "smart-quotes", EVENT.decode().replace('"event_type"', "“event_type”"), EVENT, "body-pasted", detail="curly"
        ),
        case("nbsp", EVENT.decode().replace("(X11; ", "(X11;\xa0"), EVENT, "body-pasted", detail="spaces"),
        case("nbsp-and-quotes", EVENT.decode().replace('"', "”").replace("(X11; ", "(X11;\xa0"), EVENT, "body-pasted"),
        case("nbsp-beside-a-dash", UNICODE.replace("5.1.1 ", "5.1.1\xa0"), TEXT, "body-pasted", detail="spaces"),
        case(
            "zero-width", EVENT.decode().replace("clicked", "clic\u200bked"), EVENT, "body-pasted", detail="invisible"
        ),
    ]


def _halves(char: re.Match[str]) -> str:
    return "?" * (len(char[0].encode("utf-16-le")) // 2)


def _misread(body: bytes) -> bytes:
    """Return ``body`` read as Windows-1252 in the way of browsers, and written as UTF-8."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in body).encode()


def escapes() -> list[dict[str, Any]]:
    """Return what logs, shells, sanitisers and gateways lead to."""
    event = EVENT.decode()
    nginx = re.sub(rb'["\\\x80-\xff]', lambda one: b"\\x%02X" % one[0][0], TEXT)
    slashed = re.sub(r"""(["'\\])""", r"\\\1", event)
    cjson = re.sub(r'[\\"]', lambda one: f"\\x{ord(one[0]):02X}", json.dumps(event)[1:-1])
    eaten = event.replace('"', "")
    gateway = {"headers": {"x-maileroo-signature": "…"}, "body": UNICODE, "isBase64Encoded": False}
    log, slash, markup, quotes = "body-log-escaped", "body-backslashes", "body-html-escaped", "body-quotes"
    form, wrapped = "body-url-encoded", "body-wrapped"
    return [
        case("nginx-log", nginx, TEXT, log),
        case("nginx-log-newline", nginx + b"\n", TEXT, log, "body-newline-removed"),
        case(
            "apache-log",
            re.sub(rb"[\x80-\xff]", lambda one: b"\\x%02x" % one[0][0], TEXT.replace(b'"', b'\\"')),
            TEXT,
            log,
        ),
        case("octal-log", re.sub(rb"[\x80-\xff]", lambda one: b"\\%03o" % one[0][0], TEXT), TEXT, log),
        case("haproxy-log", TEXT.replace(b'"', b"#22"), TEXT, log),
        case("escaped-quotes-log", TEXT.replace(b'"', b"\\u0022"), TEXT, log),
        case("echo-without-e", EVENT, EVENT + b"\\n", slash, detail="two characters"),
        case("javascript-escape", compact({"a": "ü – x"}), "%7B%22a%22%3A%22%FC%20%u2013%20x%22%7D", form),  # noqa: RUF001
        case("syslog", TEXT.replace(b'"', b"#042"), TEXT, log),
        case("lua-double-escaped", cjson, EVENT, log, detail="slashes besides"),
        case("nginx-signed", TEXT, nginx, log, detail="the signed body has them"),
        case("addslashes-stored", slashed, EVENT, slash, detail="the body here has them"),
        case("addslashes-signed", event, slashed, slash, detail="addslashes"),
        case("stripslashes-signed", event, event.replace("\\", ""), slash, detail="stripslashes"),
        case("stripslashes-stored", event.replace("\\u", "u"), EVENT, slash, detail="has lost them"),
        case("json-string-inside", json.dumps(event)[1:-1], EVENT, slash, detail="the body here has them"),
        case("log-json-string", json.dumps(UNICODE), TEXT, "json-string"),
        case("html-escaped", html.escape(UNICODE), TEXT, markup),
        case("html-escaped-twice", html.escape(html.escape(event)), EVENT, markup),
        case("html-at-sign", event.replace("@", "&#64;"), EVENT, markup),
        case("html-number-quotes", event.replace('"', "&#34;"), EVENT, markup),
        case("html-umlauts", UNICODE.replace("ü", "&uuml;").replace("ë", "&euml;"), TEXT, markup),
        *(
            case(
                f"html-signed {entity}",
                compact({"to": "\"<a>'&"}),
                _entities(compact({"to": "\"<a>'&"}), entity),
                markup,
            )
            for entity in ("&#39;", "&#x27;", "&#039;", "&apos;")
        ),
        case("html-values-signed", compact(CLICKED), compact(_strings(CLICKED, html.escape)), markup),
        case("tags-stripped-signed", compact(CLICKED), compact({**CLICKED, "message_id": ""}), markup, detail="a tag"),
        case(
            "angles-stripped-stored",
            compact({**CLICKED, "message_id": CLICKED["message_id"][1:-1]}),
            EVENT,
            "json-go",
            markup,
        ),
        case("cmd-quotes-kept", f"'{event}'", EVENT, quotes, detail="around"),
        case("cmd-quotes-eaten", eaten, EVENT, quotes, detail="has lost its quotes"),
        case("cmd-quotes-eaten-and-kept", f"'{eaten}'", EVENT, quotes),
        case("csv-quotes", '"' + event.replace('"', '""') + '"', EVENT, quotes, detail="CSV"),
        case("single-quotes", event.replace('"', "'"), EVENT, quotes, detail="single"),
        case("apigw-event", json.dumps(gateway), TEXT, wrapped, detail="in its field body"),
        case(
            "apigw-base64",
            json.dumps({"body": base64.b64encode(TEXT).decode(), "isBase64Encoded": True}),
            TEXT,
            wrapped,
        ),
        case(
            "sqs-of-sns",
            json.dumps({"Records": [{"body": json.dumps({"Message": UNICODE})}]}),
            TEXT,
            wrapped,
            detail="Message",
        ),
        case(
            "docker-log", json.dumps({"log": UNICODE + "\n", "stream": "stdout"}), TEXT, wrapped, "body-newline-removed"
        ),
        case("list-here", b"[" + EVENT + b"]", EVENT, wrapped, detail="item in a list"),
        case("list-here-rewritten", compact([CLICKED, FAILED]), EVENT, wrapped, detail="item in a list"),
        case("list-signed", EVENT, b"[" + EVENT + b"]", wrapped, detail="signed as the only item in a list"),
        case("field-signed", EVENT, b'{"data":' + EVENT + b"}", wrapped, detail="signed in a field data"),
        case("log-line", f"INFO webhook body={UNICODE} (412 bytes)\n", TEXT, wrapped, detail="other text"),
        case(
            "multipart",
            f'--x\r\nContent-Disposition: form-data; name="payload"\r\n\r\n{event}\r\n--x--\r\n',
            EVENT,
            wrapped,
        ),
        case("form-payload", "payload=" + quote_plus(UNICODE), TEXT, form),
        case("form-two-fields", "v=1&data=" + quote_plus(UNICODE) + "&x=2", TEXT, form, detail="one field"),
        case("form-json-as-name", quote_plus(UNICODE) + "=", TEXT, form),
        *(
            case(f"node-{name}", TEXT, NODE[name], form, detail="payload")
            for name in ("form", "encodeuri", "querystring")
        ),
        case("form-data-signed", TEXT, "data=" + quote(UNICODE, safe=""), form, detail="data"),
    ]


def _entities(text: str, apostrophe: str) -> str:
    return html.escape(text, quote=False).replace('"', "&quot;").replace("'", apostrophe)


def _strings(tree: Any, change: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _strings(value, change) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_strings(value, change) for value in tree]
    return change(tree) if isinstance(tree, str) else tree


def rewritten() -> list[dict[str, Any]]:
    """Return what languages do that write JSON anew, or something that looks like it."""
    values, order, shown_as = "json-values", "json-key-order", "json-repr"
    odd = sent(ODD)
    laravel = {**ODD, "event_data": {**ODD["event_data"], "ip": None, "to": ["zoe@example.com"]}}
    by_length = dict(sorted(CLICKED.items(), key=lambda item: (len(item[0]), item[0])))
    by_length["event_data"] = {key: CLICKED["event_data"][key] for key in ("ip", "user_agent", "original_url")}
    without_null = {key: value for key, value in CLICKED.items() if value is not None}
    microseconds = {**CLICKED, "inserted_at": "2026-01-02T00:00:00.570000Z"}
    ruby = "{" + ", ".join(f'"{key}"=>{_ruby(value)}' for key, value in FAILED.items()) + "}"
    return [
        case("relay-json-stringify", compact(CLICKED), EVENT, "json-go", detail="JSON.stringify writes JSON"),
        case(
            "relay-pretty",
            pretty(CLICKED),
            EVENT,
            "json-go",
            detail="a pretty printer writes JSON like the body here, with 2 spaces",
        ),
        case("relay-python", json.dumps(FAILED), TEXT, "json-go", detail="json.dumps"),
        case("relay-php", compact(CLICKED).replace("/", "\\/"), EVENT, "json-go", detail="json_encode"),
        case(
            "relay-editor",
            pretty(CLICKED, 4) + "\n",
            EVENT,
            "json-go",
            detail="a pretty printer writes JSON like the body here, with 4 spaces",
        ),
        case(
            "relay-quoted-numbers",
            re.sub(r'":(\d+)', r'":"\1"', compact(CLICKED)),
            EVENT,
            *("json-go", values),
            detail="numbers became strings here",
        ),
        case(
            "relay-null-to-object",
            compact({**CLICKED, "tags": {}}),
            EVENT,
            *("json-go", values),
            detail="null became {} here",
        ),
        case(
            "relay-escaped-once-more",
            compact(CLICKED).replace("<", "\\\\u003c").replace(">", "\\\\u003e").replace("&", "\\\\u0026"),
            EVENT,
            "body-backslashes",
            detail="escaped again",
        ),
        case("json-column", json.dumps(by_length), EVENT, "json-go", order),
        case("json-column-signed", EVENT, json.dumps(by_length), "json-python", order, detail="jsonb"),
        case("laravel-all", compact(ODD), compact(laravel).replace("/", "\\/"), "json-php", values, detail="Laravel"),
        case("laravel-trim", odd, odd.replace(b" zoe@example.com ", b"zoe@example.com"), values, detail="trimmed"),
        case("laravel-null", odd, odd.replace(b'"ip":""', b'"ip":null'), values, detail="empty strings became null"),
        case("php-array", odd, odd.replace(b'"extra":{}', b'"extra":[]'), values, detail="PHP's arrays"),
        case("lua-table", odd, odd.replace(b'"tags":[]', b'"tags":{}'), values, detail="Lua"),
        case("go-nil-slice", odd, odd.replace(b'"tags":[]', b'"tags":null'), values, detail="[] became null"),
        case("null-to-list", EVENT, EVENT.replace(b'"tags":null', b'"tags":[]'), values, detail="null became []"),
        case(
            "numeric-check", odd, odd.replace(b'"202601020001"', b"202601020001"), values, detail="JSON_NUMERIC_CHECK"
        ),
        case(
            "numbers-to-strings", EVENT, re.sub(rb'":(\d+)', rb'":"\1"', EVENT), values, detail="numbers became strings"
        ),
        case(
            "strings-to-numbers",
            re.sub(rb'"(domain_id|event_time|user_id)":(\d+)', rb'"\1":"\2"', EVENT),
            EVENT,
            values,
        ),
        case("null-dropped", EVENT, EVENT.replace(b'"tags":null,', b""), values, detail="nulls were left out"),
        case("null-dropped-by-jackson", EVENT, compact(without_null), "json-compact", values, detail="Jackson"),
        case(
            "null-dropped-by-dotnet",
            EVENT,
            re.sub(rb"\\u00(..)", lambda one: b"\\u00" + one[1].upper(), EVENT.replace(b'"tags":null,', b"")),
            *("json-dotnet", values),
        ),
        case("camel-case", EVENT, re.sub(rb"_([a-z])(?=[a-z_]*\":)", lambda one: one[1].upper(), EVENT), values),
        case("node-null-dropped", EVENT, NODE["null-dropped"], "json-compact", values),
        case("null-lost-here", EVENT.replace(b'"tags":null,', b""), EVENT, values, detail="lost its null tags"),
        case(
            "empty-dropped",
            odd,
            compact(
                {
                    "event_data": {"to": [" zoe@example.com "], "url": "https://example.com/a"},
                    "event_type": "clicked",
                    "message_reference_id": "202601020001",
                }
            ),
            values,
            detail="NON_EMPTY",
        ),
        case("time-shortened", EVENT, EVENT.replace(b".570Z", b".57Z"), values, detail="fraction"),
        case("time-zone", EVENT, EVENT.replace(b".570Z", b".570+00:00"), values, detail="+00:00"),
        case("time-microseconds", EVENT, compact(microseconds), "json-compact", values, detail="microseconds"),
        case(
            "gson-doubles",
            compact({"t": 1767312000, "n": 774, "s": "x"}),
            '{"t":1.767312E9,"n":774.0,"s":"x"}',
            values,
            detail="doubles",
        ),
        case("mailgun-style", EVENT, f"{CLICKED['event_time']}{CLICKED['event_id']}", "json-part", detail="event_time"),
        case("only-the-id", EVENT, str(CLICKED["event_id"]), "json-part", detail="only event_id"),
        case("last-chunk", EVENT * 5, (EVENT * 5)[2048:], "body-cut", detail="the last"),
        case(
            "rails-parameters",
            TEXT,
            f"#<ActionController::Parameters {ruby} permitted: false>",
            shown_as,
            detail="Rails",
        ),
        case("file-name", EVENT, "@body.json", "body-placeholder", detail="@body.json"),
        case(
            "php-special-chars", compact({"a": "<b>&"}), "{&#34;a&#34;:&#34;&#60;b&#62;&#38;&#34;}", "body-html-escaped"
        ),
        case("hashed-twice", EVENT, EVENT * 2, "body-doubled"),
        case("python-dict-stored", str(json.loads(TEXT)), TEXT, shown_as, detail="the body here is such text"),
        case(
            "javascript-object-stored",
            "{ a: null, b: { c_d: 'it\\'s' }, e: [ 'x', 2 ] }",
            '{"a":null,"b":{"c_d":"it\'s"},"e":["x",2]}',
            shown_as,
        ),
        case("ruby-hash-stored", ruby, TEXT, shown_as, detail="the body here is such text"),
        case("node-reverse", EVENT, NODE["reverse"], "json-compact", order, detail="reversed"),
        case("java-hashmap-json", EVENT, JAVA["hashmap-json"], "json-compact", order, detail="HashMap"),
        case("java-hashmap-tostring", EVENT, JAVA["hashmap-tostring"], shown_as, order, detail="HashMap"),
        case("java-map-tostring", EVENT, JAVA["map-tostring"], shown_as, detail="Java's"),
        case("java-gson-tostring", EVENT, JAVA["gson-tostring"], shown_as, detail="Gson"),
        case("ruby-hash-to-s", TEXT, ruby, shown_as, detail="Ruby's"),
        case("ruby-3.4-hash-to-s", TEXT, ruby.replace("=>", " => "), shown_as, detail="Ruby's (3.4)"),
        case("ruby-symbols", compact({"a": None, "b": ["c"]}), '{:a=>nil, :b=>["c"]}', shown_as, detail="symbols"),
        case(
            "ruby-3.4-symbols",
            compact({"a": None, "b": ["c"]}),
            '{a: nil, b: ["c"]}',
            shown_as,
            detail="(3.4), with symbols",
        ),
        case(
            "go-map",
            compact({"t": 1767312000, "a": None, "l": ["x", 2]}),
            "map[a:<nil> l:[x 2] t:1.767312e+09]",
            shown_as,
            detail="Go's",
        ),
        case("elixir-map", compact({"b": True, "a": None}), '%{"a" => nil, "b" => true}', shown_as, detail="Elixir's"),
        case(
            "php-serialize",
            compact({"a": None, "b": ["ü", 2]}),
            'a:2:{s:1:"a";N;s:1:"b";a:2:{i:0;s:2:"ü";i:1;i:2;}}',
            shown_as,
            detail="serialize",
        ),
        case(
            "php-print-r",
            compact({"a": None, "b": ["x"]}),
            "Array\n(\n    [a] => \n    [b] => Array\n        (\n            [0] => x\n        )\n\n)\n",
            shown_as,
            detail="print_r",
        ),
        case(
            "php-var-export",
            compact({"a": None, "b": ["x"]}),
            "array (\n  'a' => NULL,\n  'b' => \n  array (\n    0 => 'x',\n  ),\n)",
            shown_as,
            detail="var_export",
        ),
        case("python-dict", TEXT, str(json.loads(TEXT)), shown_as),
        case(
            "jackson-pretty",
            compact({"a": {"b": ["x", 1]}, "c": []}),
            '{\n  "a" : {\n    "b" : [ "x", 1 ]\n  },\n  "c" : [ ]\n}',
            "json-pretty",
            detail="Jackson",
        ),
        case("windows-pretty", TEXT, PRETTY.replace("\n", "\r\n"), "json-pretty", detail="CRLF"),
        case(
            "powershell-pretty",
            compact({"a": {"b": 1}}),
            '{\r\n    "a":  {\r\n              "b":  1\r\n          }\r\n}',
            "json-pretty",
            detail="PowerShell",
        ),
        case(
            "powershell-compress",
            compact({"a": "it's <b> & =ü"}),
            '{"a":"it\\u0027s \\u003cb\\u003e \\u0026 =ü"}',
            "json-html-escapes",
            detail="PowerShell",
        ),
        case(
            "http-build-query",
            compact({"a": {"b": "x y"}, "c": [1]}),
            "a%5Bb%5D=x+y&c%5B0%5D=1",
            "body-url-encoded",
            detail="form",
        ),
        case("svix-style", EVENT, b"msg_1.1767312000." + EVENT, "signed-timestamp"),
        case(
            "svix-style-own-id",
            EVENT,
            b"msg_9d2f0c11aa5e4b7f8830c6d1e2f3a4b5c6d7e8f901234567.1767312000." + EVENT,
            "signed-timestamp",
        ),
        case("url-first", EVENT, b"https://example.com/webhook" + EVENT, "signed-url", detail="before the body"),
        case(
            "url-last", EVENT, EVENT + b"http://localhost:8000/webhooks/maileroo", "signed-url", detail="after the body"
        ),
    ]


def _ruby(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}"=>{_ruby(one)}' for key, one in value.items()) + "}"
    return "nil" if value is None else f'"{value}"'


NODE = {
    "uint8-string": "9f572c42b754ab7b192d6ba801bf0947caf6e3542f2c85cc8ffa104c6add517c",
    "array-json": "e0779c287ab0332cde43d44ebeecaa27ccb45a254cee38683eb3e3b5dd66c2ae",
    "inspect": "a469165201124ecc22578c5ead043c70a262bcc8d5040be26389baa1414625ef",
    "base64-string": "0e9d21c56f091c8c1a6d37f83e8839f74d160fd97ac7f35dc134925670144cf5",
    "hex-upper": "eb2888d473a9a25e94a7c6516d04ea68a92d5ce3cebdd241af85b4942464e601",
    "chunks": "f84685526c37e837aadb058d30e40610171d957921fdd5f2ab9de53364b6a317",
    "chunks-2": "5456b659e7976911cd057a9525e3575175c595e0139faa3986302c4f077d2142",
    "binary": "5212e90fa0415b20f39e3ce8f8941470ab70a802f86822a4643adbbc1c828a7d",
    "ascii": "9e87f9e5d9a69e5d5bda3f2b8b8e60933c307d50d7dbd3a4fb75c56471daf76d",
    "tostring-binary": "a7c98623902ca56a0a48365fa949c02d4c5980d4a65a995d8f952647a57b03dc",
    "form": "610f5429101b5534f7dcbdbd62c51b73d7f91f1a06711343235e1a4f34d10764",
    "encodeuri": "9c8670fec3298fb8a32b4d296aa3573b03b41bc8d5d2d48c11a83ff8d865a5ca",
    "querystring": "9c8670fec3298fb8a32b4d296aa3573b03b41bc8d5d2d48c11a83ff8d865a5ca",
    "null-dropped": "b2f0e5a4d7754cd698d2e8a42bd80d80d31f599ac77c6a0f46d88ea22ccc5967",
    "reverse": "352e7f6c321c00adc156a3276a69274a39c061973f1149c8b5e616cee03a7e68",
}
"""What Node.js signed."""

JAVA = {
    "hashmap-tostring": "e8ce036a140e8f27af6429dbd59ce091f516e37ae76032dc95c822264ced17b9",
    "arrays-tostring": "f0ccc91c0f098d02bf952578db53e57ad4ff05d48f9bc8128da222a75e91bdb5",
    "usascii": "6e6b7031fb1f8b052c2fcf4f57127508befbc704296db19eeef147646642fa3f",
    "string-ascii": "53a2bb55c30f7c8d8cf282f20b5052e889b40304efb5d52648435796880cce33",
    "latin1": "ea98b3976069a2a75882d327fdacebbc925ee3d88e6b2e3cb7c3ab7fefff5d45",
    "cp1252": "78da40ef6e59148a44c2b67387e005ea37b4bcd6e8fae61918c3a0b0fc54e1dd",
    "utf16": "21a259a646147f60512c236513a30de081d3c30cb9a9f15e715906cbf35c062f",
    "utf16le": "344cabc1a1e1b70c67bc6e848b0ead8d1e49275eefdbbca4de91cd4b2b260743",
    "cesu8": "d9f0147d34ed09f067e319a2124059ea802bfad2abe35d18591de3703733e52f",
    "cp850": "ab9aa08a8ced2979072126a71f4ef886968ea074eb70d261d7abdd34fff5b799",
    "shiftjis": "9e09a0125529ca52e1894f094cfecba83206c8a1f132e8a4fb973397661d4bec",
    "hashmap-json": "6dcc00a5a57aea494a7fb4028a149066066ff4d85ea886b89a4157f3b5a5e69d",
    "map-tostring": "406a164b699a7fa0651ebb629e01c758f7f53fbd9f76ddd34234394728ebad5e",
    "gson-tostring": "8a9688ace233abfe0d598f899707301a6ddb4931ef87b1e812e34067ed9bacb3",
}
"""What Java signed."""


def cases() -> list[dict[str, Any]]:
    """Return every case, in the order of the file."""
    return [*lines(), *shown(), *characters(), *escapes(), *rewritten()]


def document() -> str:
    """Return the text of the file."""
    return "".join(json.dumps(one) + "\n" for one in cases())


if __name__ == "__main__":
    PATH.write_text(document(), encoding="ascii", newline="\n")
