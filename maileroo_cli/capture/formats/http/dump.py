"""Raw HTTP requests as people keep them in files, one or many: reading, writing and recognising them.

Read are requests off the wire (CRLF, pipelined) and editors' ``.http`` files (LF, ``###`` between requests,
``# @name`` and comments before them, no version). Where a body ends is decided in ``body``.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from maileroo_cli.capture.formats.byte_source import ByteSource
from maileroo_cli.capture.formats.http.body import (
    BODY_LIMIT,
    REQUEST_LINE,
    HttpBodyError,
    is_boundary,
    is_chunked,
    missing_body,
    read_body,
)
from maileroo_cli.capture.formats.http.head import HeadEnd, HttpHeadError, check_head, read_headers, read_request_line
from maileroo_cli.capture.head import to_wire
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.signing.request import Headers, header_values

_NAME_LIMIT = 200
_FILLER = (b"#", b"//", b"@")
_NAME = re.compile(rb"###+|(?:#|//)[ \t]*@name\b[ \t]*=?")
_AUTHORITY = re.compile(r"https?://(?:[^/?#@]*@)?([^/?#]+)")


def read_http(stream: BinaryIO | Iterable[bytes], *, body_limit: int = BODY_LIMIT) -> Iterator[ReadResult]:
    """Yield each request of ``stream``, and a :class:`DamagedPlace` for what is none, whatever the bytes are.

    Header names and values are read as latin-1 and keep case, order and duplicates. A record's ``id`` is the
    name that the file gives the request, else ``request-N``; its ``time`` is empty: no file tells it.
    Memory is bounded by one request of at most ``body_limit`` bytes.
    """
    source = ByteSource(stream)
    if source.peek(3) == BOM_UTF8:
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
    check_head(lines, headers)
    head = b"\r\n".join(map(to_wire, lines)) + b"\r\n\r\n"
    if not chunked:
        return head + body
    return head + (b"%x\r\n%b\r\n" % (len(body), body) if body else b"") + b"0\r\n\r\n"


def write_http_file(records: Iterable[CaptureRecord]) -> Iterator[bytes]:
    """Yield the bytes of an editor's ``.http`` file that :func:`read_http` reads back, each request under its name.

    A record that HTTP cannot hold raises ``InputError`` with its id.
    """
    start = b""
    for record in records:
        try:
            request = write_http(record)
        except InputError as error:
            raise InputError(f"the request {record.id!r} cannot be written: {error.message}", error.hint) from None
        name = " ".join(record.id.split()).encode("utf-8", "backslashreplace")
        yield b"%b### %b\n%b" % (start, name, request)
        start = b"\n\n"


def looks_like_http(head: bytes) -> bool:
    """Tell whether a file that begins with ``head`` holds raw HTTP requests."""
    for line in head.removeprefix(BOM_UTF8).splitlines(keepends=True):
        if not _is_filler(line):
            return REQUEST_LINE.fullmatch(line) is not None
    return False


def _is_filler(line: bytes) -> bool:
    return line.startswith(_FILLER) or not line.strip()


def _name(line: bytes, before: str) -> str:
    """Return the name that a ``### name`` or ``# @name name`` line gives to the next request."""
    found = _NAME.match(line)
    return line[found.end() :].strip().decode("utf-8", "replace")[:_NAME_LIMIT] or before if found else before


def _skip_garbage(source: ByteSource) -> DamagedPlace:
    line = source.line
    response = source.peek(5) == b"HTTP/"
    _skip_to_boundary(source)
    return DamagedPlace(f"line {line}", "an HTTP response, not a request" if response else "not an HTTP request")


def _skip_to_boundary(source: ByteSource) -> None:
    while (line := source.peek_line()) and not is_boundary(line):
        source.skip_line()


def _read_request(source: ByteSource, name: str, body_limit: int) -> ReadResult:
    start = source.line
    try:
        method, target = read_request_line(source)
        head = read_headers(source)
        body = missing_body(head.headers) if head.end is HeadEnd.NEXT else read_body(source, head.headers, body_limit)
    except HttpHeadError as error:
        _skip_to_boundary(source)
        return DamagedPlace(f"line {error.line}", error.reason)
    except HttpBodyError as error:
        _skip_to_boundary(source)
        return DamagedPlace(f"line {start}", f"the request cannot be read: {error}")
    content, notes, whole = (
        body.content,
        (*head.notes, *body.notes),
        body.whole and head.end is not HeadEnd.INPUT,
    )
    record = CaptureRecord.of(id=name, time="", method=method, target=target, headers=head.headers, body=content)
    return ReadRequest(record, f"line {start}", notes, whole)


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
