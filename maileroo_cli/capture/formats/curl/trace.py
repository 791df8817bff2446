"""What curl says of the requests that it sends: the output of ``-v``, ``--trace FILE`` and ``--trace-ascii FILE``.

``-v`` shows the head alone, ``--trace`` each byte, and ``--trace-ascii`` puts a dot for what it cannot print. The
answer's body may stand between the lines, and any number of requests after one another. Dumps are read in
``dump``.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from maileroo_cli.capture.formats.byte_source import ByteSource
from maileroo_cli.capture.formats.curl.dump import is_hexadecimal, read_hexadecimal, read_text
from maileroo_cli.capture.formats.http.body import (
    BODY_LIMIT,
    HttpBody,
    HttpBodyError,
    content_length,
    cut_off,
    is_chunked,
    read_body,
)
from maileroo_cli.capture.formats.http.head import HEAD_LIMIT, HeadEnd, HttpHeadError, read_headers, read_request_line
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.capture.record import CaptureRecord
from maileroo_cli.webhook.signing.request import Headers

_LAST_CHUNK = b"0\r\n\r\n"
_OLD_HTTP = re.compile(rb" HTTP/[01]")
_AT_ONCE = 64
"""So many transfers may be under way; the oldest is then taken for ended."""

_ID = rb"\[\d+-(?:\d+|x)\] "
_TAG = re.compile(_ID)
"""With ``--trace-config all`` curl 8 puts a transfer's id into each dump as well, and counts it."""

_PREFIX = rb"(?:\d\d:\d\d:\d\d\.\d{3,9} )?(?:\[([^\]\r\n]{1,40})\] )?"
_REQUEST = rb"[A-Z][A-Z-]{0,30} \S+ HTTP/\d(?:\.\d)?"
_SHOWN = re.compile(_PREFIX + rb">(?: (?:" + _ID + rb")?([^\r\n]*))?\r*\n?")
_DUMPED = re.compile(_PREFIX + rb"=> Send (header|data), (\d{1,15}) bytes \(0x[0-9a-f]+\)\r*\n?")
_REQUEST_LINE = re.compile(_REQUEST + rb"[ \t]*\r*\n?")
_RECOGNISED = re.compile(
    rb"^" + _PREFIX + rb"(?:> (?:" + _ID + rb")?" + _REQUEST + rb"[ \t]*\r*$|=> Send header, \d+ bytes \(0x)",
    re.MULTILINE,
)

_UNSEEN = "curl -v does not show the body: use --trace-ascii FILE, or --trace FILE for the exact bytes of any body"
_DOTS = "--trace-ascii shows a dot for each byte that it cannot print, like a newline or é: use --trace FILE"
_STRIPPED = "white space was stripped from the trace's lines, and perhaps from the body"
_OVERLAPS = "requests overlap in the trace, so the body may belong to another: use --trace-ids, or leave out -Z"
_LACKS = "lines are missing from the trace"


def looks_like_curl(head: bytes) -> bool:
    """Tell whether a file that begins with ``head`` holds a trace of curl, perhaps after other output."""
    return _RECOGNISED.search(head.removeprefix(BOM_UTF8)) is not None


def read_curl(stream: BinaryIO | Iterable[bytes]) -> Iterator[ReadResult]:
    """Yield each HTTP request that curl sent, and a :class:`DamagedPlace` for what is none, whatever the bytes are.

    A record's ``id`` is ``request-N``; its ``time`` is empty, since a trace tells no date. Requests that open a tunnel
    through a proxy are passed over. Memory is bounded by the requests under way.
    """
    return _Reader(ByteSource(stream)).read()


@dataclass(slots=True)
class _Sent:
    """One request as far as the trace has shown it; ``dumped`` tells whether the trace shows bodies.

    ``expected`` is the size of the body in bytes, ``None`` where only the next request tells that it has ended.
    """

    name: str
    line: int
    dumped: bool
    hexadecimal: bool = False
    tag: bytes = b""
    head: bytearray = field(default_factory=bytearray)
    body: bytearray = field(default_factory=bytearray)
    expected: int | None = None
    whole: bool = True
    fault: str = ""
    doubts: dict[str, None] = field(default_factory=dict)

    @property
    def has_head(self) -> bool:
        """Whether the blank line after the headers was seen."""
        return self.head.endswith((b"\r\n\r\n", b"\n\n"))

    @property
    def is_complete(self) -> bool:
        """Whether nothing more of it can come, or nothing that would help."""
        if self.fault or not self.whole or (self.has_head and not self.dumped):
            return True
        return self.has_head and self.expected is not None and len(self.body) >= self.expected

    def take(self, source: ByteSource, kind: bytes, size: int) -> None:
        """Take the dump of ``size`` bytes that comes next in ``source``."""
        part, limit = (self.head, HEAD_LIMIT) if kind == b"header" else (self.body, BODY_LIMIT)
        if len(part) + size > limit:
            self.fault = f"its {'head' if part is self.head else 'body'} is longer than the limit of {limit} bytes"
            return
        dump = read_hexadecimal(source, size) if self.hexadecimal else read_text(source, size)
        if not self.head and (tag := _TAG.match(dump.content)):
            self.tag = tag[0]
        part += dump.content.removeprefix(self.tag)
        self.whole = self.whole and dump.whole
        if dump.stripped:
            self.doubts[_STRIPPED] = None
        if part is self.head and self.has_head:
            self.expected = _expected(bytes(self.head))


class _Reader:
    """Puts the pieces of a trace together; several transfers may be under way, each by its id where there is one."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self._under_way: dict[bytes, _Sent] = {}
        self._number = 0

    def read(self) -> Iterator[ReadResult]:
        """Yield what is found, as soon as it is complete."""
        source = self._source
        if source.peek(3) == BOM_UTF8:
            source.take(3)
        while line := source.peek_line():
            place = source.line
            source.skip_line()
            if dumped := _DUMPED.fullmatch(line):
                yield from self._take_dump(dumped[1] or b"", dumped[2], int(dumped[3]), place)
            elif shown := _SHOWN.fullmatch(line):
                yield from self._take_shown(shown[1] or b"", shown[2] or b"", place)
        for sent in self._under_way.values():
            yield from _finish(sent)

    def _take_dump(self, transfer: bytes, kind: bytes, size: int, place: int) -> Iterator[ReadResult]:
        sent = self._under_way.get(transfer)
        if kind == b"header" and (sent is None or sent.has_head or not sent.dumped):
            overlaps = sent is not None and sent.dumped and not sent.body.endswith(_LAST_CHUNK)
            yield from self._begin(transfer, place, dumped=True)
            sent = self._under_way[transfer]
            sent.hexadecimal = is_hexadecimal(self._source, size)
            if overlaps:
                sent.doubts[_OVERLAPS] = None
        if sent is not None and sent.dumped:
            sent.take(self._source, kind, size)
            yield from self._end(transfer)

    def _take_shown(self, transfer: bytes, text: bytes, place: int) -> Iterator[ReadResult]:
        if _REQUEST_LINE.fullmatch(text):
            yield from self._begin(transfer, place, dumped=False)
        sent = self._under_way.get(transfer)
        if sent is None or sent.dumped:
            return
        if len(sent.head) > HEAD_LIMIT:
            sent.fault = f"its head is longer than the limit of {HEAD_LIMIT} bytes"
        sent.head += text + b"\n"
        yield from self._end(transfer)

    def _begin(self, transfer: bytes, place: int, *, dumped: bool) -> Iterator[ReadResult]:
        before = self._under_way.pop(transfer, None)
        if before is None and len(self._under_way) >= _AT_ONCE:
            before = self._under_way.pop(next(iter(self._under_way)))
        self._number += 1
        self._under_way[transfer] = _Sent(f"request-{self._number}", place, dumped)
        if before is not None:
            yield from _finish(before)

    def _end(self, transfer: bytes) -> Iterator[ReadResult]:
        if self._under_way[transfer].is_complete:
            yield from _finish(self._under_way.pop(transfer))


def _expected(head: bytes) -> int | None:
    """Return the size of the body that follows ``head``; nothing can follow one that contradicts itself."""
    source = ByteSource([head])
    line = source.peek_line()
    source.skip_line()
    try:
        headers = read_headers(source).headers
        length = content_length(headers)
    except (HttpHeadError, HttpBodyError):
        return 0
    if is_chunked(headers):
        return None
    return 0 if length is None and _OLD_HTTP.search(line) else length


def _finish(sent: _Sent) -> Iterator[ReadResult]:
    """Yield what became of one request; nothing for one that only opens a tunnel."""
    where, source = f"line {sent.line}", ByteSource([bytes(sent.head)])
    if not _REQUEST_LINE.fullmatch(source.peek_line()):
        yield DamagedPlace(where, "not the head of an HTTP request")
        return
    try:
        method, target = read_request_line(source)
        head = read_headers(source)
        body = _body(sent, head.headers)
    except (HttpHeadError, HttpBodyError) as error:
        sent.fault = sent.fault or str(error)
        method, target, head, body = "", "", None, HttpBody(b"")
    if head is None or sent.fault:
        yield DamagedPlace(where, f"the request cannot be read: {sent.fault}")
    elif method != "CONNECT":
        whole = sent.whole and body.whole and head.end is HeadEnd.BLANK
        notes = (*head.notes, *(() if sent.whole else (_LACKS,)), *body.notes)
        record = CaptureRecord.of(sent.name, "", method, target, head.headers, body.content)
        yield ReadRequest(record, where, notes, whole, "; ".join(sent.doubts))


def _body(sent: _Sent, headers: Headers) -> HttpBody:
    length, chunked, content = content_length(headers), is_chunked(headers), bytes(sent.body)
    if not sent.dumped:
        return HttpBody(b"") if _expected(bytes(sent.head)) == 0 else HttpBody(b"", (_UNSEEN,), whole=False)
    if not sent.hexadecimal and b"." in content:
        sent.doubts[_DOTS] = None
    if chunked:
        return read_body(ByteSource([content]), headers)
    if length is not None and length != len(content):
        return HttpBody(content, (cut_off(len(content), length),), whole=False)
    return HttpBody(content)
