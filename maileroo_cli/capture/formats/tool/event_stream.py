"""A stream of server-sent events, as smee.io and gosmee send it: each ``data`` is a request as JSON."""

import json
import re
from collections.abc import Iterator

from maileroo_cli.capture.formats.document.search import find_requests
from maileroo_cli.capture.read_result import DamagedPlace, ReadResult

_START = re.compile(
    rb"(?:(?:id|event|retry)\b[^\n]*\n|:[^\n]*\n|\r?\n|data:[ \t]*(?:\{\}|ready|connected)\s*?\n)*data:[ \t]*\{"
)
_DATA = re.compile(rb"^data:[ \t]?(.*?)\r?$", re.MULTILINE)


def is_event_stream(head: bytes) -> bool:
    """Tell whether this is a stream of events with JSON in it."""
    return b"data:" in head and _START.match(head) is not None


def parse_event_stream(content: bytes) -> Iterator[ReadResult]:
    """Yield the request of each event; one that holds none is passed over."""
    for found in _DATA.finditer(content):
        line = 1 + content.count(b"\n", 0, found.start())
        if not found[1].startswith(b"{"):
            continue
        try:
            value = json.loads(found[1].decode("utf-8", "surrogateescape"))
        except (ValueError, RecursionError):
            yield DamagedPlace(f"line {line}", "its data is not JSON")
            continue
        for one in find_requests(value):
            if isinstance(one, DamagedPlace):
                yield DamagedPlace(f"line {line}", one.reason)
            elif one is not None:
                yield one._replace(where=f"line {line}")
