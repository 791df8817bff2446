"""The signature vectors that were made over other bytes than the body: JSON written anew, ends, encodings."""

import base64
import hashlib
import json
import struct
import unicodedata
import urllib.parse
import zlib
from typing import Any

from tests.webhook.vector_case import BINARY, BODY, CLICKED, NON_ASCII, OPENED, TAG, raw, tag, vector


def rewritten() -> list[dict[str, Any]]:
    """Return the cases that JSON written anew leads to."""
    unsorted = {key: CLICKED[key] for key in reversed(CLICKED)}
    original = json.dumps(unsorted, separators=(",", ":"), ensure_ascii=False).encode()
    text = raw(OPENED)
    dotnet = "".join(
        char
        if char.isascii() and char not in "<>&'+`"
        else "".join(f"\\u{int.from_bytes(pair):04X}" for pair in _pairs(char))
        for char in text
    )
    gson = "".join(f"\\u{ord(char):04x}" if char in "<>&='" else char for char in text)
    ascii_text = json.dumps(OPENED, separators=(",", ":"), sort_keys=True)
    python = json.dumps(OPENED, sort_keys=True, indent=1).encode()
    return [
        vector("json-compact", tag(raw(CLICKED).encode()), "json-compact", note="JSON.stringify"),
        vector("json-go", TAG, "json-go", body=raw(CLICKED).encode()),
        vector("json-python", tag(json.dumps(CLICKED).encode()), "json-python"),
        vector("json-python-raw", tag(raw(OPENED, separators=None).encode()), "json-python", body=NON_ASCII),
        vector(
            "json-php",
            tag(ascii_text.replace("/", "\\/").encode()),
            "json-php",
            body=NON_ASCII,
        ),
        vector("json-php-slashes", tag(raw(CLICKED).replace("/", "\\/").encode()), "json-php"),
        vector("json-pretty-2", tag(raw(CLICKED, indent=2, separators=None).encode()), "json-pretty"),
        vector("json-pretty-4", tag(raw(CLICKED, indent=4, separators=None).encode()), "json-pretty"),
        vector("json-pretty-tab", tag(raw(CLICKED, indent="\t", separators=None).encode()), "json-pretty"),
        vector("json-dotnet", tag(dotnet.encode()), "json-dotnet", body=NON_ASCII),
        vector("json-gson", tag(gson.encode()), "json-gson", body=NON_ASCII),
        vector("json-key-order", tag(raw(CLICKED).encode()), "json-key-order", body=original),
        vector(
            "json-key-order-and-style",
            tag(json.dumps(CLICKED, sort_keys=True).encode()),
            "json-python",
            "json-key-order",
            body=original,
        ),
        vector(
            "json-ascii-escapes",
            tag(raw(OPENED, indent=1, separators=None).encode()),
            "json-ascii-escapes",
            body=python,
            note="the spacing is nobody's habit, only the escapes differ",
        ),
        vector(
            "json-html-escapes",
            tag(
                raw(CLICKED, indent=1).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e").encode()
            ),
            "json-html-escapes",
            body=raw(CLICKED, indent=1).encode(),
        ),
        vector(
            "json-slash-escapes",
            tag(raw(CLICKED, indent=1).replace("/", "\\/").encode()),
            "json-slash-escapes",
            body=raw(CLICKED, indent=1).encode(),
        ),
        vector("json-string", tag(json.dumps(BODY.decode()).encode()), "json-string"),
        vector("json-string-inside", TAG, "json-string", body=json.dumps(BODY.decode()).encode()),
        vector("json-part", tag(raw(CLICKED["event_data"]).encode()), "json-part"),
        vector("json-repr", tag(str(CLICKED).encode()), "json-repr"),
        vector(
            "json-repr-java",
            tag(b"{event_type=opened, tags=null, to=[a, b]}"),
            "json-repr",
            body=b'{"event_type":"opened","tags":null,"to":["a","b"]}',
            note="Map.toString",
        ),
        vector(
            "json-values-nulls",
            tag(BODY.replace(b'"tags":null,', b"")),
            "json-values",
            note="nulls left out",
        ),
        vector(
            "json-values-trimmed",
            tag(b'{"reason":null,"to":"zoe@example.com"}'),
            "json-values",
            body=b'{"reason":"","to":" zoe@example.com"}',
            note="as Laravel does",
        ),
        vector(
            "json-numbers",
            tag(b'{"a":1,"b":2e-7,"c":100000000000000000000}'),
            "json-compact",
            body=b'{"a":1.0,"b":0.0000002,"c":1e20}',
            note="JavaScript writes numbers in its own form",
        ),
    ]


def _pairs(char: str) -> list[bytes]:
    units = char.encode("utf-16-be")
    return [units[n : n + 2] for n in range(0, len(units), 2)]


def bodies() -> list[dict[str, Any]]:
    """Return the cases that other bytes of the body lead to."""
    lines = raw(CLICKED, indent=3).encode()
    packed = gzip_file(b"\x01" + struct.pack("<HH", len(BODY), len(BODY) ^ 0xFFFF) + BODY, BODY)
    tiny = gzip_file(b"\xab\xae\x05\x00", b"{}")
    bom = b"\xef\xbb\xbf"
    accented = '{"name":"Zoë"}'
    framed = b"%x\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (100, BODY[:100], len(BODY) - 100, BODY[100:])
    latin = '{"name":"Zoë"}'.encode("latin-1")
    return [
        vector("body-unread", tag(b""), "body-unread"),
        vector("body-placeholder", tag(b"[object Object]"), "body-placeholder"),
        vector("body-arrived-empty", TAG, "body-arrived-empty", body=b""),
        vector(
            "body-incomplete", TAG, "body-incomplete", body=BODY[:200], headers=[["Content-Length", str(len(BODY))]]
        ),
        vector("body-cut", tag(BODY[:256]), "body-cut"),
        vector("body-doubled", tag(BODY + BODY), "body-doubled"),
        vector("body-chunk-framing", TAG, "body-chunk-framing", body=framed),
        vector("body-with-head", TAG, "body-with-head", body=b"POST /hook HTTP/1.1\r\nHost: localhost\r\n\r\n" + BODY),
        vector("body-compressed", TAG, "body-compressed", body=packed),
        vector("body-decompressed", tag(tiny), "body-decompressed", body=b"{}"),
        vector("body-newline-added", tag(BODY + b"\n"), "body-newline-added"),
        vector("body-crlf-added", tag(BODY + b"\r\n"), "body-newline-added"),
        vector("body-newline-removed", TAG, "body-newline-removed", body=BODY + b"\n"),
        vector("body-crlf-removed", TAG, "body-newline-removed", body=BODY + b"\r\n"),
        vector("body-space-trimmed", TAG, "body-space-trimmed", body=b"  " + BODY + b" \n"),
        vector("body-lf", tag(lines), "body-line-endings", body=lines.replace(b"\n", b"\r\n")),
        vector("body-crlf", tag(lines.replace(b"\n", b"\r\n")), "body-line-endings", body=lines),
        vector("body-bom-added", tag(bom + BODY), "body-bom-added"),
        vector("body-bom-removed", TAG, "body-bom-removed", body=bom + BODY),
        vector("body-latin-1", tag(latin), "body-charset", body=accented.encode()),
        vector("body-utf-16", tag(accented.encode("utf-16-le")), "body-charset", body=accented.encode()),
        vector("body-from-latin-1", tag(accented.encode()), "body-charset", body=latin),
        vector(
            "body-mojibake", tag(accented.encode().decode("latin-1").encode()), "body-mojibake", body=accented.encode()
        ),
        vector(
            "body-replaced", tag(BINARY.decode("utf-8", "replace").encode()), "body-replaced-characters", body=BINARY
        ),
        vector(
            "body-question-marks",
            tag(accented.encode("ascii", "replace")),
            "body-replaced-characters",
            body=accented.encode(),
        ),
        vector(
            "body-normalised",
            tag(unicodedata.normalize("NFD", accented).encode()),
            "body-normalised",
            body=accented.encode(),
        ),
        vector("body-url-encoded", tag(urllib.parse.quote_plus(BODY).encode()), "body-url-encoded"),
        vector("body-url-decoded", TAG, "body-url-encoded", body=urllib.parse.quote_plus(BODY).encode() + b"="),
        vector("body-in-base64", TAG, "body-base64", body=base64.b64encode(BODY), note="AWS API Gateway"),
        vector("body-base64-signed", tag(base64.b64encode(BODY)), "body-base64"),
        vector("body-hex", TAG, "body-hex", body=BODY.hex().encode()),
        vector(
            "body-line-breaks", tag(lines.replace(b"\n", b"")), "body-line-breaks", body=lines, note="curl -d @file"
        ),
        vector(
            "body-line-breaks-lost",
            tag(lines),
            "body-line-breaks",
            body=lines.replace(b"\n", b""),
            note="what curl -d @file sent, signed as the file stands",
        ),
        vector(
            "body-wrapped",
            TAG,
            "body-wrapped",
            body=json.dumps({"headers": {}, "body": BODY.decode(), "isBase64Encoded": False}).encode(),
            note="AWS API Gateway",
        ),
        vector(
            "body-wrapped-base64",
            TAG,
            "body-wrapped",
            body=json.dumps({"body": base64.b64encode(BODY).decode(), "isBase64Encoded": True}).encode(),
        ),
        vector("body-log-escaped", TAG, "body-log-escaped", body=BODY.replace(b'"', rb"\x22"), note="nginx"),
        vector("body-html-escaped", TAG, "body-html-escaped", body=BODY.replace(b'"', b"&quot;")),
        vector("body-html-signed", tag(BODY.replace(b'"', b"&#34;")), "body-html-escaped", note="Go's EscapeString"),
        vector(
            "body-backslashes",
            TAG,
            "body-backslashes",
            body=BODY.replace(b"\\", b"\\\\").replace(b'"', b'\\"'),
            note="addslashes",
        ),
        vector("body-quotes", TAG, "body-quotes", body=b"'" + BODY + b"'", note="cmd.exe"),
        vector(
            "body-quotes-eaten",
            tag(b'{"event_type":"opened","ip":"203.0.113.7","user_id":7}'),
            "body-quotes",
            body=b"{event_type:opened,ip:203.0.113.7,user_id:7}",
            note="a shell took the quotes for its own",
        ),
        vector(
            "body-pasted",
            TAG,
            "body-pasted",
            body=BODY.decode().replace('"', "\u201d").encode(),
            note="curly quotes",
        ),
        vector(
            "body-buffer-json",
            tag(json.dumps({"type": "Buffer", "data": list(BODY)}, separators=(",", ":")).encode()),
            "body-bytes-literal",
            note="JSON.stringify of a Buffer",
        ),
        vector(
            "body-in-utf-16",
            tag(accented.encode()),
            "body-charset",
            body=b"\xff\xfe" + accented.encode("utf-16-le"),
            note="a file that PowerShell wrote",
        ),
        vector("body-hashed-first", tag(hashlib.sha256(BODY).hexdigest().encode()), "body-hashed-first"),
        vector("body-bytes-literal", tag(str(BODY).encode()), "body-bytes-literal"),
    ]


def gzip_file(deflated: bytes, plain: bytes) -> bytes:
    """Return a gzip file around data deflated by hand, since zlib's versions compress differently."""
    head = bytes.fromhex("1f8b0800000000000003")
    return head + deflated + struct.pack("<II", zlib.crc32(plain), len(plain))
