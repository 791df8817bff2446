"""What a language shows of bytes or of an object that is asked for its text, where the bytes themselves are meant."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain

from maileroo_cli.webhook.diagnosis.finding import Candidate, changed

_PLACEHOLDERS = (
    *(b"[object Object]", b"{}", b"null", b"undefined", b"None", b"Array", b"[]", b'""', b"nil", b"true"),
    *(b"[object Promise]", b"[object ReadableStream]", b"<Buffer >", b"map[]", b"body", b"payload"),
)
_LIKELY = 5

_JAVASCRIPT = (
    *("ArrayBuffer", "Uint8Array", "FormData", "Request", "Blob", "Buffer", "IncomingMessage", "Response", "File"),
    *("SharedArrayBuffer", "DataView", "Headers", "Map", "Set", "Error", "Undefined", "Null", "Array", "String"),
    *("AsyncFunction", "Function", "AsyncGenerator", "Generator", "Readable", "Stream", "Event", "Arguments", "Window"),
    *("Module", "HTMLFormElement", "AsyncGeneratorFunction", "Date", "Number", "Boolean", "RegExp", "process"),
    *("global", "Symbol", "WebSocket", "Int8Array", "URLSearchParams", "AsyncIterator"),
)
_DOTNET = (
    *("System.Byte[]", "System.Char[]", "System.String[]", "System.Object", "System.String", "System.IO.Stream"),
    *("System.IO.MemoryStream", "System.IO.StreamReader", "System.Object[]", "System.Dynamic.ExpandoObject"),
    *(f"Microsoft.AspNetCore.{name}" for name in ("Http.HttpRequestStream", "Http.DefaultHttpRequest")),
    "Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpRequestStream",
    *(f"Microsoft.AspNetCore.{name}" for name in ("WebUtilities.FileBufferingReadStream", "Http.HttpRequest")),
    "Microsoft.AspNetCore.Server.IIS.Core.HttpRequestStream",
    "Microsoft.AspNetCore.Server.IIS.Core.WrappingStream",
    *("System.IO.Pipelines.PipeReader", "System.IO.Pipelines.StreamPipeReader", "System.Web.HttpInputStream"),
    *(f"System.Net.Http.{name}Content" for name in ("String", "Stream", "ByteArray", "Read", "Json")),
    *(f"System.Text.Json.Json{name}" for name in ("Document", "Element")),
    *(f"System.Threading.Tasks.Task`1[System.{name}]" for name in ("String", "Byte[]", "Object")),
    *(f"System.Collections.Generic.Dictionary`2[System.String,System.{name}]" for name in ("Object", "String")),
    "System.Collections.Generic.Dictionary`2[System.String,System.Text.Json.JsonElement]",
    "System.Collections.Generic.List`1[System.Object]",
    *(
        "System.IO.Stream+NullStream",
        "System.IO.BufferedStream",
        "System.IO.StringReader",
        "System.IO.Compression.GZipStream",
    ),
    *("Microsoft.AspNetCore.Http.Internal.DefaultHttpRequest", "System.Net.Http.EmptyContent"),
    *("Amazon.Lambda.APIGatewayEvents.APIGatewayProxyRequest", "System.Collections.Generic.List`1[System.Byte]"),
    *("System.Web.HttpRequestWrapper", "System.Net.Http.HttpRequestMessage", "System.Net.HttpListenerRequest"),
    *("Microsoft.AspNetCore.Http.DefaultHttpContext", "Microsoft.AspNetCore.Http.HttpContext"),
    *("Microsoft.Azure.Functions.Worker.Http.HttpRequestData", "Microsoft.AspNetCore.Http.HttpRequestPipeReader"),
    *("Newtonsoft.Json.Linq.JObject", "System.Net.ConnectStream", "System.Net.HttpRequestStream"),
    *("System.Collections.Hashtable", "System.Management.Automation.PSCustomObject", "System.Xml.XmlDocument"),
)
_OTHERS = (
    *(
        "Stream",
        "ByteArray",
        "InputStream",
        "Object",
        "stdClass",
        "object",
        "string",
        "String",
        "Body",
        "data",
        "[]byte",
    ),
    *("<nil>", "%!s(<nil>)", "&{}", "NULL", "NaN", "false", "0", "1", "[null]", "{}\n", "null\n", "[object]", "(null)"),
    *(
        "[Object]",
        "[object Object],[object Object]",
        "Buffer",
        "<Buffer>",
        "Some(Body)",
        "Ok",
        "Body(Empty)",
        "raw_body",
    ),
    *("b''", "''", "bytearray(b'')", "ImmutableMultiDict([])", "<QueryDict: {}>", "[object Object]\n", '"undefined"'),
    *('"null"', '"{}"', '"[object Object]"', "Promise { <pending> }", "[]\n", "<class 'bytes'>", "Body()", "StringIO"),
    *("#<StringIO>", "ByteString", "Bytes", "bytes", "text", "json", "content", "message", "request", "req", "event"),
    *("rawBody", "$body", "${body}", "{{body}}", "{body}", "request.body", "req.body", "nothing", "empty", "EOF", " "),
    *(
        "$BODY",
        "$PAYLOAD",
        "$payload",
        "$data",
        "$1",
        "-",
        "@-",
        "%BODY%",
        "{{request.body}}",
        "{{rawBody}}",
        "{{ body }}",
    ),
    *(f"{at}{name}.json" for name in ("body", "payload", "event", "data", "request", "webhook") for at in ("", "@")),
    *("java.io.InputStream", "java.lang.Object", "java.lang.String", "[B", "class [B", "byte[]", "Optional.empty"),
    *("$(cat body.json)", "$(cat payload.json)", "#<ActionController::Parameters {} permitted: false>"),
    *(f"Resource id #{number}" for number in range(1, 13)),
)


def placeholder_candidates(*, likely: bool = False) -> Iterator[Candidate]:
    """Yield the commonest texts that stand for an object or for nothing; only the ``likely`` ones where asked for."""
    for text in _PLACEHOLDERS[:_LIKELY] if likely else _PLACEHOLDERS:
        yield changed(text, "body-placeholder", text.decode())


def rare_placeholder_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield the others: the names of many types, and those in which .NET tells the length."""
    kinds = ("ReadOnlyMemory", "Memory", "ReadOnlySpan", "Span", "Buffers.ReadOnlySequence", "ArraySegment")
    counted = [f"System.{kind}<Byte>[{len(body)}]" for kind in kinds]
    for name in chain((f"[object {name}]" for name in _JAVASCRIPT), _DOTNET, _OTHERS, counted):
        yield changed(name.encode(), "body-placeholder", name.strip())


def literal_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield Python's literal of ``body``, and its commonest hash."""
    yield changed(repr(body).encode(), "body-bytes-literal")
    yield changed(hashlib.sha256(body).hexdigest().encode(), "body-hashed-first", "sha256, as hex digits")


def hashed_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield the hashes of ``body``, as digits and as bytes."""
    for name in ("sha256", "md5", "sha1"):
        digest = hashlib.new(name, body, usedforsecurity=False)
        yield changed(digest.hexdigest().encode(), "body-hashed-first", f"{name}, as hex digits")
        yield changed(digest.digest(), "body-hashed-first", name)


def shown_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield how JavaScript, Go, Java and others show the bytes of ``body``, and what such a text shows."""
    yield changed(body + body, "body-doubled")
    inside = _read_numbers(body)
    if inside is not None:
        yield changed(inside, "body-bytes-literal", "this body is such text")
    numbers = ",".join([_DECIMAL[byte] for byte in body])
    yield _shown('{"type":"Buffer","data":[' + numbers + "]}", "JSON.stringify of a Buffer")
    yield _shown(numbers, "String() of a Uint8Array")
    entries = ",".join([f'"{index}":{byte}' for index, byte in enumerate(body)])
    yield _shown("{" + entries + "}", "JSON.stringify of a Uint8Array")
    yield _shown(f"[{numbers}]", "an array of numbers")
    yield _shown("[" + numbers.replace(",", ", ") + "]", "a list of numbers, as Python and Rust show it")
    yield _shown("[" + numbers.replace(",", " ") + "]", "Go's %v of a []byte")
    signed = ", ".join([_SIGNED[byte] for byte in body])
    yield _shown(f"[{signed}]", "Java's Arrays.toString of a byte[]")
    more = f" ... {len(body) - 50} more bytes" if len(body) > 50 else ""
    yield _shown(f"<Buffer {body[:50].hex(' ')}{more}>", "Node's inspection of a Buffer")
    yield _shown(f"bytearray({body!r})", "Python's bytearray")
    yield _shown(numbers.replace(",", " "), "the numbers of its bytes")
    yield _shown(numbers.replace(",", ""), "the numbers of its bytes")
    text = body.decode("utf-8", "replace")
    yield _shown(repr(text), "Python's repr of a str")
    for name, label in (("utf-16-le", "Node's 'utf16le' does"), ("utf-16-be", "a decoder of UTF-16 does")):
        value = body.decode(name, "replace").encode("utf-8", "replace")
        yield changed(value, "body-mojibake", f"read as UTF-16, as {label}")
    encoded = base64.b64encode(body).decode()
    yield changed(f'"{encoded}"'.encode(), "body-base64", "signed as base64 in quotes, as JSON encoders write bytes")


def _shown(text: str, what: str) -> Candidate:
    return changed(text.encode(), "body-bytes-literal", what)


_DECIMAL = [str(byte) for byte in range(256)]
_SIGNED = _DECIMAL[:128] + [str(byte - 256) for byte in range(128, 256)]
_NUMBERS = re.compile(rb"\s*+(?:\[\s*+)?-?\d{1,3}(?:[\s,]+-?\d{1,3})+\s*\]?\s*")
_PYTHON = re.compile(rb"""\s*(?:bytearray\()?b(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\)?\s*""", re.DOTALL)
_SHORTEST_LIST = 8


def _read_numbers(body: bytes) -> bytes | None:
    """Return the bytes that ``body`` shows as numbers or as a literal of Python's; ``None`` if it shows none."""
    with suppress(ValueError, RecursionError, SyntaxError, TypeError, AttributeError):
        if body.lstrip().startswith((b'{"type"', b'{"0"', b'{"data"')):
            tree = json.loads(body)
            numbers = tree["data"] if isinstance(tree.get("data"), list) else list(tree.values())
            return bytes(numbers)
        if _PYTHON.fullmatch(body):
            import ast

            literal = ast.literal_eval(body.strip().removeprefix(b"bytearray(").removesuffix(b")").decode("latin-1"))
            return bytes(literal)
        if _NUMBERS.fullmatch(body) and len(found := re.findall(rb"-?\d+", body)) >= _SHORTEST_LIST:
            return bytes(int(number) % 256 for number in found)
    return None
