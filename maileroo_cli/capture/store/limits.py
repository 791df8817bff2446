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
EVERYTHING = "1"
"""The scope of limits that are those of the whole store."""


def received_after(seq: int) -> str:
    """Return the scope of limits that are those of what a listener received after the row ``seq`` was stored.

    What was imported has no peer: whoever brought it meanwhile wants to have it.
    """
    return f"seq > {seq:d} AND peer <> ''"


def newest_beyond(
    connection: sqlite3.Connection, limits: StoreLimits, now: float, size: int | None = None, scope: str = EVERYTHING
) -> int:
    """Return the newest row that has to go, with all of ``scope`` that were stored before it; 0 where none has.

    Of captures that are too old those stay that were stored after one that is not: they were imported. ``size`` is how
    many bytes are kept, where that is known.
    """
    beyond = [0]
    if limits.captures is not None:
        beyond.append(_first(connection, f"WHERE {scope} ORDER BY seq DESC LIMIT 1 OFFSET ?", limits.captures))
    if limits.seconds is not None:
        young = _first(connection, f"WHERE {scope} AND at >= ? ORDER BY seq LIMIT 1", now - limits.seconds)
        newest = f"WHERE {scope} AND ? ORDER BY seq DESC LIMIT 1"
        beyond.append(young - 1 if young else _first(connection, newest, 1))
    if limits.bytes is not None:
        kept = scope_size(connection, scope) if size is None else size
        beyond.append(_oldest(connection, kept - limits.bytes, scope))
    return max(beyond)


def _first(connection: sqlite3.Connection, rest: str, value: float) -> int:
    row = connection.execute(f"SELECT seq FROM capture {rest}", (value,)).fetchone()
    return int(row[0]) if row else 0


def content_size(connection: sqlite3.Connection, condition: str = "1", values: tuple[object, ...] = ()) -> int:
    """Return how many bytes the heads and bodies have that meet ``condition``."""
    statement = f"SELECT sum(length(head) + length(body)) FROM content WHERE {condition}"
    return int(connection.execute(statement, values).fetchone()[0] or 0)


def scope_size(
    connection: sqlite3.Connection, scope: str, condition: str = "1", values: tuple[object, ...] = ()
) -> int:
    """Return how many bytes the heads and bodies of ``scope`` have that meet ``condition``."""
    return content_size(connection, f"({condition}) AND {_in(scope)}", values)


def _in(scope: str) -> str:
    return "1" if scope == EVERYTHING else f"seq IN (SELECT seq FROM capture WHERE {scope})"


def _oldest(connection: sqlite3.Connection, size: int, scope: str) -> int:
    """Return the row up to which the oldest captures have at least ``size`` bytes; 0 where that is none."""
    if size > 0:
        rows = f"SELECT seq, length(head) + length(body) FROM content WHERE {_in(scope)} ORDER BY seq"
        for row, content in connection.execute(rows):
            size -= content
            if size <= 0:
                return int(row)
    return 0
