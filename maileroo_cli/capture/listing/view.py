"""The list of a store as somebody sees it who looks at it again and again: how many captures, and any part of them.

Who writes meanwhile is noticed by a number that SQLite keeps, which costs microseconds to ask for.
"""

import threading
import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.listing.blocks import RowBlocks
from maileroo_cli.capture.listing.matches import UsedMatches
from maileroo_cli.capture.listing.reader import ListedRow, ListReader
from maileroo_cli.capture.store.file import identify, is_there
from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.errors import InputError

_ALL = CaptureFilter()
_COUNTING_SHARE = 40
"""All rows are counted again for one part in so many of the time at most."""


class ListState(NamedTuple):
    """What the list was when somebody looked: all rows, the newest (0 where there is none), and what became of it.

    ``epoch`` grows where nothing that was known before holds any more, ``serial`` where rows were deleted, and
    ``version`` with whatever was written.
    """

    total: int
    newest_row: int
    epoch: int
    serial: int
    version: int


class ListWindow(NamedTuple):
    """A part of the list: the position of its first row among ``total``, and the rows, oldest first."""

    total: int
    first: int
    newest_row: int
    rows: list[ListedRow]


class StoreView:
    """The list of one store, which need not be there yet: that is an empty list. Several threads may use it at once.

    What cannot be read raises ``InputError``, but for a single row.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.path = path
        self._clock = clock
        self._lock = threading.RLock()
        self._reader: ListReader | None = None
        self._file = (0, 0)
        self._version: int | None = None
        self._blocks = RowBlocks()
        self._first, self._newest, self._newest_id = 0, 0, ""
        self._epoch = self._serial = self._changes = 0
        self._is_counted, self._count_again = True, 0.0
        self._matches = UsedMatches()

    def look(self) -> ListState:
        """Return the list as it is now."""
        with self._reading():
            return self._state()

    def window(
        self,
        wanted: CaptureFilter = _ALL,
        *,
        first: int | None = None,
        after: int | None = None,
        limit: int = 200,
    ) -> ListWindow:
        """Return ``limit`` rows from a position on, or those behind a row; without either the newest."""
        if wanted != _ALL:
            return self._filtered(wanted, first, after, limit)
        with self._reading() as reader:
            total = self._blocks.total
            if after is not None and reader is not None:
                first = self._blocks.position_after(reader, after)
            start = _start(first, total, limit)
            rows: list[ListedRow] = []
            if start < total and reader is not None:
                row, offset = self._blocks.place(start)
                rows = reader.entries_from(row, offset, min(limit, total - start))
            return ListWindow(total, start, self._newest, rows)

    def count(self, wanted: CaptureFilter = _ALL) -> int:
        """Return how many captures are wanted."""
        if wanted == _ALL:
            return self.look().total
        return len(self._matching(wanted)[1])

    def position(self, row: int, wanted: CaptureFilter = _ALL) -> int | None:
        """Return the position of a row among those that are wanted; ``None`` where it is none of them."""
        if wanted != _ALL:
            rows = self._matching(wanted)[1]
            place = bisect_left(rows, row)
            return place if place < len(rows) and rows[place] == row else None
        with self._reading() as reader:
            if reader is None or not reader.count_rows(row, row):
                return None
            return self._blocks.position_after(reader, row) - 1

    def verdict_counts(self) -> dict[str, int]:
        """Return how many captures have which verdict, as known names alone."""
        while True:
            with self._reading() as reader:
                counts = self._blocks.verdict_counts()
                if counts is not None or reader is None:
                    return counts or {}
                self._blocks.ask_verdicts(reader)

    def newest_entries(self, after: int, last: int, limit: int) -> list[ListedRow]:
        """Return the newest ``limit`` rows behind ``after``, up to ``last``, oldest first."""
        with self._reading() as reader:
            return [] if reader is None else reader.newest_entries(after, last, limit)

    def entries_at(self, rows: "array[int] | list[int]") -> list[ListedRow]:
        """Return the entries of these rows."""
        with self._reading() as reader:
            return [ListedRow(row, None) for row in rows] if reader is None else reader.entries_at(rows)

    def rows_after(self, row: int) -> int:
        """Return how many rows there are behind one."""
        with self._reading() as reader:
            return 0 if reader is None else self._blocks.total - self._blocks.position_after(reader, row)

    def close(self) -> None:
        """Let go of the store's file; the view may be used again."""
        with self._lock:
            self._drop()

    def _filtered(self, wanted: CaptureFilter, first: int | None, after: int | None, limit: int) -> ListWindow:
        state, rows = self._matching(wanted)
        total = len(rows)
        start = _start(bisect_right(rows, after) if after is not None else first, total, limit)
        return ListWindow(total, start, state.newest_row, self.entries_at(rows[start : start + limit]))

    def _matching(self, wanted: CaptureFilter) -> "tuple[ListState, array[int]]":
        """Return all rows that are wanted, as the list is now."""
        with self._reading() as reader:
            state, blocks = self._state(), tuple(self._blocks.blocks)
            if reader is None:
                return state, array("q")
            matches = self._matches.of(wanted, state.epoch, state.serial)
        return state, matches.update(self.path, blocks, state.newest_row, state.serial)

    def _state(self) -> ListState:
        return ListState(self._blocks.total, self._newest, self._epoch, self._serial, self._changes)

    @contextmanager
    def _reading(self) -> Iterator[ListReader | None]:
        """Have the store as it is now within the ``with`` block; ``None`` where there is none."""
        with self._lock:
            try:
                reader = self._opened()
                if reader is None:
                    yield None
                    return
                with reader.moment():
                    self._refresh(reader)
                    yield reader
            except InputError:
                self._drop()  # it may have been upgraded or replaced: the next look is a new one
                raise

    def _opened(self) -> ListReader | None:
        reader = self._reader
        if reader is None or identify(self.path) != self._file or not reader.has_tables or reader.is_outdated:
            self._open()
        return self._reader

    def _refresh(self, reader: ListReader) -> None:
        version = reader.data_version()
        if version != self._version:
            self._catch_up(reader)
            self._version = version
            self._changes += 1
        if not self._is_counted and self._clock() >= self._count_again:
            self._count(reader)

    def _open(self) -> None:
        """Open the store, or open it again where another file is in its place."""
        was = self._file
        self._drop()
        if not is_there(self.path):
            if was != (0, 0) or self._blocks.blocks:
                self._begin_again((0, 0))
            return
        file = identify(self.path)
        self._reader = ListReader(self.path)
        if file != was or not self._reader.has_tables:
            self._begin_again(file)
        self._file = file

    def _begin_again(self, file: tuple[int, int]) -> None:
        """Forget all that was known."""
        self._blocks, self._first, self._newest, self._newest_id = RowBlocks(), 0, 0, ""
        self._file = file
        self._epoch += 1
        self._matches.clear()

    def _drop(self) -> None:
        if self._reader is not None:
            self._reader.close()
        self._reader, self._version = None, None

    def _catch_up(self, reader: ListReader) -> None:
        """Take note of what was added at the end and deleted at the beginning."""
        span = reader.span()
        is_other = self._newest and (span is None or reader.id_at(self._newest) != self._newest_id)
        if is_other and self._blocks.blocks:  # rows may have got numbers that others had
            self._begin_again(self._file)
        if span is None:
            return
        first, newest = span
        self._is_counted = not self._blocks.blocks
        if self._is_counted:
            self._blocks.load(reader)
        else:
            if first != self._first and self._blocks.cut(reader, first, self._serial + 1):
                self._serial += 1
            if newest > self._newest:
                self._blocks.append(reader, self._newest)
        self._first, self._newest = first, newest
        self._newest_id = reader.id_at(newest) or ""

    def _count(self, reader: ListReader) -> None:
        """Look whether rows were deleted between others; how long that takes decides when it is done again."""
        began = self._clock()
        if reader.total() != self._blocks.total:
            self._serial += 1
            self._blocks.recount(reader, self._serial)
        now = self._clock()
        self._is_counted, self._count_again = True, now + (now - began) * _COUNTING_SHARE


def _start(first: int | None, total: int, limit: int) -> int:
    """Return the position that a window begins with."""
    return max(total - limit, 0) if first is None else min(first, total)
