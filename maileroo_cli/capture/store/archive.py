"""Reading the store: entries by filter, single captures by their name. Others may be writing to it meanwhile."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

from maileroo_cli.capture.entry import Capture, CaptureContent, CaptureEntry
from maileroo_cli.capture.store.file import companions, is_there, refuse_links, short_name
from maileroo_cli.capture.store.limits import StoreLimits, content_size, newest_beyond
from maileroo_cli.capture.store.schema import CONTENT_COLUMNS, ENTRY_COLUMNS, check_version, damaged, refuse_foreign
from maileroo_cli.errors import InputError, UsageError

_LAST = re.compile(r"last(?:~(\d{1,9}))?", re.ASCII)
Row: TypeAlias = tuple[Any, ...]
_ID = re.compile(r"[0-9a-f]{1,64}", re.ASCII)
_SHOWN = 5
_ENTRY_SIZE = len(CaptureEntry._fields)
_ENTRY = ", ".join(f"capture.{name}" for name in CaptureEntry._fields)
_SELECT_ALL = f"SELECT {_ENTRY}, {CONTENT_COLUMNS} FROM capture JOIN content ON content.seq = capture.seq"


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
            parts.append("capture.seq IN (SELECT seq FROM content WHERE instr(head, ?) OR instr(body, ?))")
            values += (sought, sought)
        return " AND ".join(parts), values


class Archive:
    """A store that is read; open it with ``with``. What is not there or damaged raises ``InputError``.

    It may be used by several threads, one at a time.
    """

    def __init__(self, path: Path) -> None:
        refuse_links(path)
        self.path = path
        if not is_there(path):
            raise InputError(
                f"there is no store at {short_name(path)!r}", "mhook listen makes one, or name one with --store"
            )
        refuse_foreign(path)
        self._connection = _open(path)
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
        for row in self._rows(f"SELECT count(*) FROM capture WHERE {condition}", values):
            return int(row[0])
        return 0

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
        for seq, identity, at in self._rows("SELECT seq, id, at FROM capture ORDER BY seq", []):
            if seq <= newest or at < before or identity in ids:
                yield seq, identity

    def ids(self) -> Iterator[str]:
        """Yield the id of each capture."""
        return (row[0] for row in self._rows("SELECT id FROM capture", []))

    def rows_after(self, seq: int) -> Iterator[tuple[int, str]]:
        """Yield row and id of each capture behind a row."""
        yield from self._rows("SELECT seq, id FROM capture WHERE seq > ? ORDER BY seq", [seq])

    def at_row(self, seq: int, identity: str) -> Capture | None:
        """Return the capture in a row if it has this id."""
        for row in list(self._rows(f"{_SELECT_ALL} WHERE capture.seq = ? AND id = ?", [seq, identity])):
            return _capture(row)
        return None

    def entries(
        self, wanted: CaptureFilter | None = None, *, limit: int | None = None, newest_first: bool = False
    ) -> Iterator[CaptureEntry]:
        """Yield what is known of the captures; with ``limit`` only of the newest, in the order that is asked for."""
        condition, values = (wanted or CaptureFilter()).condition()
        backwards = newest_first or limit is not None
        statement = (
            f"SELECT {ENTRY_COLUMNS} FROM capture WHERE {condition} ORDER BY seq {'DESC' if backwards else 'ASC'}"
        )
        if limit is not None:
            statement += f" LIMIT {limit:d}"
        rows: Iterable[Row] = self._rows(statement, values)
        if backwards and not newest_first:
            rows = reversed(list(rows))
        yield from map(CaptureEntry._make, rows)

    def captures(self, wanted: CaptureFilter | None = None) -> Iterator[Capture]:
        """Yield whole captures, the oldest first, in constant memory."""
        condition, values = (wanted or CaptureFilter()).condition()
        statement = f"{_SELECT_ALL} WHERE {condition} ORDER BY capture.seq"
        for row in self._rows(statement, values):
            yield _capture(row)

    def find(self, name: str) -> Capture:
        """Return the capture called ``name``: its id or the beginning of it, ``last``, or ``last~2``.

        What is not there, or is not the beginning of one id alone, raises ``UsageError``.
        """
        condition, value = self._place(name)
        rows = list(self._rows(f"SELECT seq, id FROM capture WHERE {condition}", [value]))
        if not rows:
            raise UsageError(f"there is no capture {name[:80]!r}", "mhook captures list shows them")
        if len(rows) > 1 and len({row[1] for row in rows}) > 1:
            ids = ", ".join(row[1] for row in rows[:_SHOWN]) + (", …" if len(rows) > _SHOWN else "")
            raise UsageError(f"several captures begin with {name!r}", f"write more of the id: {ids}")
        (row,) = self._rows(f"{_SELECT_ALL} WHERE capture.seq = ?", [rows[-1][0]])
        return _capture(row)

    def _place(self, name: str) -> tuple[str, object]:
        if found := _LAST.fullmatch(name):
            return "seq = (SELECT seq FROM capture ORDER BY seq DESC LIMIT 1 OFFSET ?)", int(found[1] or 0)
        if not _ID.fullmatch(name.lower()):
            raise UsageError(f"{name[:80]!r} is no name of a capture", "give an id or its beginning, last, or last~2")
        return "id GLOB ?", f"{name.lower()}*"

    def _rows(self, statement: str, values: list[object]) -> Iterator[Row]:
        if self._empty:
            return
        try:
            # Not "yield from": a cursor that is left unread when the store has been closed cannot be closed itself.
            for row in self._connection.execute(statement, values):  # noqa: UP028
                yield row
        except sqlite3.Error as error:
            raise damaged(self.path, error) from None


def _capture(row: Row) -> Capture:
    return Capture(CaptureEntry._make(row[:_ENTRY_SIZE]), CaptureContent._make(row[_ENTRY_SIZE:]))


def _open(path: Path) -> sqlite3.Connection:
    """Open a store for reading.

    SQLite lays a file beside one that is read, which a full disk or one that cannot be written does not let it. Where
    nothing is in the log, the store can be read as a file that never changes: nobody can be writing there either.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro"
    log = companions(path)[0]
    try:
        connection = _connect(uri)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            connection.close()
            if is_there(log) and log.stat().st_size:
                raise
            return _connect(f"{uri}&immutable=1")
        except sqlite3.Error:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise damaged(path, error) from None
    return connection


def _connect(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10, check_same_thread=False)
