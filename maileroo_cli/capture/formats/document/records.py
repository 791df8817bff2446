"""Capture records that are not one a line: in an array of JSON, or written over several lines."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import BinaryIO

from maileroo_cli.capture.formats.document.values import read_values
from maileroo_cli.capture.formats.ndjson import goes_on, refuse_many_parts
from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest, ReadResult
from maileroo_cli.capture.record import decode_record
from maileroo_cli.errors import InputError

_RECORD = re.compile(rb'"schema"\s*:\s*"mhook\.capture/')


def looks_like_spread_records(head: bytes) -> bool:
    """Tell whether a file that begins with ``head`` holds capture records, though not one a line."""
    start = head.removeprefix(BOM_UTF8).lstrip()
    found = _RECORD.search(start)
    if found is None or start[: found.start()].count(b"{") != 1:  # else it is within another object
        return False
    return start.startswith(b"[") or goes_on(start)


def read_spread_records(stream: BinaryIO) -> Iterator[ReadResult]:
    """Yield each record, and a ``DamagedPlace`` for what is none."""
    for number, one in enumerate(read_values(stream), 1):
        where = f"record {number}"
        if isinstance(one, DamagedPlace):
            yield DamagedPlace(where, one.reason)
            continue
        try:
            refuse_many_parts(one.raw)
            yield ReadRequest(decode_record(one.raw), where)
        except InputError as error:
            yield DamagedPlace(where, str(error))
