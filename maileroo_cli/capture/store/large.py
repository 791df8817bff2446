"""Storing large bodies without the copies that would be made of them on their way into a row.

The row is made with room for the bytes, and they are written into that room.
"""

import sqlite3
from collections.abc import Sequence

from maileroo_cli.capture.entry import Capture

LARGE = 1 << 20
"""From so many bytes on a body is written by itself."""

_COLUMNS = ("body", "trailers")
_MAKE_ROOM = "UPDATE content SET body = zeroblob(?), trailers = zeroblob(?) WHERE seq = ?"


def without_large(captures: Sequence[Capture]) -> Sequence[Capture]:
    """Return captures to be inserted: bodies of 1 MiB or more, and what came behind them, are left out."""
    return [_without_body(one) if _is_large(one) else one for one in captures]


def write_large(connection: sqlite3.Connection, captures: Sequence[Capture], last: int) -> None:
    """Write what was left out of the rows, of which ``last`` is the last one; in the caller's transaction."""
    first = last - len(captures) + 1
    for seq, content in [(first + place, one.content) for place, one in enumerate(captures) if _is_large(one)]:
        connection.execute(_MAKE_ROOM, (len(content.body), len(content.trailers), seq))
        for column, data in zip(_COLUMNS, (content.body, content.trailers), strict=True):
            with connection.blobopen("content", column, seq) as blob:
                blob.write(data)


def _is_large(capture: Capture) -> bool:
    return len(capture.content.body) >= LARGE


def _without_body(capture: Capture) -> Capture:
    return Capture(capture.entry, capture.content._replace(body=b"", trailers=b""))
