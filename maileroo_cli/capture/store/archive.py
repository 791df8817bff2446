"""Reading the store: entries by filter, single captures by their name. Others may be writing to it meanwhile."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from maileroo_cli.capture.database.failure import DATABASE_ERRORS, SQLITE_ERRORS, unreadable
from maileroo_cli.capture.database.row import Row
from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.capture.entry import Capture, CaptureEntry, LocatedCapture
from maileroo_cli.capture.store.connection import open_for_reading
from maileroo_cli.capture.store.failure import damaged
from maileroo_cli.capture.store.file import STORE, is_there, refuse_links, refuse_twins
from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.store.limits import StoreLimits, newest_beyond, scope_size
from maileroo_cli.capture.store.portion import Reading, read_portions
from maileroo_cli.capture.store.rows import CAPTURES, ENTRY_COLUMNS, CaptureRowError, capture_of, entry_of
from maileroo_cli.capture.store.schema import VERSION, check_version, refuse_foreign
from maileroo_cli.errors import InputError, UsageError

_LAST = re.compile(r"last(?:~(\d{1,9}))?", re.ASCII)
_ID = re.compile(r"[0-9a-f]{1,64}", re.ASCII)
_SHOWN = 5
Item = TypeVar("Item")


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
                f"there is no store at {short_name(path)!r}", "mhook listen creates one; or name one with --store"
            )
        refuse_foreign(path)
        try:
            self._connection = open_for_reading(path)
        except SQLITE_ERRORS as error:
            raise unreadable(path, STORE, error) from None
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
        rows = self._rows(f"SELECT count(*) FROM capture WHERE {condition}", values)
        return int(rows[0][0]) if rows else 0

    def size(self) -> int:
        """Return how many bytes all captures have: their heads and bodies, and those of their answers."""
        if not self._version:
            return 0
        try:
            return scope_size(self._connection, version=self._version)
        except DATABASE_ERRORS as error:
            raise self._failed(error) from None

    def beyond(self, limits: StoreLimits, before: float, ids: set[str], now: float) -> Iterator[tuple[int, str]]:
        """Yield row and id of what is beyond ``limits``, arrived before ``before``, or has one of ``ids``."""
        if not self._version:
            return
        try:
            newest = newest_beyond(self._connection, limits, now, version=self._version)
        except DATABASE_ERRORS as error:
            raise self._failed(error) from None
        reading = Reading("seq, id, seq <= ? OR at < ? FROM capture", values=[newest, before])
        for seq, identity, old in self._portions(tuple, reading):
            if old or identity in ids:
                yield seq, identity

    def ids(self) -> Iterator[str]:
        """Yield the id of each capture."""
        return self._portions(itemgetter(0), Reading("id FROM capture"))

    def rows_after(self, seq: int) -> Iterator[tuple[int, str]]:
        """Yield row and id of each capture behind a row."""
        return self._portions(tuple, Reading("seq, id FROM capture", "seq > ?", [seq]))

    def at_row(self, seq: int, identity: str) -> Capture | None:
        """Return the capture in a row if it has this id."""
        rows = self._rows(f"SELECT {self._whole} WHERE capture.seq = ? AND id = ?", [seq, identity])
        with self._told_damage():
            return capture_of(rows[0]) if rows else None

    def entries(
        self,
        wanted: CaptureFilter | None = None,
        *,
        limit: int | None = None,
        newest_first: bool = False,
        damage: list[InputError] | None = None,
    ) -> Iterator[CaptureEntry]:
        """Yield what is known of the captures; with ``limit`` only of the newest, in the order that is asked for.

        As all that reads many, it holds nothing open meanwhile: see ``portion`` for what is among them. A row that
        mhook never writes raises ``InputError``; with ``damage`` that is added there, and the others are yielded.
        """
        condition, values = (wanted or CaptureFilter()).condition()
        backwards = newest_first or limit is not None
        reading = Reading(f"{ENTRY_COLUMNS} FROM capture", condition, values, newest_first=backwards, limit=limit)
        if damage is None:
            entries = self._portions(entry_of, reading)
        else:
            entries = (entry for entry in self._portions(partial(self._spare, damage), reading) if entry is not None)
        return reversed(list(entries)) if backwards and not newest_first else entries

    def _spare(self, damage: list[InputError], row: Row) -> CaptureEntry | None:
        try:
            return entry_of(row)
        except CaptureRowError as error:
            damage.append(damaged(self.path, error))
            return None

    def captures(self, wanted: CaptureFilter | None = None) -> Iterator[Capture]:
        """Yield whole captures, the oldest first, in constant memory."""
        condition, values = (wanted or CaptureFilter()).condition()
        return self._portions(lambda row: capture_of(row[2:]), Reading(self._whole, condition, values, self._size))

    def find(self, name: str) -> Capture:
        """Return the capture called ``name``: its id or the beginning of it, ``last``, or ``last~2``.

        What is not there, or is not the beginning of one id alone, raises ``UsageError``.
        """
        return self.locate(name).capture

    def locate(self, name: str) -> LocatedCapture:
        """Return the capture called ``name``, as :meth:`find` does, with its row."""
        with self._moment():
            place = self._row_of(name)
            found = self.at_row(*place)
        if found is None:
            raise _missing(name)
        return LocatedCapture(place[0], found)

    def find_id(self, name: str) -> str:
        """Return the whole id of the capture called ``name``, as :meth:`find` does, also where the rest is damaged."""
        return self._row_of(name)[1]

    @property
    def _whole(self) -> str:
        return CAPTURES[self._version or VERSION].columns

    @property
    def _size(self) -> str:
        return CAPTURES[self._version or VERSION].size

    def _row_of(self, name: str) -> tuple[int, str]:
        condition, value = self._place(name)
        found = self._rows(f"SELECT seq, id FROM capture WHERE {condition}", [value])
        rows = [(int(seq), str(one)) for seq, one in found]
        if not rows:
            raise _missing(name)
        if len(rows) > 1 and len({row[1] for row in rows}) > 1:
            ids = ", ".join(row[1] for row in rows[:_SHOWN]) + (", …" if len(rows) > _SHOWN else "")
            raise UsageError(f"several captures begin with {name!r}", f"give more of the id: {ids}")
        return rows[-1]

    def _place(self, name: str) -> tuple[str, object]:
        if found := _LAST.fullmatch(name):
            return "seq = (SELECT seq FROM capture ORDER BY seq DESC LIMIT 1 OFFSET ?)", int(found[1] or 0)
        if not _ID.fullmatch(name.lower()):
            hint = "give the beginning of an id, last, or last~2; mhook captures list shows the ids"
            raise UsageError(f"there is no capture {name[:80]!r}", hint)
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
        if not self._version:
            return []
        try:
            return self._connection.execute(statement, values).fetchall()
        except SQLITE_ERRORS as error:
            raise self._failed(error) from None

    def _portions(self, convert: Callable[[Row], Item], reading: Reading) -> Iterator[Item]:
        """Yield what the rows of a long result become, holding nothing open between them."""
        if not self._version:
            return
        try:
            with self._told_damage():
                for rows in read_portions(self._connection, reading):
                    if not reading.size:
                        yield from map(convert, rows)
                        continue
                    rows.reverse()
                    while rows:  # a large row is not kept any longer than needed
                        yield convert(rows.pop())
        except DATABASE_ERRORS as error:
            raise self._failed(error) from None

    @contextmanager
    def _told_damage(self) -> Iterator[None]:
        """Turn what mhook never writes into the error that says how to go on without it."""
        try:
            yield
        except CaptureRowError as error:
            raise damaged(self.path, error) from None

    def _failed(self, error: Exception) -> InputError:
        """Return the error of a statement; ``InputError`` where a writer has brought the store to a newer version."""
        if check_version(self._connection, self.path) != self._version:
            what = f"the store {short_name(self.path)!r} was upgraded in the meantime"
            return InputError(what, "try again")
        return unreadable(self.path, STORE, error)


def _missing(name: str) -> UsageError:
    return UsageError(f"there is no capture {name[:80]!r}", "mhook captures list shows all")
