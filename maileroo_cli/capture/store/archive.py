"""Reading the store: entries by filter, single captures by their name. Others may be writing to it meanwhile."""

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from maileroo_cli.capture.database.connection import Access, connect
from maileroo_cli.capture.database.failure import DATABASE_ERRORS, SQLITE_ERRORS, unreadable
from maileroo_cli.capture.database.row import Row
from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.capture.entry import Capture, CaptureEntry
from maileroo_cli.capture.store.file import STORE, companions, is_there, refuse_links
from maileroo_cli.capture.store.limits import StoreLimits, content_size, newest_beyond
from maileroo_cli.capture.store.rows import ENTRY_COLUMNS, SELECT_CAPTURES, CaptureRowError, capture_of, entry_of
from maileroo_cli.capture.store.schema import VERSION, check_version, refuse_foreign
from maileroo_cli.errors import InputError, UsageError

_LAST = re.compile(r"last(?:~(\d{1,9}))?", re.ASCII)
_ID = re.compile(r"[0-9a-f]{1,64}", re.ASCII)
_SHOWN = 5
_RESCUE = "mhook captures prune {} deletes it; mhook captures show still reads the others"
Item = TypeVar("Item")


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
            # Nobody but a writer may change the tables: those of an older version are read as they are.
            self._version = check_version(self._connection, path)
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
        if not self._version:
            return 0
        try:
            return content_size(self._connection)
        except DATABASE_ERRORS as error:
            raise self._failed(error) from None

    def beyond(self, limits: StoreLimits, before: float, ids: set[str], now: float) -> Iterator[tuple[int, str]]:
        """Yield row and id of what is beyond ``limits``, arrived before ``before``, or has one of ``ids``."""
        if not self._version:
            return
        try:
            newest = newest_beyond(self._connection, limits, now)
        except DATABASE_ERRORS as error:
            raise self._failed(error) from None
        statement = "SELECT seq, id, seq <= ? OR at < ? FROM capture ORDER BY seq"
        for seq, identity, old in self._rows(statement, [newest, before]):
            if old or identity in ids:
                yield seq, identity

    def ids(self) -> Iterator[str]:
        """Yield the id of each capture."""
        return (row[0] for row in self._rows("SELECT id FROM capture", []))

    def rows_after(self, seq: int) -> Iterator[tuple[int, str]]:
        """Yield row and id of each capture behind a row."""
        yield from self._rows("SELECT seq, id FROM capture WHERE seq > ? ORDER BY seq", [seq])

    def at_row(self, seq: int, identity: str) -> Capture | None:
        """Return the capture in a row if it has this id."""
        statement = f"{self._select} WHERE capture.seq = ? AND id = ?"
        return next(iter(list(self._read(capture_of, statement, [seq, identity]))), None)

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
        entries: Iterable[CaptureEntry] = self._read(entry_of, statement, values)
        if backwards and not newest_first:
            entries = reversed(list(entries))
        yield from entries

    def captures(self, wanted: CaptureFilter | None = None) -> Iterator[Capture]:
        """Yield whole captures, the oldest first, in constant memory."""
        condition, values = (wanted or CaptureFilter()).condition()
        return self._read(capture_of, f"{self._select} WHERE {condition} ORDER BY capture.seq", values)

    def find(self, name: str) -> Capture:
        """Return the capture called ``name``: its id or the beginning of it, ``last``, or ``last~2``.

        What is not there, or is not the beginning of one id alone, raises ``UsageError``.
        """
        (capture,) = self._read(capture_of, f"{self._select} WHERE capture.seq = ?", [self._row_of(name)[0]])
        return capture

    def find_id(self, name: str) -> str:
        """Return the whole id of the capture called ``name``, as :meth:`find` does, also where the rest is damaged."""
        return self._row_of(name)[1]

    @property
    def _select(self) -> str:
        return SELECT_CAPTURES[self._version or VERSION]

    def _row_of(self, name: str) -> tuple[int, str]:
        condition, value = self._place(name)
        rows = [
            (int(seq), str(one)) for seq, one in self._rows(f"SELECT seq, id FROM capture WHERE {condition}", [value])
        ]
        if not rows:
            raise UsageError(f"there is no capture {name[:80]!r}", "mhook captures list shows them")
        if len(rows) > 1 and len({row[1] for row in rows}) > 1:
            ids = ", ".join(row[1] for row in rows[:_SHOWN]) + (", …" if len(rows) > _SHOWN else "")
            raise UsageError(f"several captures begin with {name!r}", f"write more of the id: {ids}")
        return rows[-1]

    def _place(self, name: str) -> tuple[str, object]:
        if found := _LAST.fullmatch(name):
            return "seq = (SELECT seq FROM capture ORDER BY seq DESC LIMIT 1 OFFSET ?)", int(found[1] or 0)
        if not _ID.fullmatch(name.lower()):
            raise UsageError(f"{name[:80]!r} is no name of a capture", "give an id or its beginning, last, or last~2")
        return "id GLOB ?", f"{name.lower()}*"

    def _rows(self, statement: str, values: list[object]) -> Iterator[Row]:
        return self._read(tuple, statement, values)

    def _read(self, convert: Callable[[Row], Item], statement: str, values: list[object]) -> Iterator[Item]:
        """Yield what a statement finds, each row as the object that it stands for."""
        if not self._version:
            return
        try:
            # Not "yield from": a cursor that is left unread when the store has been closed cannot be closed itself.
            for item in map(convert, self._connection.execute(statement, values)):  # noqa: UP028
                yield item
        except CaptureRowError as error:
            # To delete it from an older store, all of that would have to fit into the newest tables first.
            rescue = _RESCUE.format(error.id) if error.id and self._version == VERSION else ""
            raise unreadable(self.path, STORE, error, rescue) from None
        except SQLITE_ERRORS as error:
            raise self._failed(error) from None

    def _failed(self, error: Exception) -> InputError:
        """Return the error of a statement; ``InputError`` where a writer has brought the store to a newer version."""
        if check_version(self._connection, self.path) != self._version:
            what = f"the store {short_name(self.path)!r} was brought to a newer form meanwhile"
            return InputError(what, "try again")
        return unreadable(self.path, STORE, error)


def _open(path: Path) -> sqlite3.Connection:
    """Open a store for reading.

    SQLite lays a file beside one that is read, which a full disk or one that cannot be written does not let it. Where
    nothing is in the log, the store can be read as a file that never changes: nobody can be writing there either.
    """
    log = companions(path)[0]
    try:
        connection = connect(path, Access.READ)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            connection.close()
            if is_there(log) and log.stat().st_size:
                raise
            return connect(path, Access.UNCHANGING)
        except SQLITE_ERRORS:
            connection.close()
            raise
    except SQLITE_ERRORS as error:
        raise unreadable(path, STORE, error) from None
    return connection
