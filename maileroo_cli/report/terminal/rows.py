"""Rows that come in a stream, each with a sentence of any length: in columns, the sentence wrapped at words.

One rule for all reports of this kind. On a terminal no line is longer than it is wide: ids are shortened to eight
characters, a cell is cut at the width of its column, columns of less weight are left out where there is no room, and a
sentence goes on in lines of its own. In a file or a pipe a row is one line, and nothing is cut: ids are whole there,
and a text that is longer than its column moves the rest of its own row alone.
"""

from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.fitted import GAP, Column, cell, fit
from maileroo_cli.report.terminal.safe_text import safe

Row = TypeVar("Row")
ID_WIDTH = 9
"""The columns of an id on a terminal: eight characters, and the sign that there are more."""

_LEAST_BESIDE = 40
"""A sentence that is wrapped stands beside its row where there is so much room, else below it."""

WHOLE_ID = 48
"""The columns of an event's id in a file or a pipe."""

_LONGEST_CELL = 200


class RowColumn(NamedTuple, Generic[Row]):
    """One column: ``cell`` makes the text of a row, which has to be safe, and ``ink`` its colour.

    ``width`` is what most texts need; a longer one widens the column up to ``most``, where that is more. ``rank`` and
    ``right`` are those of a fitted ``Column``, and ``least`` is the width to which it may be narrowed.
    """

    width: int
    cell: Callable[[Row], str]
    ink: Callable[[Row], Ink | None] | None = None
    rank: int = 0
    right: bool = False
    most: int = 0
    least: int = 0


class Rows(Generic[Row]):
    """Turns rows into lines; columns that had to grow stay as wide for those that follow.

    ``beside`` is the width that is kept for the sentence, below which columns are left out; ``indent`` that of lines
    below a row.
    """

    def __init__(
        self,
        columns: Sequence[RowColumn[Row]],
        paint: Callable[..., str],
        width: int | None,
        *,
        indent: int,
        beside: int = 0,
    ) -> None:
        self._columns, self._paint, self._width, self._indent = columns, paint, width, indent
        self._room = None if width is None else width - (beside + len(GAP) if beside else 0)
        self._fitted = [Column("", one.least, one.rank, one.right) for one in columns]
        self._natural = [one.width for one in columns]
        self._widths = self._fit()

    def lines(self, row: Row, sentence: str = "", ink: Ink | None = None) -> list[str]:
        """Return the lines of a row with what is said of it, which has to be safe."""
        texts = [one.cell(row) for one in self._columns]
        self._grow(texts)
        taken = sum(self._widths) + len(GAP) * sum(map(bool, self._widths))
        placed = place_beside(sentence, taken, self._width, self._indent)
        cells = self._cells(row, texts, ends=not placed.first)
        first = GAP.join([*cells, self._inked(placed.first, ink)] if placed.first else cells).rstrip()
        return [first, *(" " * placed.start + self._inked(line, ink) for line in placed.more)]

    def below(self, text: str, ink: Ink | None = None) -> str:
        """Return a line below a row, cut where the terminal ends."""
        if self._width is not None:
            text = cell(text, self._width - self._indent).rstrip()
        return " " * self._indent + self._inked(text, ink)

    def _fit(self) -> list[int]:
        return self._natural if self._room is None else fit(self._fitted, self._natural, self._room)

    def _grow(self, texts: Sequence[str]) -> None:
        """Widen the columns of longer texts, up to their limits."""
        for index, (one, text) in enumerate(zip(self._columns, texts, strict=True)):
            if self._natural[index] < len(text) and self._natural[index] < one.most:
                self._natural = [*self._natural]
                self._natural[index] = min(len(text), one.most)
                self._widths = self._fit()

    def _cells(self, row: Row, texts: Sequence[str], *, ends: bool) -> list[str]:
        """Return the cells that are shown; where the line ``ends`` with them, without blanks at the end."""
        shown = [index for index, width in enumerate(self._widths) if width]
        cells = []
        for index in shown:
            one = self._columns[index]
            text = self._cell(texts[index], self._widths[index], right=one.right)
            text = text.rstrip() if ends and index == shown[-1] else text
            cells.append(self._inked(text, one.ink(row) if one.ink is not None else None))
        return cells

    def _cell(self, text: str, width: int, *, right: bool) -> str:
        """Return a cell, which is cut on a terminal alone."""
        return cell(text, width if self._width is not None else max(width, len(text)), right=right)

    def _inked(self, text: str, ink: Ink | None) -> str:
        return self._paint(text, ink) if ink is not None and text else text


class Placed(NamedTuple):
    """Where a sentence goes: its ``first`` part beside a row, ``more`` on lines that begin at ``start``."""

    first: str
    start: int
    more: list[str]


def place_beside(sentence: str, taken: int, width: int | None, indent: int) -> Placed:
    """Return how a sentence goes on after ``taken`` columns: beside them as a whole or wrapped, or else below them.

    Without a ``width`` it is never wrapped. Below it begins at ``indent``.
    """
    if width is None or len(sentence) <= width - taken:
        return Placed(sentence, taken, [])
    longest = max(map(len, sentence.split()), default=0)
    if width - taken >= max(_LEAST_BESIDE, min(longest, width - indent)):
        first, *more = paragraph(sentence, width - taken)
        return Placed(first, taken, more)
    return Placed("", indent, paragraph(sentence, max(1, width - indent)))


def split_line(parts: Sequence[str], length: int, console: Console) -> list[str]:
    """Return what is told with a colon after its first part, on a line for each part where one has no room.

    The parts may have colours; ``length`` is that of all without any.
    """
    width = width_of(console)
    if width is None or length <= width:
        return [": ".join(parts)]
    return [f"{parts[0]}:", *(f"  {part}" for part in parts[1:])]


def sentence_lines(text: str, console: Console, indent: str = "", first: str | None = None) -> list[str]:
    """Return a sentence as one line or, on a terminal that has no room for it, wrapped after ``indent``."""
    start = indent if first is None else first
    return paragraph(text, console.width, indent, start) if console.is_terminal else [f"{start}{text}"]


def width_of(console: Console) -> int | None:
    """Return the width that rows are fitted to: that of a terminal, and none where nobody looks at one."""
    return console.width if console.is_terminal else None


def id_column(
    cell: Callable[[Row], str], width: int | None, ink: Callable[[Row], Ink | None] | None = None, *, rank: int = 0
) -> RowColumn[Row]:
    """Return a column of ids for rows that are fitted to ``width``."""
    return RowColumn(WHOLE_ID if width is None else ID_WIDTH, cell, ink, rank=rank)


def shown_id(text: str, width: int | None) -> str:
    """Return an id as a row shows it, ``-`` where there is none: short on a terminal, whole in a file or a pipe."""
    return safe(text, _LONGEST_CELL if width is None else ID_WIDTH) or "-"
