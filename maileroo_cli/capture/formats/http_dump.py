"""Raw HTTP requests as people keep them in files, one or many: reading, writing and recognising them.

Read are requests off the wire (CRLF, pipelined) and editors' ``.http`` files (LF, ``###`` between requests,
``# @name`` and comments before them, no version). Where a body ends is decided in ``http_body``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import BinaryIO

from maileroo_cli.capture.finding import Captured, Damaged, Finding
from maileroo_cli.capture.formats.byte_source import LINE_LIMIT, ByteSource
from maileroo_cli.capture.formats.http_body import (
    BODY_LIMIT,
    REQUEST_LINE,
    BodyError,
    is_boundary,
    is_chunked,
    missing_body,
    read_body,
)
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.message import Headers, header_values

HEAD_LIMIT = 262_144
_NAME_LIMIT = 200
_BOM = b"\xef\xbb\xbf"
_COMMENT = (b"#", b"//")
_FILLER = (*_COMMENT, b"@")
_NAME = re.compile(rb"###+|(?:#|//)[ \t]*@name\b[ \t]*=?")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_AUTHORITY = re.compile(r"https?://(?:[^/?#@]*@)?([^/?#]+)")


class _HeadError(Exception):
    """A head that is no head: the line's number and the reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


class _End(Enum):
    """What follows the headers."""

    BLANK = "the blank line before a body"
    NEXT = "the next request"
    INPUT = "nothing"


@dataclass(frozen=True, slots=True)
class _Head:
    headers: Headers
    notes: tuple[str, ...]
    end: _End


def read_http(stream: BinaryIO | Iterable[bytes], *, body_limit: int = BODY_LIMIT) -> Iterator[Finding]:
    """Yield each request of ``stream``, and a :class:`Damaged` for what is none, whatever the bytes are.

    Header names and values are read as latin-1 and keep case, order and duplicates. A record's ``id`` is the
    name that the file gives the request, else ``request-N``; its ``time`` is empty: no file tells it.
    Memory is bounded by one request of at most ``body_limit`` bytes.
    """
    source = ByteSource(stream)
    if source.peek(3) == _BOM:
        source.take(3)
    number, name = 0, ""
    while line := source.peek_line():
        if _is_filler(line):
            name = _name(line, name)
            source.skip_line()
        elif REQUEST_LINE.fullmatch(line):
            number += 1
            yield _read_request(source, name or f"request-{number}", body_limit)
            name = ""
        else:
            yield _skip_garbage(source)


def write_http(record: CaptureRecord) -> bytes:
    """Return the record as one raw request that :func:`read_http` reads back, ready to be sent.

    The framing is made to fit the body: chunked stays so, in one chunk; else Content-Length is put right. An
    absolute target without a Host header gets one. A head that HTTP cannot hold raises ``InputError``.
    """
    body, chunked = record.content, is_chunked(record.headers)
    headers = list(_with_length(record.headers, None if chunked else len(body)))
    if not header_values(headers, "host") and (host := _AUTHORITY.match(record.target)):
        headers.insert(0, ("Host", host[1]))
    lines = [f"{record.method} {record.target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    _check_head(lines, headers)
    head = b"\r\n".join(map(_wire, lines)) + b"\r\n\r\n"
    if not chunked:
        return head + body
    return head + (b"%x\r\n%b\r\n" % (len(body), body) if body else b"") + b"0\r\n\r\n"


def looks_like_http(head: bytes) -> bool:
    """Tell whether a file that begins with ``head`` holds raw HTTP requests."""
    for line in head.removeprefix(_BOM).splitlines(keepends=True):
        if not _is_filler(line):
            return REQUEST_LINE.fullmatch(line) is not None
    return False


def _is_filler(line: bytes) -> bool:
    return line.startswith(_FILLER) or not line.strip()


def _name(line: bytes, before: str) -> str:
    """Return the name that a ``### name`` or ``# @name name`` line gives to the next request."""
    found = _NAME.match(line)
    return line[found.end() :].strip().decode("utf-8", "replace")[:_NAME_LIMIT] or before if found else before


def _skip_garbage(source: ByteSource) -> Damaged:
    line = source.line
    response = source.peek(5) == b"HTTP/"
    _skip_to_boundary(source)
    return Damaged(f"line {line}", "an HTTP response, not a request" if response else "not an HTTP request")


def _skip_to_boundary(source: ByteSource) -> None:
    while (line := source.peek_line()) and not is_boundary(line):
        source.skip_line()


def _read_request(source: ByteSource, name: str, body_limit: int) -> Finding:
    start = source.line
    try:
        method, target = _read_request_line(source)
        head = _read_headers(source)
        body = missing_body(head.headers) if head.end is _End.NEXT else read_body(source, head.headers, body_limit)
    except _HeadError as error:
        _skip_to_boundary(source)
        return Damaged(f"line {error.line}", error.reason)
    except BodyError as error:
        _skip_to_boundary(source)
        return Damaged(f"line {start}", f"the request cannot be read: {error}")
    content, notes, whole = (
        body.content,
        (*head.notes, *body.notes),
        body.whole and head.end is not _End.INPUT,
    )
    record = CaptureRecord.of(id=name, time="", method=method, target=target, headers=head.headers, body=content)
    return Captured(record, f"line {start}", notes, whole)


def _read_request_line(source: ByteSource) -> tuple[str, str]:
    start, line = source.line, source.peek_line()
    source.skip_line()
    if len(line) >= LINE_LIMIT:
        raise _HeadError(start, "the request line is longer than a request's line can be")
    method, target, *_ = line.split()
    return method.decode("latin-1"), target.decode("latin-1")


def _read_headers(source: ByteSource) -> _Head:
    headers: list[tuple[str, str]] = []
    notes: dict[str, None] = {}
    size = 0
    while line := source.peek_line():
        size += len(line)
        if is_boundary(line):
            return _Head(tuple(headers), tuple(notes), _End.NEXT)
        if size > HEAD_LIMIT or len(line) >= LINE_LIMIT:
            raise _HeadError(source.line, "the headers are longer than a request's headers can be")
        if line.strip() and not line.startswith(_COMMENT):
            _add_header(headers, notes, line, source.line)
        source.skip_line()
        if not line.strip():
            return _Head(tuple(headers), tuple(notes), _End.BLANK)
    notes["the input ends before the blank line that ends the headers"] = None
    return _Head(tuple(headers), tuple(notes), _End.INPUT)


def _add_header(headers: list[tuple[str, str]], notes: dict[str, None], line: bytes, number: int) -> None:
    text = line.removesuffix(b"\n").removesuffix(b"\r").decode("latin-1")
    name, colon, value = text.partition(":")
    if headers and text[0] in " \t":
        name, value = headers.pop()
        headers.append((name, " ".join((value, text.strip(" \t"))).strip(" ")))
        notes["a header is folded over several lines, which HTTP no longer allows"] = None
    elif colon and _TOKEN.fullmatch(name):
        headers.append((name, value.strip(" \t")))
    else:
        raise _HeadError(number, "not a header line; a blank line stands between the headers and the body")


def _with_length(headers: Headers, length: int | None) -> Iterator[tuple[str, str]]:
    """Yield the headers with the one right Content-Length, in its old place; ``None`` keeps chunked."""
    pending = length is not None
    for name, value in headers:
        kind = name.lower()
        if kind == "content-length" and pending:
            yield name, str(length)
            pending = False
        elif kind != "content-length" and (kind != "transfer-encoding" or length is None):
            yield name, value
    if pending:
        yield "Content-Length", str(length)


def _check_head(lines: list[str], headers: list[tuple[str, str]]) -> None:
    hint = "such a request cannot be written as HTTP"
    if any("\n" in line or "\r" in line for line in lines):
        raise InputError("a header or the target holds a line break", hint)
    if not REQUEST_LINE.fullmatch(_wire(lines[0])):
        raise InputError("the method or the target is empty or holds a space", hint)
    if not all(_TOKEN.fullmatch(name) for name, _ in headers):
        raise InputError("the name of a header is empty or holds what a name cannot hold", hint)


def _wire(line: str) -> bytes:
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8", "surrogatepass")
