"""Tables that fit a terminal, a row for each thing. A column says itself how its cells are made and coloured.

How wide columns become, and which are left out, is decided in ``fitted``.
"""

import os
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.fitted import GAP, Column, cell, fit

Row = TypeVar("Row")


def table_width(console: Console) -> int | None:
    """Return how wide a table may be: as the terminal, or ``COLUMNS``; ``None`` in a pipe, where nothing is cut."""
    return console.width if console.is_terminal or os.environ.get("COLUMNS") else None


class TableColumn(NamedTuple, Generic[Row]):
    """One column of a table: ``cell`` makes the text of a row, which has to be safe, and ``ink`` its colour."""

    column: Column
    cell: Callable[[Row], str]
    ink: Callable[[Row], Ink] | None = None


class Table(Generic[Row]):
    """Turns rows into lines; columns that had to grow stay as wide for those that follow."""

    def __init__(self, columns: Sequence[TableColumn[Row]], console: Console) -> None:
        self._made = columns
        self._columns = [made.column for made in columns]
        self._console = console
        self._natural = [len(column.title) for column in self._columns]
        self._widths = self._natural

    def lines(self, rows: Sequence[Row]) -> list[str]:
        """Return a line for each row, fitted to the terminal."""
        texts = [list(map(made.cell, rows)) for made in self._made]
        self._natural = [
            max(width, max(map(len, cells), default=0)) for width, cells in zip(self._natural, texts, strict=True)
        ]
        room = table_width(self._console)
        self._widths = self._natural if room is None else fit(self._columns, self._natural, room)
        last = max(index for index, width in enumerate(self._widths) if width)
        shown = [
            self._cells(made, width, cells, rows, ends=index == last)
            for index, (made, width, cells) in enumerate(zip(self._made, self._widths, texts, strict=True))
            if width
        ]
        return [GAP.join(cells).rstrip() for cells in zip(*shown, strict=True)]

    def titles(self) -> str:
        """Return the line of titles, as wide as the rows that were made last."""
        pairs = zip(self._columns, self._widths, strict=True)
        titles = [cell(column.title, width, right=column.right) for column, width in pairs if width]
        return self._console.paint(GAP.join(titles).rstrip(), Ink.FAINT)

    def _cells(
        self, made: TableColumn[Row], width: int, texts: Sequence[str], rows: Sequence[Row], *, ends: bool
    ) -> list[str]:
        """Return the cells of a column; where lines end with them, without blanks behind, which would be coloured."""
        cells = [cell(text, width, right=made.column.right) for text in texts]
        cells = [text.rstrip() for text in cells] if ends else cells
        if made.ink is None or not self._console.color:
            return cells
        return [self._console.paint(text, made.ink(row)) for text, row in zip(cells, rows, strict=True)]
