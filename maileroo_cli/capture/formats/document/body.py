"""Bodies as tools write them into JSON: text, base64, numbers of bytes, or JSON that was parsed.

Which object's body it is, is decided in ``request``.
"""

import json
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from maileroo_cli.capture.formats.document.placeholder import read_placeholder
from maileroo_cli.webhook.signing.body_style import escape_html

NOT_HELD = "the file does not hold the body"
PARSED = "the file holds the body as parsed JSON, not its bytes"
_REPLACED = "the text holds U+FFFD, which may replace any byte that is not UTF-8"
_SURROGATES = "the text holds lone surrogates, which do not represent bytes"
_UNMARKED = "the body is base64, although the file does not say so"
_HEX = "the body is hex digits, although the file does not say so"
_REPR = "the body is a Python bytes literal"
_TEXTS = ("text", "raw", "string", "encoded", "base64", "content", "data", "body", "value")
_MARKS = (
    "text",
    "raw",
    "string",
    "encoded",
    "base64",
    "mode",
    "mimeType",
    "contentType",
    "encoding",
    "type",
    "content",
)
_DATA_URL = re.compile(r"data:[^,]{0,200};base64,")
_PYTHON = re.compile(r"b'(?:[^'\\]|\\.)*'|b\"(?:[^\"\\]|\\.)*\"", re.DOTALL)


class FoundBody(NamedTuple):
    """The bytes of a body; ``notes``, ``whole``, ``doubt`` and ``alternatives`` are those of a ``ReadRequest``."""

    content: bytes
    notes: tuple[str, ...] = ()
    whole: bool = True
    doubt: str = ""
    alternatives: Iterable[bytes] = ()


class RewrittenBodies:
    """The bodies that a JSON text is when other encoders write it, made while they are asked for."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    def __iter__(self) -> Iterator[bytes]:
        from maileroo_cli.webhook.diagnosis.candidates.json.reserialisation import reserialise

        yield self._text
        for candidate in reserialise(self._text):
            yield candidate.value


def lost_body(reason: str) -> FoundBody:
    """Return the body whose bytes are not there, for a ``reason``."""
    return FoundBody(b"", (reason,), whole=False)


def find_body(value: Any, *, encoded: bool = False) -> FoundBody:
    """Return the body that ``value`` stands for; ``encoded`` tells that it is base64."""
    if value is None:
        return FoundBody(b"")
    if isinstance(value, str):
        return _decode(value) if encoded else _of_text(value)
    if (content := _numbers(value)) is not None:
        return FoundBody(content)
    if isinstance(value, dict) and "event_type" not in value and any(mark in value for mark in _MARKS):
        return _of_object(value)
    return _of_parsed(value)


def _numbers(value: Any) -> bytes | None:
    """Return the bytes that are written as numbers, in an array or as Node.js writes them; ``None`` where none are."""
    if isinstance(value, dict):
        if value.get("type") == "Buffer":
            value = value.get("data")
        elif all(key.isdigit() for key in value):
            value = list(value.values())
    if isinstance(value, list) and value and all(type(one) is int and 0 <= one < 256 for one in value):
        return bytes(value)
    return None


def is_bytes(value: Any) -> bool:
    """Tell whether ``value`` holds a body as it was, unlike JSON that was parsed."""
    return isinstance(value, str) or (isinstance(value, dict) and value.get("type") == "Buffer")


def _of_object(value: dict[str, Any]) -> FoundBody:
    """Return the body of an object about a body: its text, and how that is encoded."""
    if value.get("mode") in ("file", "binary") or value.get("fileName") or value.get("src"):
        return lost_body("the body is in another file")
    if value.get("inputTruncated") is True:
        return lost_body("the gateway cut the body off")
    if value.get("params") or value.get("mode") in ("urlencoded", "formdata"):
        return lost_body("the body was kept as separate fields, not as bytes")
    key = next((key for key in _TEXTS if value.get(key) is not None), "")
    if not key:
        return lost_body(NOT_HELD)
    encoded = key in {"encoded", "base64"} or value.get("encoding") == "base64" or value.get("isBase64") is True
    return find_body(value[key], encoded=encoded)


def _of_parsed(value: Any) -> FoundBody:
    """Return JSON that was parsed as Maileroo would write it, and as others would."""
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        content = escape_html(text).encode("utf-8", "surrogateescape")
        return FoundBody(content, doubt=PARSED, alternatives=RewrittenBodies(text.encode("utf-8", "surrogateescape")))
    except (RecursionError, UnicodeEncodeError, ValueError):
        return lost_body(PARSED)


def _decode(text: str) -> FoundBody:
    content = _from_base64(text)
    return lost_body("the body should be base64, but is not") if content is None else FoundBody(content)


def _of_text(text: str) -> FoundBody:
    """Return the bytes of a text. One that is no JSON, but stands for JSON in a known way, is taken for that."""
    try:
        content = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return FoundBody(text.encode("utf-8", "surrogatepass"), doubt=_SURROGATES)
    if (placeholder := read_placeholder(text)) is not None:
        if placeholder.whole:
            return FoundBody(placeholder.content, (placeholder.note,), alternatives=(content,))
        return FoundBody(placeholder.content or content, (placeholder.note,), whole=False)
    if text.lstrip()[:1] in {"", "{", "["}:
        return FoundBody(content, doubt=_REPLACED if "\ufffd" in text else "")
    for found, note in _readings(text):
        if found is not None and found.lstrip()[:1] in {b"{", b"["}:
            return FoundBody(found, (note,), alternatives=(content,))
    return FoundBody(content)


def _readings(text: str) -> Iterator[tuple[bytes | None, str]]:
    if found := _DATA_URL.match(text):
        yield _from_base64(text[found.end() :]), "the body is a data URL"
    if _PYTHON.fullmatch(text):
        yield _from_python(text), _REPR
    if text.startswith('"') and text.endswith('"'):
        yield _from_json(text), "the body is a JSON string within a string"
    yield _from_base64(text), _UNMARKED
    yield _from_hex(text), _HEX


def _from_base64(text: str) -> bytes | None:
    data = "".join(text.split()).replace("-", "+").replace("_", "/")
    try:
        return b64decode(data + "=" * (-len(data) % 4), validate=True)
    except (Base64Error, ValueError):
        return None


def _from_hex(text: str) -> bytes | None:
    try:
        return bytes.fromhex(text)
    except ValueError:
        return None


def _from_python(text: str) -> bytes | None:
    import ast

    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return None
    return value if isinstance(value, bytes) else None


def _from_json(text: str) -> bytes | None:
    try:
        value = json.loads(text)
        return value.encode() if isinstance(value, str) else None
    except ValueError:
        return None
