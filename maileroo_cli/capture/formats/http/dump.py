"""Raw HTTP requests as people keep them in files, one or many: reading and recognising them. Writing is in ``writer``.

Read are requests off the wire (CRLF, pipelined, with their responses) and the ``.http`` files of editors (LF, ``###``
between requests, ``# @name`` and comments before them, variables, scripts, no version). Where a body ends is decided in
``body``.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Self, cast

from maileroo_cli.capture.formats.byte_source import ByteSource
from maileroo_cli.capture.formats.http.body import BODY_LIMIT, HttpBody, HttpBodyError, missing_body, read_body
from maileroo_cli.capture.formats.http.editor import Variables, finish_body
from maileroo_cli.capture.formats.http.head import HeadEnd, HttpHead, HttpHeadError, read_headers, read_request_line
from maileroo_cli.capture.formats.http.line import (
    REQUEST_LINE,
    REQUEST_START,
    RESPONSE_LINE,
    begins_script,
    is_boundary,
    is_filler,
)
from maileroo_cli.capture.formats.http.response import skip_head, skip_response
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.capture.reservation import Reservation, read_comment

_NAME_LIMIT = 200
_LONGEST_DEFINITION = 65_536
_MOST_DEFINITIONS = 1_000
_WITHOUT_BODY = ("GET", "HEAD", "OPTIONS")
"""Methods of requests that often end with their head, and then without the blank line that ends it."""

_NAME = re.compile(rb"###+|(?:#|//)[ \t]*@name\b[ \t]*=?")
_INTERIM = re.compile(rb"HTTP/\d(?:\.\d)? 1\d\d\b[^\r\n]*\r?\n?")


def _no_file(_: str) -> bytes | None:
    return None


class HttpReader(Iterator[ReadResult]):
    """The requests of a file; ``responses`` counts the answers to them, which are passed over, so far."""

    def __init__(
        self,
        stream: BinaryIO | Iterable[bytes],
        read_file: Callable[[str], bytes | None],
        body_limit: int,
    ) -> None:
        self.responses = 0
        self._source = ByteSource(stream)
        self._read_file = read_file
        self._body_limit = body_limit
        self._variables = Variables(lambda: _definitions(stream))
        self._name = ""
        self._reservation: Reservation | None = None
        self._results = self._read()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> ReadResult:
        return next(self._results)

    def _read(self) -> Iterator[ReadResult]:
        source = self._source
        if source.peek(3) == BOM_UTF8:
            source.take(3)
        number, answerable = 0, False
        while line := source.peek_line():
            if is_filler(line):
                answerable = answerable and not line.startswith(b"###")
                self._take_filler(line)
            elif REQUEST_START.fullmatch(line):
                number += 1
                result = self._read_request(self._name or f"request-{number}")
                self._name, self._reservation = "", None
                answerable = isinstance(result, ReadRequest)
                yield result
            elif answerable and RESPONSE_LINE.fullmatch(line):
                skip_response(source)
                self.responses += 1
            else:
                yield _skip_garbage(source)

    def _take_filler(self, line: bytes) -> None:
        source = self._source
        if begins_script(line):
            _skip_script(source)
            return
        if line.startswith(b"@"):
            self._variables.define(line)
        elif line.startswith(b"###"):
            self._reservation = None
        elif line.startswith(b"#"):
            self._reservation = read_comment(line[1:].decode("utf-8", "replace")) or self._reservation
        self._name = _name(line, self._name)
        source.skip_line()

    def _read_request(self, name: str) -> ReadResult:
        source, start = self._source, self._source.line
        try:
            method, target = read_request_line(source)
            head = read_headers(source)
            body = self._read_body(head)
        except HttpHeadError as error:
            _skip_to_boundary(source)
            return DamagedPlace(f"line {error.line}", error.reason)
        except HttpBodyError as error:
            _skip_to_boundary(source)
            return DamagedPlace(f"line {start}", f"the request cannot be read: {error}")
        ended = head.end is not HeadEnd.INPUT or method in _WITHOUT_BODY
        notes = (*head.notes, *body.notes) if ended is (head.end is not HeadEnd.INPUT) else body.notes
        whole = body.whole and ended
        target = self._variables.resolve(target.encode("latin-1")).decode("latin-1")
        headers = self._variables.resolve_headers(head.headers)
        record = CaptureRecord.of(id=name, time="", method=method, target=target, headers=headers, body=body.content)
        return ReadRequest(
            record.reserved(self._reservation), f"line {start}", notes, whole, body.doubt, open_end=body.open_end
        )

    def _read_body(self, head: HttpHead) -> HttpBody:
        source = self._source
        if head.end is HeadEnd.NEXT:
            return missing_body(head.headers)
        while source.peek(5) == b"HTTP/" and _INTERIM.fullmatch(source.peek_line()):
            skip_head(source)  # 100 Continue, on which the body was sent
            self.responses += 1
        body = read_body(source, self._variables.resolve_headers(head.headers), self._body_limit)
        return finish_body(body, self._variables, self._read_file)


def read_http(
    stream: BinaryIO | Iterable[bytes],
    read_file: Callable[[str], bytes | None] = _no_file,
    *,
    body_limit: int = BODY_LIMIT,
) -> HttpReader:
    """Yield each request of ``stream``, and a :class:`DamagedPlace` for what is none, whatever the bytes are.

    Header names and values are read as latin-1 and keep case, order and duplicates. A record's ``id`` is the
    name that the file gives the request, else ``request-N``; its ``time`` is empty: no file tells it. ``read_file``
    returns the bytes of a file that a body names. Memory is bounded by one request of at most ``body_limit`` bytes.
    """
    return HttpReader(stream, read_file, body_limit)


def looks_like_http(head: bytes) -> bool:
    """Tell whether a file that begins with ``head`` holds raw HTTP requests."""
    in_script = False
    for line in head.removeprefix(BOM_UTF8).splitlines(keepends=True):
        if in_script or begins_script(line):
            in_script = b"%}" not in line
        elif not is_filler(line):
            return REQUEST_LINE.fullmatch(line) is not None or _may_begin(line, head)
    return False


def _may_begin(line: bytes, head: bytes) -> bool:
    """Tell whether a line that could also be prose begins a request, seen from what else there is."""
    if not REQUEST_START.fullmatch(line):
        return False
    return b"://" not in line.partition(b" ")[0] or b"\n###" in head or b"\nx-maileroo-signature:" in head.lower()


def _name(line: bytes, before: str) -> str:
    """Return the name that a ``### name`` or ``# @name name`` line gives to the next request."""
    found = _NAME.match(line)
    return line[found.end() :].strip().decode("utf-8", "replace")[:_NAME_LIMIT] or before if found else before


def _definitions(stream: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a file that define variables, and leave it where it is; a pipe cannot be asked."""
    seekable = getattr(stream, "seekable", None)
    if seekable is None or not seekable():
        return
    file = cast("BinaryIO", stream)
    place, found = file.tell(), 0
    file.seek(0)
    while (line := file.readline(_LONGEST_DEFINITION)) and found < _MOST_DEFINITIONS:
        if line.startswith(b"@"):
            found += 1
            yield line
    file.seek(place)


def _skip_script(source: ByteSource) -> None:
    """Pass over a script, but not over the next request where its end is missing."""
    while (line := source.peek_line()) and not line.startswith(b"###"):
        source.skip_line()
        if b"%}" in line:
            break


def _skip_garbage(source: ByteSource) -> DamagedPlace:
    line = source.line
    response = source.peek(5) == b"HTTP/"
    source.skip_line()
    _skip_to_boundary(source)
    return DamagedPlace(f"line {line}", "an HTTP response, not a request" if response else "not an HTTP request")


def _skip_to_boundary(source: ByteSource) -> None:
    while (line := source.peek_line()) and not is_boundary(line):
        source.skip_line()
