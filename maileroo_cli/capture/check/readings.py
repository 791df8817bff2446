"""Other bodies that a request in a file may have had: what a file leaves open, a signature can settle.

Trying them is safe: a signature that matches proves the bytes. They follow from what is there alone, so that a request
out of the store is read as it was in its file. Why a body is in doubt is said in ``capture.reservation``.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.signing.body_style import Style, encode, escape_html
from maileroo_cli.webhook.signing.request import Headers, header_values

_LARGEST = 1 << 20
"""Of a larger body, in bytes, no JSON is read."""

_TEXT_LIMIT = 16 << 20


class BodyReading(NamedTuple):
    """A body, and in a few words what makes it another one than the file shows."""

    body: bytes
    remark: str


def other_readings(content: bytes, headers: Headers, *, rewritten: bool) -> Iterator[BodyReading]:
    """Yield each other body once; ``rewritten`` tries JSON in other forms as well, as programs show it formatted."""
    seen = {content}
    for reading in _readings(content, headers, rewritten):
        if reading.body not in seen:
            seen.add(reading.body)
            yield reading


def json_end(content: bytes) -> int:
    """Return where the JSON object or array that ``content`` begins with ends; -1 where it begins with none."""
    if content[:1] not in (b"{", b"[") or len(content) > _LARGEST:
        return -1
    try:
        text = content.decode()
        _, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return -1
    return end if text.isascii() else len(text[:end].encode())


def likely_body(content: bytes) -> bytes:
    """Return what of ``content``, whose end is open, is most likely the body: its JSON, or all but last newlines."""
    end = json_end(content)
    return content[:end] if end > 0 else content.rstrip(b"\r\n")


def _readings(content: bytes, headers: Headers, rewritten: bool) -> Iterator[BodyReading]:
    yield from _counted(content, headers)
    for shorter in (content[:-1].removesuffix(b"\r") if content.endswith(b"\n") else content, content.rstrip(b"\r\n")):
        yield BodyReading(shorter, "without the newline at the file's end")
    end = json_end(content)
    if 0 < end < len(content):
        yield BodyReading(content[:end], "without the text after its JSON")
    if b"\r\n" in content:
        yield BodyReading(content.replace(b"\r\n", b"\n").rstrip(b"\n"), "with LF instead of CRLF")
    elif b"\n" in content.rstrip(b"\n"):
        yield BodyReading(content.rstrip(b"\n").replace(b"\n", b"\r\n"), "with CRLF instead of LF")
    yield from _transcoded(content)
    if rewritten and end > 0:
        yield from _rewritten(content[:end])


def _counted(content: bytes, headers: Headers) -> Iterator[BodyReading]:
    """Yield as much as a Content-Length says, taken as bytes and as characters."""
    for value in header_values(headers, "content-length")[:1]:
        number = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
        if not 0 < number < len(content):
            continue
        yield BodyReading(content[:number], f"only as many bytes as its Content-Length says, {number}")
        if not content.isascii() and len(content) < _TEXT_LIMIT:
            counted = content.decode("utf-8", "ignore")[:number].encode()
            yield BodyReading(counted, "its Content-Length counts characters, not bytes")


def _transcoded(content: bytes) -> Iterator[BodyReading]:
    if content.isascii() or len(content) > _TEXT_LIMIT:
        return
    try:
        content.decode()
    except UnicodeDecodeError:
        for name in ("cp1252", "latin-1"):
            try:
                yield BodyReading(content.decode(name).encode(), f"the file is in {name}, but UTF-8 was sent")
            except UnicodeDecodeError:
                continue


def _rewritten(content: bytes) -> Iterator[BodyReading]:
    try:
        payload = json.loads(content)
    except (ValueError, RecursionError):
        return
    if not isinstance(payload, dict):
        return
    for style in Style:
        try:
            body = encode(payload, style)
        except UsageError:
            continue
        yield BodyReading(body, f"the file shows its JSON formatted; it was sent in style {style.value}")
    for spaces in ((",", ":"), (", ", ": ")):
        text = json.dumps(payload, ensure_ascii=False, separators=spaces)
        for one in (text, escape_html(text)):
            yield BodyReading(one.encode("utf-8", "replace"), "the file shows its JSON formatted")
