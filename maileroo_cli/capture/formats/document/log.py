"""Logs that hold requests as JSON, behind a time and other words or between lines of text."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from maileroo_cli.capture.formats.document.search import find_requests
from maileroo_cli.capture.formats.document.values import read_lines
from maileroo_cli.capture.read_result import DamagedPlace, ReadResult
from maileroo_cli.capture.record import renamed
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

_SIGNED = re.compile(re.escape(SIGNATURE_HEADER.encode()).replace(rb"\-", rb"[-_]"), re.IGNORECASE)
_START = re.compile(r"\{\s*\"")
_MOST_LINES = 200
_MOST_STARTS = 16


def looks_like_log(head: bytes) -> bool:
    """Tell whether a line of a file that begins with ``head`` holds a signed request as JSON."""
    lines = [line for line in head.split(b"\n") if _SIGNED.search(line)]
    return any(one is not None for line in lines[:_MOST_LINES] for one in find_requests(parse_line(line)))


def read_log(stream: BinaryIO) -> Iterator[ReadResult]:
    """Yield the request of each line that has a signed one; a line with a signature alone is damaged."""
    number = 0
    for place in read_lines(stream):
        if not _SIGNED.search(place.raw):
            continue
        value = parse_line(place.raw)
        if value is None and b"{" in place.raw:
            yield DamagedPlace(place.where, "its JSON cannot be read")
        for one in find_requests(value):
            number += 1
            if isinstance(one, DamagedPlace):
                yield DamagedPlace(place.where, one.reason)
            elif one is not None:
                yield one._replace(record=renamed(one.record, one.record.id or f"request-{number}"), where=place.where)


def parse_line(line: bytes) -> Any:
    """Return the object that a line ends with, or holds; ``None`` where there is none."""
    decoder, text = json.JSONDecoder(strict=False), line.decode("utf-8", "surrogateescape")
    for found in islice(_START.finditer(text), _MOST_STARTS):
        try:
            return decoder.raw_decode(text, found.start())[0]
        except (ValueError, RecursionError):
            continue
    return None
