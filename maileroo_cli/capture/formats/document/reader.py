"""Files of JSON that hold requests in another form than capture records or HAR: recognising and reading them."""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, Self, cast

from maileroo_cli.capture.formats.document.partial import parse_beginning
from maileroo_cli.capture.formats.document.search import find_requests
from maileroo_cli.capture.formats.document.values import (
    LINE_START,
    PlacedValue,
    decode_value,
    is_by_line,
    read_lines,
    read_values,
)
from maileroo_cli.capture.read_result import DamagedPlace, ReadResult
from maileroo_cli.capture.record import renamed

_PEEK = 65_536
_MOST_LINES = 200


def looks_like_document(head: bytes) -> bool:
    """Tell whether a file of JSON that begins with ``head`` holds a request."""
    if is_by_line(head):
        lines = head.split(b"\n")
        likely = [line for line in lines if b"ignature" in line or b"event_type" in line]
        others = [line for line in lines if b"eader" in line]
        return any(
            _holds(parse_beginning(line.strip()), whole=line is not lines[-1])
            for line in (*likely[:_MOST_LINES], *others[:_MOST_LINES])
        )
    return _holds(parse_beginning(head), whole=False)


def _holds(value: Any, *, whole: bool) -> bool:
    return any(one is not None for one in find_requests(value, whole=whole))


class DocumentReader(Iterator[ReadResult]):
    """The requests of a file of JSON; ``passed_over`` counts those that cannot be webhooks, so far.

    ``other_lines`` counts the lines of a log that hold no request.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.passed_over = 0
        self.other_lines = 0
        self._count = 0
        self._results = self._read(stream)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> ReadResult:
        return next(self._results)

    def _read(self, stream: BinaryIO) -> Iterator[ReadResult]:
        buffered = cast("io.BufferedReader", stream)
        head = buffered.peek(_PEEK) if hasattr(buffered, "peek") else b""
        if not head and stream.seekable():
            head = stream.read(_PEEK)
            stream.seek(-len(head), io.SEEK_CUR)
        by_line = is_by_line(head)
        for one in read_lines(stream) if by_line else read_values(stream):
            yield from [self._placed(one, "")] if isinstance(one, DamagedPlace) else self._found(one, by_line=by_line)

    def _found(self, one: PlacedValue, *, by_line: bool) -> Iterator[ReadResult]:
        if by_line and not LINE_START.match(one.raw):
            self.other_lines += 1
            return
        try:
            value = decode_value(one.raw)
        except ValueError as error:
            yield self._placed(DamagedPlace("", f"it is not JSON ({error})"), one.where)
            return
        is_other = by_line
        for found in find_requests(value):
            is_other = False
            if found is None:
                self.passed_over += 1
            else:
                yield self._placed(found, one.where)
        self.other_lines += is_other

    def _placed(self, found: ReadResult, where: str) -> ReadResult:
        self._count += 1
        place = where or f"request {self._count}"
        if isinstance(found, DamagedPlace):
            return DamagedPlace(place, found.reason)
        if not found.record.id or found.record.id.startswith("request-"):
            found = found._replace(record=renamed(found.record, f"request-{self._count}"))
        return found._replace(where=place)


def read_document(stream: BinaryIO) -> DocumentReader:
    """Return what is read of a file of JSON, to be iterated over once; see :class:`DocumentReader`."""
    return DocumentReader(stream)
