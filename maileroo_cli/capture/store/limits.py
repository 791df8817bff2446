"""How much a store keeps, and which of its oldest captures are too much. They are deleted by ``writer``."""

import sqlite3
from typing import NamedTuple

from maileroo_cli.capture.verdict import StoredVerdict


class StoreLimits(NamedTuple):
    """How much a store keeps: so many captures, seconds, or bytes of requests and answers; ``None`` is without end."""

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


class RowsBeyond(NamedTuple):
    """The condition for the rows that have to go, empty where none has; and whether all probes are among them."""

    condition: str = ""
    all_probes: bool = False


class _Sizes(NamedTuple):
    """How many bytes a capture has, and how its answer is joined to its content, in SQL."""

    bytes: str
    answer: str


_REQUEST = "length(content.head) + length(content.body)"
_SIZES = {
    1: _Sizes(f"{_REQUEST} + length(answer_head) + length(answer_body)", ""),
    2: _Sizes(
        f"{_REQUEST} + ifnull(length(answer.head) + length(answer.body), 0)",
        "LEFT JOIN answer USING (seq)",
    ),
}
"""What tells the size of captures, by the version of the tables."""

_NEWEST = max(_SIZES)
_PROBE = f"verdict = '{StoredVerdict.PROBE.value}'"


def rows_beyond(
    connection: sqlite3.Connection,
    limits: StoreLimits,
    now: float,
    size: int | None,
    scope: str,
    *,
    probes_first: bool = False,
) -> RowsBeyond:
    """Return the rows that have to go, the oldest of ``scope``.

    With ``probes_first`` a webhook has to go for number or size only where no probe is left. What is too old is that,
    whatever it is. The rest is as in :func:`newest_beyond`.
    """
    newest = newest_beyond(connection, limits, now, size, scope)
    if not newest:
        return RowsBeyond()
    if not probes_first:
        return RowsBeyond(f"seq <= {newest}" if scope == EVERYTHING else _in(f"seq <= {newest} AND {scope}"))
    aged = newest_beyond(connection, StoreLimits(seconds=limits.seconds), now, scope=scope)
    young = f"{scope} AND seq > {aged}"
    lack = _Lack(0, 0)
    if limits.captures is not None:
        lack = lack._replace(captures=_count(connection, young) - limits.captures)
    if limits.bytes is not None:
        kept = scope_size(connection, scope) if size is None else size
        lack = lack._replace(bytes=kept - limits.bytes - scope_size(connection, f"{scope} AND seq <= {aged}"))
    probe, lack = _oldest_rows(connection, f"{young} AND {_PROBE}", lack)
    other, _ = _oldest_rows(connection, f"{young} AND NOT {_PROBE}", lack)
    rows = f"{scope} AND seq <= CASE WHEN {_PROBE} THEN {max(probe, aged)} ELSE {max(other, aged)} END"
    return RowsBeyond(_in(rows), all_probes=other > 0)


class _Lack(NamedTuple):
    """So many captures, and bytes of them, have still to go."""

    captures: int
    bytes: int


def _count(connection: sqlite3.Connection, scope: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM capture WHERE {scope}").fetchone()[0])


def _oldest_rows(connection: sqlite3.Connection, scope: str, lack: _Lack) -> tuple[int, _Lack]:
    """Return the row up to which the oldest of ``scope`` make up for ``lack``, and what is lacking then."""
    last, (captures, size) = 0, lack
    if captures <= 0 and size <= 0:
        return last, lack
    # In this order of the tables, which CROSS keeps, reading ends with the last row that is wanted.
    sizes = _SIZES[_NEWEST]
    rows = f"SELECT seq, ifnull({sizes.bytes}, 0) FROM capture CROSS JOIN content USING (seq) {sizes.answer}"
    for row, held in connection.execute(f"{rows} WHERE {scope} ORDER BY seq"):
        last, captures, size = row, captures - 1, size - held
        if captures <= 0 and size <= 0:
            break
    return last, _Lack(captures, size)


def newest_beyond(
    connection: sqlite3.Connection,
    limits: StoreLimits,
    now: float,
    size: int | None = None,
    scope: str = EVERYTHING,
    *,
    version: int = _NEWEST,
) -> int:
    """Return the newest row that has to go, with all of ``scope`` that were stored before it; 0 where none has.

    Of captures that are too old those stay that were stored after one that is not: they were imported. ``size`` is how
    many bytes are kept, where that is known, ``version`` that of the tables.
    """
    beyond = [0]
    if limits.captures is not None:
        beyond.append(_first(connection, f"WHERE {scope} ORDER BY seq DESC LIMIT 1 OFFSET ?", limits.captures))
    if limits.seconds is not None:
        young = _first(connection, f"WHERE {scope} AND at >= ? ORDER BY seq LIMIT 1", now - limits.seconds)
        newest = f"WHERE {scope} AND ? ORDER BY seq DESC LIMIT 1"
        beyond.append(young - 1 if young else _first(connection, newest, 1))
    if limits.bytes is not None:
        kept = scope_size(connection, scope, version=version) if size is None else size
        beyond.append(_oldest(connection, kept - limits.bytes, scope, _SIZES[version]))
    return max(beyond)


def _first(connection: sqlite3.Connection, rest: str, value: float) -> int:
    row = connection.execute(f"SELECT seq FROM capture {rest}", (value,)).fetchone()
    return int(row[0]) if row else 0


def scope_size(
    connection: sqlite3.Connection,
    scope: str = EVERYTHING,
    condition: str = "1",
    values: tuple[object, ...] = (),
    *,
    version: int = _NEWEST,
) -> int:
    """Return how many bytes of requests and answers those of ``scope`` have that meet ``condition``."""
    sizes = _SIZES[version]
    statement = f"SELECT sum({sizes.bytes}) FROM content {sizes.answer} WHERE ({condition}) AND {_in(scope)}"
    return int(connection.execute(statement, values).fetchone()[0] or 0)


def _in(scope: str) -> str:
    return "1" if scope == EVERYTHING else f"seq IN (SELECT seq FROM capture WHERE {scope})"


def _oldest(connection: sqlite3.Connection, size: int, scope: str, sizes: _Sizes) -> int:
    """Return the row up to which the oldest captures have at least ``size`` bytes; 0 where that is none."""
    if size > 0:
        held = f"SELECT seq, ifnull({sizes.bytes}, 0) FROM content {sizes.answer}"
        rows = f"{held} WHERE {_in(scope)} ORDER BY seq"
        for row, one in connection.execute(rows):
            size -= one
            if size <= 0:
                return int(row)
    return 0
