"""The head of a raw HTTP request: reading its request line and headers, and holding what is written to what HTTP can.

What follows a head is decided in ``body``; which heads there are, in ``dump``.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from maileroo_cli.capture.formats.byte_source import LINE_LIMIT, ByteSource
from maileroo_cli.capture.formats.http.line import COMMENT, CONTINUATION, REQUEST_LINE, is_boundary
from maileroo_cli.capture.head import to_wire
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.signing.request import TOKEN, Headers

HEAD_LIMIT = 262_144
_VERSION = re.compile(rb" HTTP/\d(?:\.\d)?[ \t]*\r?\n?\Z")


class HttpHeadError(Exception):
    """A head that is no head: the line's number and the reason."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


class HeadEnd(Enum):
    """What follows the headers."""

    BLANK = "the blank line before a body"
    NEXT = "the next request"
    INPUT = "nothing"


@dataclass(frozen=True, slots=True)
class HttpHead:
    """The headers of one request; ``notes`` are those of a ``ReadRequest``."""

    headers: Headers
    notes: tuple[str, ...]
    end: HeadEnd


def read_request_line(source: ByteSource) -> tuple[str, str]:
    """Take a line that ``REQUEST_START`` matches, with those that go on with it, and return its method and target.

    A URL alone is that of a GET.
    """
    start, line = source.line, source.peek_line()
    source.skip_line()
    while not _VERSION.search(line) and CONTINUATION.fullmatch(more := source.peek_line()) and len(line) < LINE_LIMIT:
        line = line.rstrip() + more.strip(b" \t\r\n")
        source.skip_line()
    if len(line) >= LINE_LIMIT:
        raise HttpHeadError(start, "the request line is too long")
    line = _VERSION.sub(b"", line).strip()
    method, _, target = line.partition(b" ")
    if b"://" in method:
        method, target = b"GET", line
    return method.decode("latin-1"), target.strip().decode("latin-1")


def read_headers(source: ByteSource) -> HttpHead:
    """Take the headers and the blank line after them, as latin-1; what is no header raises :class:`HttpHeadError`."""
    headers: list[tuple[str, str]] = []
    notes: dict[str, None] = {}
    size = 0
    while line := source.peek_line():
        size += len(line)
        if is_boundary(line):
            return HttpHead(tuple(headers), tuple(notes), HeadEnd.NEXT)
        if size > HEAD_LIMIT or len(line) >= LINE_LIMIT:
            raise HttpHeadError(source.line, "the headers are too long")
        if line.strip() and not line.startswith(COMMENT):
            _add_header(headers, notes, line, source.line)
        source.skip_line()
        if not line.strip():
            return HttpHead(tuple(headers), tuple(notes), HeadEnd.BLANK)
    notes["the input ends before the blank line that ends the headers"] = None
    return HttpHead(tuple(headers), tuple(notes), HeadEnd.INPUT)


def _add_header(headers: list[tuple[str, str]], notes: dict[str, None], line: bytes, number: int) -> None:
    text = line.removesuffix(b"\n").removesuffix(b"\r").decode("latin-1")
    name, colon, value = text.partition(":")
    if headers and text[0] in " \t":
        name, value = headers.pop()
        headers.append((name, " ".join((value, text.strip(" \t"))).strip(" ")))
        notes["a header is split over several lines, which HTTP no longer allows"] = None
    elif colon and TOKEN.fullmatch(name):
        headers.append((name, value.strip(" \t")))
    else:
        raise HttpHeadError(number, "not a header line; leave a blank line between the headers and the body")


def check_head(lines: Sequence[str], headers: Iterable[tuple[str, str]]) -> None:
    """Raise ``InputError`` for a head (a request line and header lines) that HTTP cannot hold."""
    hint = "such a request cannot be written as HTTP"
    if any("\n" in line or "\r" in line for line in lines):
        raise InputError("a header or the target holds a line break", hint)
    if not REQUEST_LINE.fullmatch(to_wire(lines[0])):
        raise InputError("the method or the target is empty or holds a space", hint)
    if not all(TOKEN.fullmatch(name) for name, _ in headers):
        raise InputError("the name of a header is empty or holds characters that a name cannot have", hint)
