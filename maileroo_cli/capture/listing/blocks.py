"""Where the rows of a store lie, in blocks of row numbers: enough to find the row at a position, and to count all.

Rows are added at the end and are nearly contiguous, so that a block is mostly full; of one that is not only the number
of its rows is kept. Deletions change the number of a block, whichever way they were made.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate, islice
from typing import NamedTuple

from maileroo_cli.capture.listing.reader import ListReader

BLOCK = 4096
"""A block has so many row numbers."""

_BLOCKS_AT_ONCE = 8


@dataclass(slots=True)
class RowBlock:
    """How many rows have a number from ``first`` on, up to that of the next block.

    ``verdicts`` says how many of them have which verdict, once somebody wanted to know; ``changed`` is the number of
    the last deletion from it that was noticed.
    """

    first: int
    count: int
    verdicts: dict[str, int] | None = None
    changed: int = 0

    @property
    def last(self) -> int:
        """The last row number of the block."""
        return self.first + BLOCK - 1

    def add(self, count: int, verdicts: dict[str, int] | None) -> None:
        """Take note of rows more."""
        self.count += count
        if self.verdicts is not None and verdicts is not None:
            for name, number in verdicts.items():
                self.verdicts[name] = self.verdicts.get(name, 0) + number


class RowPlace(NamedTuple):
    """Where a position lies: so many rows behind the first one of a number from ``row`` on."""

    row: int
    offset: int


@dataclass(slots=True)
class RowBlocks:
    """The blocks that have rows, in order."""

    blocks: list[RowBlock] = field(default_factory=list)
    _ends: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many rows there are."""
        if len(self._ends) != len(self.blocks):
            self._ends = list(accumulate(block.count for block in self.blocks))
        return self._ends[-1] if self._ends else 0

    def load(self, reader: ListReader) -> None:
        """Count all rows anew. Where no number is missing, which is mostly so, that takes one statement."""
        self.blocks, self._ends = [], []
        span = reader.span()
        if span is None:
            return
        first, last = span
        if reader.total() == last - first + 1:
            starts = range(_start(first), last + 1, BLOCK)
            self.blocks = [RowBlock(one, min(last, one + BLOCK - 1) - max(first, one) + 1) for one in starts]
        else:
            self.append(reader, first - 1, verdicts=False)

    def append(self, reader: ListReader, after: int, *, verdicts: bool = True) -> None:
        """Count the rows behind ``after``, all of which are new."""
        row = reader.next_row(after)
        while row is not None:
            start = _start(row)
            if not self.blocks or self.blocks[-1].first != start:
                self.blocks.append(RowBlock(start, 0, {} if verdicts else None))
            block = self.blocks[-1]
            counted = verdicts and block.verdicts is not None
            block.add(reader.count_rows(row, block.last), reader.verdicts(row, block.last) if counted else None)
            row = reader.next_row(block.last)
        self._ends = []

    def cut(self, reader: ListReader, first: int, serial: int) -> bool:
        """Drop what lies before ``first``, the first row that is there; tell whether anything did."""
        gone = next((place for place, block in enumerate(self.blocks) if block.last >= first), len(self.blocks))
        del self.blocks[:gone]
        block = self.blocks[0] if self.blocks else None
        is_less = block is not None and self._recount(reader, block, serial)
        self._ends = []
        return gone > 0 or is_less

    def recount(self, reader: ListReader, serial: int) -> bool:
        """Count each block again; tell whether any has fewer rows than before."""
        less = [block for block in self.blocks if self._recount(reader, block, serial)]
        self._ends = []
        return bool(less)

    def place(self, position: int) -> RowPlace:
        """Return where a position lies, which is one of those that there are."""
        if not 0 <= position < self.total:
            raise IndexError(position)
        index = bisect_right(self._ends, position)
        block = self.blocks[index]
        return RowPlace(block.first, position - (self._ends[index] - block.count))

    def position_after(self, reader: ListReader, row: int) -> int:
        """Return how many rows have a number up to ``row``."""
        count = 0
        for block in self.blocks:
            if block.last > row:
                return count + (reader.count_rows(block.first, row) if block.first <= row else 0)
            count += block.count
        return count

    def verdict_counts(self) -> dict[str, int] | None:
        """Return how many rows have which verdict; ``None`` while a block was not asked for them."""
        counts: dict[str, int] = {}
        for block in self.blocks:
            if block.verdicts is None:
                return None
            for name, number in block.verdicts.items():
                counts[name] = counts.get(name, 0) + number
        return counts

    def ask_verdicts(self, reader: ListReader) -> None:
        """Ask the next blocks that were not asked for their verdicts, so many that others need not wait long."""
        missing = (block for block in self.blocks if block.verdicts is None)
        for block in islice(missing, _BLOCKS_AT_ONCE):
            block.verdicts = reader.verdicts(block.first, block.last)

    @staticmethod
    def _recount(reader: ListReader, block: RowBlock, serial: int) -> bool:
        count = reader.count_rows(block.first, block.last)
        if count == block.count:
            return False
        block.count, block.verdicts, block.changed = count, None, serial
        return True


def _start(row: int) -> int:
    """Return the first number of the block that a row is in."""
    return row // BLOCK * BLOCK
