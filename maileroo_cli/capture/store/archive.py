"""Reading the store: entries by filter, single captures by their name. Others may be writing to it meanwhile."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from maileroo_cli.capture.entry import Capture, CaptureContent, CaptureEntry
from maileroo_cli.capture.store.connection import open_for_reading
from maileroo_cli.capture.store.file import is_there, refuse_links, refuse_twins, short_name
from maileroo_cli.capture.store.limits import StoreLimits, content_size, newest_beyond
from maileroo_cli.capture.store.portion import Reading, Row, read_portions
from maileroo_cli.capture.store.schema import CONTENT_COLUMNS, ENTRY_COLUMNS, check_version, damaged, refuse_foreign
from maileroo_cli.errors import InputError, UsageError

_LAST = re.compile(r"last(?:~(\d{1,9}))?", re.ASCII)
Converted = TypeVar("Converted")
_ID = re.compile(r"[0-9a-f]{1,64}", re.ASCII)
_SHOWN = 5
_ENTRY_SIZE = len(CaptureEntry._fields)
_ENTRY = ", ".join(f"capture.{name}" for name in CaptureEntry._fields)
_ALL = f"{_ENTRY}, {CONTENT_COLUMNS} FROM capture JOIN content ON content.seq = capture.seq"
_SELECT_ALL = f"SELECT {_ALL}"
_SIZE = "length(content.head) + length(content.body) + length(answer_body)"
_HAS_TEXT = (
    "EXISTS (SELECT 1 FROM content AS searched WHERE searched.seq = capture.seq "
    "AND (instr(searched.head, ?) OR instr(searched.body, ?)))"
)
"""Asked of each row for itself: a list of all that have the text would be made anew for each portion."""


@dataclass(frozen=True, slots=True)
class CaptureFilter:
    """Which captures are wanted: all conditions have to hold, an empty one always does.

    ``event_id`` and ``reference_id`` may be shortened to their beginning. ``since`` and ``until`` are Unix seconds.
    ``text`` is looked for in head and body as it is written, letters compared exactly.
    """

    types: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()
    event_id: str = ""
    reference_id: str = ""
    since: float | None = None
    until: float | None = None
    text: str = ""

    def condition(self) -> tuple[str, list[object]]:
        """Return what follows WHERE, and its values."""
        parts: list[str] = ["1"]
        values: list[object] = []
        for column, wanted in (("event_type", self.types), ("verdict", self.verdicts)):
            if wanted:
                parts.append(f"{column} IN ({', '.join('?' * len(wanted))})")
                values += wanted
        for column, start in (("event_id", self.event_id), ("reference_id", self.reference_id)):
            if start:
                parts.append(f"substr({column}, 1, ?) = ?")
                values += (len(start), start)
        if self.since is not None:
            parts.append("at >= ?")
            values.append(self.since)
        if self.until is not None:
            parts.append("at < ?")
            values.append(self.until)
        if self.text:
            sought = self.text.encode("utf-8", "surrogateescape")
            parts.append(_HAS_TEXT)
            values += (sought, sought)
        return " AND ".join(parts), values


class Archive:
    """A store that is read; open it with ``with``. What is not there or damaged raises ``InputError``.

    It may be used by several threads, one at a time.
    """

    def __init__(self, path: Path) -> None:
        refuse_links(path)
        refuse_twins(path)
        self.path = path
        if not is_there(path):
            raise InputError(
                f"there is no store at {short_name(path)!r}", "mhook listen makes one, or name one with --store"
            )
        refuse_foreign(path)
        try:
            self._connection = open_for_reading(path)
        except sqlite3.Error as error:
            raise damaged(path, error) from None
        try:
            # Nobody but a writer may change the tables; there is no older version of them yet that would need it.
            self._empty = check_version(self._connection, path) == 0
        except InputError:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def count(self, wanted: CaptureFilter | None = None) -> int:
        """Return how many captures there are."""
        condition, values = (wanted or CaptureFilter()).condition()
        rows = self._rows(f"SELECT count(*) FROM capture WHERE {condition}", values)
        return int(rows[0][0]) if rows else 0

    def size(self) -> int:
        """Return how many bytes the heads and bodies of all captures have."""
        if self._empty:
            return 0
        try:
            return content_size(self._connection)
        except sqlite3.Error as error:
            raise damaged(self.path, error) from None

    def beyond(self, limits: StoreLimits, before: float, ids: set[str], now: float) -> Iterator[tuple[int, str]]:
        """Yield row and id of what is beyond ``limits``, arrived before ``before``, or has one of ``ids``."""
        if self._empty:
            return
        try:
            newest = newest_beyond(self._connection, limits, now)
        except sqlite3.Error as error:
            raise damaged(self.path, error) from None
        for seq, identity, at in self._portions(tuple, Reading("seq, id, at FROM capture")):
            if seq <= newest or at < before or identity in ids:
                yield seq, identity

    def ids(self) -> Iterator[str]:
        """Yield the id of each capture."""
        return self._portions(itemgetter(0), Reading("id FROM capture"))

    def rows_after(self, seq: int) -> Iterator[tuple[int, str]]:
        """Yield row and id of each capture behind a row."""
        return self._portions(tuple, Reading("seq, id FROM capture", "seq > ?", [seq]))

    def at_row(self, seq: int, identity: str) -> Capture | None:
        """Return the capture in a row if it has this id."""
        rows = self._rows(f"{_SELECT_ALL} WHERE capture.seq = ? AND id = ?", [seq, identity])
        return _capture(rows[0]) if rows else None

    def entries(
        self, wanted: CaptureFilter | None = None, *, limit: int | None = None, newest_first: bool = False
    ) -> Iterator[CaptureEntry]:
        """Yield what is known of the captures; with ``limit`` only of the newest, in the order that is asked for.

        As all that reads many, it holds nothing open meanwhile: see ``portion`` for what is among them.
        """
        condition, values = (wanted or CaptureFilter()).condition()
        backwards = newest_first or limit is not None
        what = f"{ENTRY_COLUMNS} FROM capture"
        reading = Reading(what, condition, values, newest_first=backwards, limit=limit)
        entries = self._portions(CaptureEntry._make, reading)
        return reversed(list(entries)) if backwards and not newest_first else entries

    def captures(self, wanted: CaptureFilter | None = None) -> Iterator[Capture]:
        """Yield whole captures, the oldest first, in constant memory."""
        condition, values = (wanted or CaptureFilter()).condition()
        return self._portions(lambda row: _capture(row[2:]), Reading(_ALL, condition, values, _SIZE))

    def find(self, name: str) -> Capture:
        """Return the capture called ``name``: its id or the beginning of it, ``last``, or ``last~2``.

        What is not there, or is not the beginning of one id alone, raises ``UsageError``.
        """
        condition, value = self._place(name)
        with self._moment():
            rows = self._rows(f"SELECT seq, id FROM capture WHERE {condition}", [value])
            found = self.at_row(*rows[-1]) if rows else None
        if found is None:
            raise UsageError(f"there is no capture {name[:80]!r}", "mhook captures list shows them")
        if len(rows) > 1 and len({row[1] for row in rows}) > 1:
            ids = ", ".join(row[1] for row in rows[:_SHOWN]) + (", …" if len(rows) > _SHOWN else "")
            raise UsageError(f"several captures begin with {name!r}", f"write more of the id: {ids}")
        return found

    def _place(self, name: str) -> tuple[str, object]:
        if found := _LAST.fullmatch(name):
            return "seq = (SELECT seq FROM capture ORDER BY seq DESC LIMIT 1 OFFSET ?)", int(found[1] or 0)
        if not _ID.fullmatch(name.lower()):
            raise UsageError(f"{name[:80]!r} is no name of a capture", "give an id or its beginning, last, or last~2")
        return "id GLOB ?", f"{name.lower()}*"

    @contextmanager
    def _moment(self) -> Iterator[None]:
        """Have all short results within the ``with`` block belong to one moment, whatever is deleted meanwhile."""
        self._rows("BEGIN", [])
        try:
            yield
        finally:
            self._rows("ROLLBACK", [])

    def _rows(self, statement: str, values: list[object]) -> list[Row]:
        """Return the rows of a short result."""
        if self._empty:
            return []
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise damaged(self.path, error) from None

    def _portions(self, convert: Callable[[Row], Converted], reading: Reading) -> Iterator[Converted]:
        """Yield what the rows of a long result become, holding nothing open between them."""
        if self._empty:
            return
        try:
            for rows in read_portions(self._connection, reading):
                if not reading.size:
                    yield from map(convert, rows)
                    continue
                rows.reverse()
                while rows:  # a large row is not kept any longer than needed
                    yield convert(rows.pop())
        except sqlite3.Error as error:
            raise damaged(self.path, error) from None


def _capture(row: Row) -> Capture:
    return Capture(CaptureEntry._make(row[:_ENTRY_SIZE]), CaptureContent._make(row[_ENTRY_SIZE:]))
