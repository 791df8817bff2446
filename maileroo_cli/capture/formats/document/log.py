"""Logs that hold requests as JSON, behind a time and other words or between lines of text."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO, Self

from maileroo_cli.capture.formats.document.search import find_requests
from maileroo_cli.capture.formats.document.values import PlacedValue, read_lines
from maileroo_cli.capture.read_result import DamagedPlace, ReadResult
from maileroo_cli.capture.record import renamed
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

_SIGNED = re.compile(re.escape(SIGNATURE_HEADER.encode()).replace(rb"\-", rb"[-_]"), re.IGNORECASE)
_EVENT = b"event_type"
_START = re.compile(r"\{\s*\"")
_MOST_LINES = 200
_MOST_STARTS = 16


def looks_like_log(head: bytes) -> bool:
    """Tell whether a line of a file that begins with ``head`` holds a signed request as JSON, or an event's."""
    lines = [line for line in head.split(b"\n") if _is_likely(line)]
    return any(one is not None for line in lines[:_MOST_LINES] for one in find_requests(parse_line(line)))


def _is_likely(line: bytes) -> bool:
    return _EVENT in line or _SIGNED.search(line) is not None


class LogReader(Iterator[ReadResult]):
    """The requests of a log; ``other_lines`` counts the lines that hold none, so far.

    A line with a signature and JSON that cannot be read is damaged.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.other_lines = 0
        self._number = 0
        self._results = self._read(stream)

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> ReadResult:
        return next(self._results)

    def _read(self, stream: BinaryIO) -> Iterator[ReadResult]:
        for place in read_lines(stream):
            found = list(self._found(place)) if _is_likely(place.raw) else []
            self.other_lines += not found
            yield from found

    def _found(self, place: PlacedValue) -> Iterator[ReadResult]:
        value = parse_line(place.raw)
        if value is None and b"{" in place.raw and _SIGNED.search(place.raw):
            yield DamagedPlace(place.where, "its JSON cannot be read")
        for one in find_requests(value):
            self._number += 1
            if isinstance(one, DamagedPlace):
                yield DamagedPlace(place.where, one.reason)
            elif one is not None:
                name = one.record.id or f"request-{self._number}"
                yield one._replace(record=renamed(one.record, name), where=place.where)


def read_log(stream: BinaryIO) -> LogReader:
    """Return what is read of a log, to be iterated over once."""
    return LogReader(stream)


def parse_line(line: bytes) -> Any:
    """Return the object that a line ends with, or holds; ``None`` where there is none."""
    decoder, text = json.JSONDecoder(strict=False), line.decode("utf-8", "surrogateescape")
    for found in islice(_START.finditer(text), _MOST_STARTS):
        try:
            return decoder.raw_decode(text, found.start())[0]
        except (ValueError, RecursionError):
            continue
    return None
