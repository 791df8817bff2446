"""Captures as rows of the store, and back: what a row holds is checked here, and nowhere after it."""

import sqlite3
from collections.abc import Sequence
from itertools import chain
from math import inf, isfinite
from operator import itemgetter
from typing import NamedTuple

from maileroo_cli.capture.database.row import (
    BYTES,
    END_OF_TIME,
    LONGEST,
    NOTHING,
    REAL,
    TEXT,
    WHOLE,
    Row,
    RowError,
    RowShape,
    wrong_value,
)
from maileroo_cli.capture.entry import ID_LENGTH, AnswerSource, Capture, CaptureContent, CaptureEntry
from maileroo_cli.capture.verdict import StoredVerdict

ENTRY_COLUMNS = ", ".join(f"capture.{name}" for name in CaptureEntry._fields)
_BYTES = "content.head, content.body, content.trailers"
_JOINED = "FROM capture LEFT JOIN content ON content.seq = capture.seq"
_SIZE = "length(content.head) + length(content.body)"


class WholeCaptures(NamedTuple):
    """What is selected to read whole captures, from where, and how many bytes one has, all in SQL."""

    columns: str
    size: str


CAPTURES = {
    1: WholeCaptures(
        f"{ENTRY_COLUMNS}, {_BYTES}, content.answer_head, content.answer_body {_JOINED}",
        f"{_SIZE} + length(content.answer_body)",
    ),
    2: WholeCaptures(
        f"{ENTRY_COLUMNS}, {_BYTES}, answer.head, answer.body {_JOINED} LEFT JOIN answer ON answer.seq = capture.seq",
        f"{_SIZE} + coalesce(length(answer.body), 0)",
    ),
}
"""What reads whole captures, by the version of the tables."""

ROW_TABLES = {1: ("content", "capture"), 2: ("content", "answer", "capture")}
"""The tables that a capture has a row in, by their version; the one that says which captures there are is the last."""

INSERT_ANSWER = "INSERT OR REPLACE INTO answer (head, body, seq) SELECT ?, ?, seq FROM capture WHERE seq = ?"
"""What adds an answer to a capture; one that was deleted meanwhile gets none."""

_ENTRY_SIZE = len(CaptureEntry._fields)
_CONTENT = ("head", "body", "trailers")
_NUMBERS = frozenset(("at", "event_time", "size", "status", "milliseconds"))
_ENTRY_SHAPE = RowShape(
    id=(TEXT,),
    at=(REAL,),
    **dict.fromkeys(("peer", "method", "target", "event_type", "event_id", "reference_id"), (TEXT,)),
    event_time=(REAL, NOTHING),
    **dict.fromkeys(("verdict", "cause", "secret", "anomaly"), (TEXT,)),
    size=(WHOLE,),
    status=(WHOLE, NOTHING),
    answered=(TEXT,),
    milliseconds=(REAL, NOTHING),
)
_new = tuple.__new__
"""Makes a named tuple of values whose number is right, in a quarter of the time."""

_texts = itemgetter(*(place for place, name in enumerate(CaptureEntry._fields) if name not in _NUMBERS))
_join = "".join
_seen: set[tuple[str, int | None, str]] = set()
"""Verdicts, statuses and sources of answers that stood in a row together and were right."""

_VERDICTS = frozenset(map(str, StoredVerdict))
_SOURCES = frozenset(map(str, AnswerSource))
_STATUSES = range(100, 1000)
_ID_DIGITS = "0123456789abcdef"
_LAST_ROW = 1 << 62
"""No store ever has so many rows; near the last that there can be SQLite takes them at random."""

_AT_ONCE = 10
"""So many rows are inserted by one statement where there are as many, which takes three quarters of the time."""


LARGE = 1 << 20
"""A body of so many bytes is not inserted with its row: room is made for it, and then it is written there."""

_MAKE_ROOM = "UPDATE content SET body = zeroblob(?), trailers = zeroblob(?) WHERE seq = ?"


class CaptureRowError(RowError):
    """A capture's row holds what mhook never writes; ``id`` is the capture's, empty where that is damaged as well."""

    def __init__(self, found: object, error: RowError) -> None:
        self.id = found if isinstance(found, str) and len(found) == ID_LENGTH and not found.strip(_ID_DIGITS) else ""
        super().__init__(f"capture {self.id}: {error}" if self.id else str(error))


def entry_of(row: Row) -> CaptureEntry:
    """Return the entry of a row of ``ENTRY_COLUMNS``; what mhook never writes raises ``CaptureRowError``."""
    # Each of a hundred thousand rows comes here: what is nearly always right is seen in a third of the time.
    try:
        identity, at, _, _, _, _, _, _, happened, verdict, _, _, _, size, status, answered, took = row
        _join(_texts(row))
        if (
            0.0 <= at < END_OF_TIME
            and len(identity) == ID_LENGTH
            and (verdict, status, answered) in _seen
            and size.__class__ is WHOLE  # a number like 1.5 can be compared as well
            and size >= 0
            and (took is None or 0.0 <= took < LONGEST)
            and (happened is None or -inf < happened < inf)
        ):
            return _new(CaptureEntry, row)
    except TypeError:
        pass  # what is of a wrong type is named below
    return _check_entry(row)


def _check_entry(row: Row) -> CaptureEntry:
    """Return the entry of a row, or say what is wrong with it."""
    entry = CaptureEntry._make(row)
    try:
        _ENTRY_SHAPE.check(row)
        wrong = {
            "id": len(entry.id) != ID_LENGTH,
            "at": not 0.0 <= entry.at < END_OF_TIME,
            "event_time": entry.event_time is not None and not isfinite(entry.event_time),
            "verdict": entry.verdict not in _VERDICTS,
            "size": entry.size < 0,
            "status": entry.status is not None and entry.status not in _STATUSES,
            "answered": entry.answered not in _SOURCES,
            "milliseconds": entry.milliseconds is not None and not 0.0 <= entry.milliseconds < LONGEST,
        }
        for column, is_wrong in wrong.items():
            if is_wrong:
                raise wrong_value(column, getattr(entry, column))
    except RowError as error:
        raise CaptureRowError(entry.id, error) from None
    _seen.add((entry.verdict, entry.status, entry.answered))
    return entry


def capture_of(row: Row) -> Capture:
    """Return the capture of a row of ``CAPTURES``; what mhook never writes raises ``CaptureRowError``."""
    entry, content = entry_of(row[:_ENTRY_SIZE]), row[_ENTRY_SIZE:]
    head, body, trailers, answer_head, answer_body = content
    if type(head) is type(body) is type(trailers) is BYTES:
        if answer_head is None and answer_body is None:
            return _new(Capture, (entry, _new(CaptureContent, (head, body, trailers, b"", b""))))
        if type(answer_head) is type(answer_body) is BYTES:
            return _new(Capture, (entry, _new(CaptureContent, content)))
    error = RowError("its bytes are missing")
    for name, value in zip(CaptureContent._fields, content, strict=True):
        if not isinstance(value, BYTES) and (value is not None or content[0] is not None):
            error = wrong_value(name, value, "bytes")
            break
    raise CaptureRowError(entry.id, error)


def insert_captures(connection: sqlite3.Connection, captures: Sequence[Capture], first: int | None = None) -> int:
    """Insert captures in order, in the caller's transaction, and return the row of the last.

    ``first`` is the first row's number, or the next. Where SQLite does not report that all of them are there, each with
    its bytes and its answer in rows of one number, ``RowError`` is raised.
    """
    before = connection.total_changes
    contents = [one.content for one in captures]
    rows = [one[:3] for one in contents]
    large = {place: one for place, one in enumerate(contents) if len(one.body) >= LARGE}
    for place, content in large.items():
        rows[place] = content.head, b"", b""
    last = _insert(connection, "capture", CaptureEntry._fields, [one.entry for one in captures], first)
    last_content = _insert(connection, "content", _CONTENT, rows, first)
    begin = last - len(captures) + 1
    answers = [(one[3], one[4], row) for row, one in enumerate(contents, begin) if one[3] or one[4]]
    if answers:
        connection.executemany(INSERT_ANSWER, answers)
    wanted = 2 * len(captures) + len(answers)
    if connection.total_changes - before != wanted or last != last_content:
        raise RowError("the rows of captures and of their bytes do not match")
    for place, content in large.items():
        _write_large(connection, begin + place, content)
    return last


def _write_large(connection: sqlite3.Connection, row: int, content: CaptureContent) -> None:
    """Write a large body, and what came behind it, into its row without the copies that a statement makes of it."""
    connection.execute(_MAKE_ROOM, (len(content.body), len(content.trailers), row))
    for column, data in (("body", content.body), ("trailers", content.trailers)):
        with connection.blobopen("content", column, row) as blob:
            blob.write(data)


def _insert(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], rows: Sequence[Row], first: int | None
) -> int:
    """Insert rows and return the number of the last."""
    if first is not None:
        marks = ", ".join("?" * (len(columns) + 1))
        connection.execute(f"INSERT INTO {table} (seq, {', '.join(columns)}) VALUES ({marks})", (first, *rows[0]))
        rows = rows[1:]
    row = f"({', '.join('?' * len(columns))})"
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES {row}"
    whole = len(rows) // _AT_ONCE * _AT_ONCE
    groups = [tuple(chain.from_iterable(rows[start : start + _AT_ONCE])) for start in range(0, whole, _AT_ONCE)]
    connection.executemany(statement + f", {row}" * (_AT_ONCE - 1), groups)
    connection.executemany(statement, rows[whole:])
    (last,) = connection.execute("SELECT last_insert_rowid()").fetchone()
    return int(last)


def newest_row(connection: sqlite3.Connection) -> tuple[int, bool]:
    """Return the newest row, and whether SQLite itself would give the next capture and its bytes other numbers.

    A store whose rows have no numbers left raises ``CaptureRowError``.
    """
    newest = ", ".join(f"(SELECT max(seq) FROM {table})" for table in ("capture", "content", "answer"))
    capture, content, answer = (int(row or 0) for row in connection.execute(f"SELECT {newest}").fetchone())
    last = max(capture, content, answer)
    if last >= _LAST_ROW:
        found = connection.execute("SELECT id FROM capture WHERE seq = ?", (last,)).fetchone()
        raise CaptureRowError(found and found[0], RowError(f"its row has the number {last}"))
    return last, not capture == content == last
