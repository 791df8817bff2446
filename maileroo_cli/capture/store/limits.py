"""How much a store keeps, and which of its oldest captures are too much. They are deleted by ``writer``."""

import sqlite3
from typing import NamedTuple


class StoreLimits(NamedTuple):
    """How much a store keeps: so many captures, seconds, or bytes of heads and bodies; ``None`` is without end."""

    captures: int | None = None
    seconds: float | None = None
    bytes: int | None = None

    def __bool__(self) -> bool:
        return any(limit is not None for limit in self)


NO_LIMITS = StoreLimits()


def newest_beyond(connection: sqlite3.Connection, limits: StoreLimits, now: float, size: int | None = None) -> int:
    """Return the newest row that has to go, with all that were stored before it; 0 where none has.

    Of captures that are too old those stay that were stored after one that is not: they were imported. ``size`` is how
    many bytes are kept, where that is known.
    """
    beyond = [0]
    if limits.captures is not None:
        beyond.append(_first(connection, "ORDER BY seq DESC LIMIT 1 OFFSET ?", limits.captures))
    if limits.seconds is not None:
        young = _first(connection, "WHERE at >= ? ORDER BY seq LIMIT 1", now - limits.seconds)
        beyond.append(young - 1 if young else _first(connection, "WHERE ? ORDER BY seq DESC LIMIT 1", 1))
    if limits.bytes is not None:
        beyond.append(_oldest(connection, (content_size(connection) if size is None else size) - limits.bytes))
    return max(beyond)


def _first(connection: sqlite3.Connection, rest: str, value: float) -> int:
    row = connection.execute(f"SELECT seq FROM capture {rest}", (value,)).fetchone()
    return int(row[0]) if row else 0


def content_size(connection: sqlite3.Connection, condition: str = "1", values: tuple[object, ...] = ()) -> int:
    """Return how many bytes the heads and bodies have that meet ``condition``."""
    statement = f"SELECT sum(length(head) + length(body)) FROM content WHERE {condition}"
    return int(connection.execute(statement, values).fetchone()[0] or 0)


def _oldest(connection: sqlite3.Connection, size: int) -> int:
    """Return the row up to which the oldest captures have at least ``size`` bytes; 0 where that is none."""
    if size > 0:
        for row, content in connection.execute("SELECT seq, length(head) + length(body) FROM content ORDER BY seq"):
            size -= content
            if size <= 0:
                return int(row)
    return 0
