"""The rows that a filter wants, in order: found once, and brought up to date by looking at newer rows alone."""

import threading
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from pathlib import Path

from maileroo_cli.capture.listing.blocks import RowBlock
from maileroo_cli.capture.listing.reader import ListReader
from maileroo_cli.capture.store.filter import CaptureFilter

_MOST_FILTERS, _MOST_MATCHES = 8, 2_000_000


class FilterMatches:
    """The wanted rows up to ``seen``. What a filter looks at never changes in a row, so that rows only come and go."""

    def __init__(self, wanted: CaptureFilter, epoch: int, serial: int) -> None:
        self.wanted = wanted
        self.epoch = epoch
        self.rows = array("q")
        self.seen = -(1 << 63)
        self._serial = serial
        self._lock = threading.Lock()

    def update(self, path: Path, blocks: Sequence[RowBlock], last: int, serial: int) -> "array[int]":
        """Find the wanted rows up to ``last``, and forget those that are gone; return all of them.

        The store is read over a connection of its own: looking for a text may take long, and nobody else waits.
        """
        with self._lock:
            if serial == self._serial and last <= self.seen:
                return self.rows
            with ListReader(path) as reader:
                rows = self._left(reader, blocks) if serial != self._serial else self.rows
                if last > self.seen:
                    rows.extend(array("q", reader.matching(self.wanted, self.seen, last)))
            self.rows, self.seen, self._serial = rows, max(last, self.seen), serial
            return rows

    def _left(self, reader: ListReader, blocks: Sequence[RowBlock]) -> "array[int]":
        """Return the rows that are still there: only blocks that something was deleted from are looked at."""
        left = array("q")
        for block in blocks:
            rows = self.rows[bisect_left(self.rows, block.first) : bisect_right(self.rows, block.last)]
            if rows and block.changed > self._serial:
                there = set(reader.rows_within(rows[0], rows[-1]))
                rows = array("q", (row for row in rows if row in there))
            left.extend(rows)
        return left


class UsedMatches:
    """The matches of the filters that were asked for last."""

    def __init__(self) -> None:
        self._matches: dict[CaptureFilter, FilterMatches] = {}

    def of(self, wanted: CaptureFilter, epoch: int, serial: int) -> FilterMatches:
        """Return those of a filter; what was found in another ``epoch`` does not count."""
        matches = self._matches.pop(wanted, None)
        if matches is None or matches.epoch != epoch:
            matches = FilterMatches(wanted, epoch, serial)
        self._matches[wanted] = matches
        while len(self._matches) > 1 and (
            len(self._matches) > _MOST_FILTERS or sum(len(one.rows) for one in self._matches.values()) > _MOST_MATCHES
        ):
            del self._matches[next(iter(self._matches))]
        return matches

    def clear(self) -> None:
        """Forget all of them."""
        self._matches.clear()
