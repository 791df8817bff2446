"""Which program's file it is, by its content, and its reader. Files of JSON and of commands are told apart before."""

from collections.abc import Iterator
from typing import BinaryIO

from maileroo_cli.capture.formats.pages import WithoutPages
from maileroo_cli.capture.formats.tool import bruno, burp, event_stream, fetch, table
from maileroo_cli.capture.read_result import DamagedPlace, ReadResult
from maileroo_cli.capture.record import renamed

LARGEST = 64 << 20
"""A larger file is not read: each is read as one piece."""

_PARSERS = (
    (bruno.is_bruno, bruno.parse_bruno),
    (burp.is_burp, burp.parse_burp),
    (event_stream.is_event_stream, event_stream.parse_event_stream),
    (fetch.is_fetch, fetch.parse_fetch),
    (table.is_table, table.parse_table),
)


def looks_like_tool(head: bytes) -> bool:
    """Tell whether a file that begins with ``head`` is one of these."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    return any(fits(head) for fits, _ in _PARSERS)


def read_tool(stream: BinaryIO) -> WithoutPages:
    """Return each request of the file."""
    return WithoutPages(_read(stream))


def _read(stream: BinaryIO) -> Iterator[ReadResult]:
    content = stream.read(LARGEST + 1).removeprefix(b"\xef\xbb\xbf")
    if len(content) > LARGEST:
        yield DamagedPlace("line 1", f"such a file is read only up to {LARGEST >> 20} MiB")
        return
    parse = next((parse for fits, parse in _PARSERS if fits(content)), None)
    for number, one in enumerate(parse(content) if parse else (), 1):
        where = one.where or f"request {number}"
        if isinstance(one, DamagedPlace):
            yield DamagedPlace(where, one.reason)
        else:
            name = one.record.id if one.record.id and not one.record.id.startswith("request-") else f"request-{number}"
            yield one._replace(record=renamed(one.record, name), where=where)
