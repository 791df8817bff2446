"""What the list asks of the store: counts of row numbers, and the entries of some of them. Nothing is kept here."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.database.row import Row, RowError
from maileroo_cli.capture.entry import CaptureEntry
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.connection import log_size
from maileroo_cli.capture.store.file import companions
from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.store.portion import Reading
from maileroo_cli.capture.store.rows import ENTRY_COLUMNS, entry_of
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import InputError

_ENTRIES = f"SELECT capture.seq, {ENTRY_COLUMNS} FROM capture"
_AT_ONCE = 500
"""So many row numbers stand in one statement."""


class ListedRow(NamedTuple):
    """One row and its capture; ``entry`` is ``None`` where the row is not there any more, or is damaged."""

    row: int
    entry: CaptureEntry | None


class ListReader(Archive):
    """A store that is looked at again and again over one connection."""

    def __init__(self, path: Path) -> None:
        """Open the store at ``path``; raise ``InputError`` as :class:`Archive` does."""
        super().__init__(path)
        self.has_tables = self._version > 0
        self._stamp = None if companions(path)[1].exists() else _stamp(path)

    @property
    def is_outdated(self) -> bool:
        """Whether the file was opened as one that never changes, since no other could lie beside it, and has changed.

        SQLite takes no notice of that by itself.
        """
        return self._stamp is not None and _stamp(self.path) != self._stamp

    def close(self) -> None:
        """Close the store."""
        self._connection.close()

    def data_version(self) -> int:
        """Return a number that is another one as soon as somebody else has changed the store."""
        return int(self._rows("PRAGMA data_version", [])[0][0]) if self.has_tables else 0

    def moment(self) -> AbstractContextManager[None]:
        """Have all that is asked within the ``with`` block belong to one moment, whatever is written meanwhile."""
        return self._moment()

    def total(self) -> int:
        """Return how many rows there are."""
        found = self._rows("SELECT count(*) FROM capture", [])
        return int(found[0][0]) if found else 0

    def span(self) -> tuple[int, int] | None:
        """Return the lowest and the highest row; ``None`` where there is none."""
        found = self._rows("SELECT (SELECT min(seq) FROM capture), (SELECT max(seq) FROM capture)", [])
        return found[0] if found and found[0][0] is not None else None

    def next_row(self, row: int) -> int | None:
        """Return the first row behind another."""
        found = self._rows("SELECT min(seq) FROM capture WHERE seq > ?", [row])
        return found[0][0] if found else None

    def id_at(self, row: int) -> str | None:
        """Return the id of the capture in a row, as it is written; ``None`` where there is none."""
        found = self._rows("SELECT hex(id) FROM capture WHERE seq = ?", [row])
        return str(found[0][0]) if found else None

    def count_rows(self, first: int, last: int) -> int:
        """Return how many rows have a number from ``first`` to ``last``."""
        found = self._rows("SELECT count(*) FROM capture WHERE seq BETWEEN ? AND ?", [first, last])
        return int(found[0][0]) if found else 0

    def rows_within(self, first: int, last: int) -> list[int]:
        """Return the rows from ``first`` to ``last`` that are there."""
        return [int(row) for (row,) in self._rows("SELECT seq FROM capture WHERE seq BETWEEN ? AND ?", [first, last])]

    def verdicts(self, first: int, last: int) -> dict[str, int]:
        """Return how many of these rows have which verdict; what is none is not counted."""
        grouped = "SELECT hex(verdict), count(*) FROM capture WHERE seq BETWEEN ? AND ? GROUP BY verdict"
        counts: dict[str, int] = dict(self._rows(grouped, [first, last]))
        return {name: counts[digits] for name, digits in _VERDICTS.items() if digits in counts}

    def matching(self, wanted: CaptureFilter, after: int, last: int) -> Iterator[int]:
        """Yield the wanted rows behind ``after``, up to ``last``."""
        condition, values = wanted.condition()
        reading = Reading(
            "seq FROM capture", f"{condition} AND capture.seq > ? AND capture.seq <= ?", [*values, after, last]
        )
        return self._portions(itemgetter(0), reading)

    def entries_from(self, row: int, offset: int, limit: int) -> list[ListedRow]:
        """Return the entries of ``limit`` rows, ``offset`` behind ``row``, oldest first."""
        return self._listed("seq >= ? ORDER BY seq LIMIT ? OFFSET ?", [row, limit, offset])

    def newest_entries(self, after: int, last: int, limit: int) -> list[ListedRow]:
        """Return the entries of the newest ``limit`` rows behind ``after``, up to ``last``, oldest first."""
        found = self._listed("seq > ? AND seq <= ? ORDER BY seq DESC LIMIT ?", [after, last, limit])
        found.reverse()
        return found

    def entries_at(self, rows: Sequence[int]) -> list[ListedRow]:
        """Return the entries of these rows, in the same order; a damaged one is none, and spoils no other."""
        found: dict[int, CaptureEntry | None] = {}
        for start in range(0, len(rows), _AT_ONCE):
            found |= self._entries(rows[start : start + _AT_ONCE])
        return [ListedRow(row, found.get(row)) for row in rows]

    def _listed(self, which: str, values: list[object]) -> list[ListedRow]:
        """Return the rows that a condition and an order say."""
        try:
            return [ListedRow(row[0], _entry(row[1:])) for row in self._rows(f"{_ENTRIES} WHERE {which}", values)]
        except InputError:  # one of them is damaged in a way that spoils all of them
            numbers = self._rows(f"SELECT seq FROM capture WHERE {which}", values)
            return self.entries_at([int(number) for (number,) in numbers])

    def _entries(self, rows: Sequence[int]) -> dict[int, CaptureEntry | None]:
        statement = f"{_ENTRIES} WHERE capture.seq IN ({', '.join(map(str, rows))})"
        try:
            return {row[0]: _entry(row[1:]) for row in self._rows(statement, [])}
        except InputError:
            if len(rows) == 1:
                return {}
        return {row: entry for one in rows for row, entry in self._entries([one]).items()}


def _stamp(path: Path) -> tuple[int, ...] | None:
    """Return what changes with a store's file and its log."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, log_size(path)


def _entry(row: Row) -> CaptureEntry | None:
    try:
        return entry_of(row)
    except RowError:
        return None


_VERDICTS = {str(verdict): str(verdict).encode().hex().upper() for verdict in StoredVerdict}
