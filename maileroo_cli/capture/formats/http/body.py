"""Where the body of a raw HTTP request ends: Content-Length, chunks, or what stands behind it.

Heads are read in ``head``, lines in ``line``; what editors make of a body, in ``editor``.
"""

import re
from dataclasses import dataclass, replace

from maileroo_cli.capture.check.readings import json_end
from maileroo_cli.capture.formats.byte_source import LINE_LIMIT, ByteSource
from maileroo_cli.capture.formats.http.line import (
    BOUNDARY,
    INCLUDE,
    REQUEST_START,
    is_boundary,
    is_filler,
    is_for_editors,
)
from maileroo_cli.webhook.signing.request import Headers, header_values

BODY_LIMIT = 64 * 1024 * 1024
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n?")
_LENGTH = re.compile(r"\d{1,18}", re.ASCII)


class HttpBodyError(Exception):
    """The body's size is contradictory or beyond the limit; the text says how."""


@dataclass(frozen=True, slots=True)
class HttpBody:
    """The bytes of one body; ``notes``, ``whole``, ``doubt`` and ``open_end`` are those of a ``ReadRequest``.

    ``counted`` tells that the file itself says how long the body is, and that it is so.
    """

    content: bytes
    notes: tuple[str, ...] = ()
    whole: bool = True
    doubt: str = ""
    open_end: bool = False
    counted: bool = False


def read_body(source: ByteSource, headers: Headers, limit: int = BODY_LIMIT) -> HttpBody:
    """Take the body that follows a head: chunks are decoded, since what they hold is what was signed.

    A body without Content-Length and chunks goes on to the next request or the end of the input. What cannot
    be delimited, or is longer than ``limit`` bytes, raises :class:`HttpBodyError`.
    """
    length = content_length(headers)
    if length is not None and source.peek(1) == b"<" and INCLUDE.fullmatch(source.peek_line()):
        length = None  # of the file that is included
    if not is_chunked(headers):
        return _read_open(source, limit) if length is None else _read_sized(source, length, limit)
    if (body := _read_chunks(source, limit)) is not None:
        return body
    body = _read_open(source, limit) if length is None else _read_sized(source, length, limit)
    note = "the headers say chunked, but the body is not chunked: it is used unchanged"
    return replace(body, notes=(note, *body.notes))


def missing_body(headers: Headers) -> HttpBody:
    """Return the body of a head after which another request begins at once."""
    length = content_length(headers)
    return HttpBody(b"", (cut_off(0, length),), whole=False) if length else HttpBody(b"")


def is_chunked(headers: Headers) -> bool:
    """Tell whether the headers say that the body comes in chunks."""
    codings = ",".join(header_values(headers, "transfer-encoding"))
    return codings.rpartition(",")[2].strip().lower() == "chunked"


def content_length(headers: Headers) -> int | None:
    """Return what the headers say, or ``None`` where they do not; a contradiction raises :class:`HttpBodyError`."""
    values = {part.strip() for value in header_values(headers, "content-length") for part in value.split(",")}
    if not values:
        return None
    if len(values) > 1:
        raise HttpBodyError("it has several different Content-Length headers")
    (value,) = values
    if value.startswith("{{"):
        return None
    if not _LENGTH.fullmatch(value):
        raise HttpBodyError("its Content-Length is not a number")
    return int(value)


def _read_sized(source: ByteSource, length: int, limit: int) -> HttpBody:
    """Believe the Content-Length where a request can end there; else take what stands before the next one."""
    if length > limit:
        raise HttpBodyError(f"its Content-Length of {length} is above the limit of {limit} bytes")
    there = source.available(length)
    if there == length and ends_at(source, length):
        return HttpBody(source.take(length), counted=True)
    cut = source.search(BOUNDARY, length + LINE_LIMIT)
    if there < length or (cut is not None and cut < length):
        content = _read_open(source, limit).content
        return HttpBody(content, (cut_off(len(content), length),), whole=False)
    remark = f"there are more bytes than its Content-Length of {length} says"
    return HttpBody(_read_open(source, limit).content, (remark,), doubt=remark)


def ends_at(source: ByteSource, offset: int) -> bool:
    """Tell whether what begins here can end after ``offset`` bytes, seen from what stands behind it."""
    line, place = source.peek_line(offset), offset
    while line and not line.strip() and place - offset < LINE_LIMIT:
        place += len(line)
        line = source.peek_line(place)
    if not line or is_boundary(line):
        return True
    if place == offset and offset and not source.peek(offset).endswith(b"\n"):
        return False
    if is_filler(line) or REQUEST_START.fullmatch(line):
        return True
    return place > offset and json_end(source.peek(offset)) == offset


def cut_off(there: int, length: int) -> str:
    """Return the remark on a body of which only ``there`` bytes of ``length`` are there."""
    return f"the body is cut off: {there} of {length} bytes are there"


def _read_open(source: ByteSource, limit: int) -> HttpBody:
    """Leave out blank lines before what stands behind a body; at the end of the input keep each byte."""
    content = bytearray()
    at_start = True
    while line := source.peek_line():
        if at_start and (is_boundary(line) or is_for_editors(line)):
            return _open_body(bytes(content.rstrip(b"\r\n")))
        content += source.take(len(line))
        if len(content) > limit:
            raise HttpBodyError(f"its body is longer than the limit of {limit} bytes")
        at_start = line.endswith(b"\n")
    return _open_body(bytes(content))


def _open_body(content: bytes) -> HttpBody:
    """Return a body whose end nothing tells: it may be shorter, or have had other line ends."""
    return HttpBody(content, open_end=b"\n" in content or 0 < json_end(content) < len(content))


def _read_chunks(source: ByteSource, limit: int) -> HttpBody | None:
    """Return the decoded body, or ``None`` with nothing taken where no chunk begins."""
    content = bytearray()
    number = 0
    while size_line := _CHUNK_SIZE.fullmatch(source.peek_line()):
        number += 1
        size = int(size_line[1], 16)
        if len(content) + size > limit:
            raise HttpBodyError(f"its body is longer than the limit of {limit} bytes")
        source.skip_line()
        if size == 0:
            return HttpBody(bytes(content), _skip_trailers(source), counted=True)
        there = source.available(size)
        if not source.peek_line(size).startswith((b"\n", b"\r\n")):
            cut = source.search(BOUNDARY, there)
            content += source.take(there if cut is None else cut)
            break
        content += source.take(size)
        source.skip_line()
    if not number:
        return None
    return HttpBody(bytes(content), (f"the body is cut off in or after chunk {number}",), whole=False, counted=True)


def _skip_trailers(source: ByteSource) -> tuple[str, ...]:
    notes: tuple[str, ...] = ()
    while (line := source.peek_line()) and not is_boundary(line):
        source.skip_line()
        if not line.strip():
            break
        notes = ("headers after the last chunk are ignored",)
    return notes
