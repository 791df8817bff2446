"""Captures read in portions: between two of them no cursor is open, however long whoever asked takes with a row.

An open cursor holds on to the store as it was, and the writer's log grows for as long as it does.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from maileroo_cli.capture.database.row import Row, RowError

_NUMBERS = 500
_BYTES = 1 << 20
"""A portion is of so many numbers of rows, or ends before with the row that makes it as large."""


_NO_NUMBER, _LAST_NUMBER = -(1 << 63), (1 << 63) - 1
_EXISTING = (
    "SELECT (SELECT min(seq) FROM capture WHERE seq BETWEEN ? AND ?), "
    "(SELECT max(seq) FROM capture WHERE seq BETWEEN ? AND ?)"
)


class Reading(NamedTuple):
    """What is read of captures: the columns and the tables, a condition with its values, and how many rows at most.

    Where rows are large, ``size`` says in SQL how many bytes one has; its rows begin with their number and that.
    """

    what: str
    condition: str = "1"
    values: Sequence[object] = ()
    size: str = ""
    newest_first: bool = False
    limit: int | None = None


def read_portions(connection: sqlite3.Connection, reading: Reading) -> Iterator[list[Row]]:
    """Yield the rows by their numbers, in portions that are not empty.

    What is stored after the first portion was asked for is not among them, nor what was deleted before its portion was
    read.
    """
    span = _existing(connection, _NO_NUMBER, _LAST_NUMBER)
    left = -1 if reading.limit is None else reading.limit
    columns = f"capture.seq, {reading.size}, {reading.what}" if reading.size else reading.what
    statement = (
        f"SELECT {columns} WHERE {reading.condition} AND capture.seq BETWEEN ? AND ? "
        f"ORDER BY capture.seq {'DESC' if reading.newest_first else 'ASC'} LIMIT ?"
    )
    while left and span is not None:
        first, last = span
        if reading.newest_first:
            begin, end = max(first, last - _NUMBERS), last
        else:
            begin, end = first, min(last, first + _NUMBERS)
        cursor = connection.execute(statement, (*reading.values, begin, end, left))
        rows, reached = _take(cursor) if reading.size else (cursor.fetchall(), None)
        if reached is None:
            reached = begin if reading.newest_first else end
        elif not begin <= reached <= end:
            raise _disorder()
        span = (first, reached - 1) if reading.newest_first else (reached + 1, last)
        if rows:
            left -= min(len(rows), left) if left > 0 else 0
            yield rows
        if not rows or span[0] > span[1]:
            span = _existing(connection, *span)


def _take(cursor: sqlite3.Cursor) -> tuple[list[Row], int | None]:
    """Return rows until they are large, and then the number of the last one."""
    rows, size = [], 0
    for row in cursor:
        rows.append(row)
        size += row[1] or 0
        if size >= _BYTES:
            cursor.close()
            return rows, int(row[0])
    return rows, None


def _existing(connection: sqlite3.Connection, first: int, last: int) -> tuple[int, int] | None:
    """Return the first and the last number that there are of these, if any: many in a row may have been deleted."""
    span: tuple[int, int] = connection.execute(_EXISTING, (first, last) * 2).fetchone()
    if None in span:
        return None
    if not first <= span[0] <= span[1] <= last:
        raise _disorder()
    return span


def _disorder() -> RowError:
    """Return the error of a damaged file whose next portion could begin with the same row again, for ever."""
    return RowError("its rows are out of order")
