"""Rows of text in columns that fit a terminal: long cells are cut and the least important columns left out.

For rows that come in a stream; catalogues, whose last column is wrapped, are laid out in ``column``.
"""

from collections.abc import Sequence
from typing import NamedTuple

GAP = "  "
_BARELY = 4
"""What still shows that there is something."""


class Column(NamedTuple):
    """One column: ``least`` is the width to which it may be cut (0: it is never cut).

    Where cutting is not enough the column with the highest ``rank`` goes first; one of rank 0 stays.
    """

    title: str
    least: int = 0
    rank: int = 0
    right: bool = False


def fit(columns: Sequence[Column], natural: Sequence[int], width: int) -> list[int]:
    """Return the width of each column within ``width`` characters in all, 0 for one that is left out.

    Where all are left out that may be and that is not enough, the rest is cut below its ``least`` too.
    """
    kept = set(range(len(columns)))
    ranked = sorted((index for index in kept if columns[index].rank), key=lambda index: -columns[index].rank)
    while True:
        widths = _cut(columns, [natural[index] if index in kept else 0 for index in range(len(columns))], width)
        if _total(widths) <= width:
            return widths
        if not ranked:
            return _cut([one._replace(least=min(one.least, _BARELY)) for one in columns], widths, width)
        kept.discard(ranked.pop(0))


def cell(text: str, width: int, *, right: bool = False) -> str:
    """Return ``text`` with exactly ``width`` characters; a cut is marked."""
    if len(text) > width:
        text = f"{text[: width - 1]}…"
    return text.rjust(width) if right else text.ljust(width)


def _cut(columns: Sequence[Column], widths: list[int], width: int) -> list[int]:
    """Shorten the cells that may be cut, always the widest of them, until all fit or none can give more."""
    while (over := _total(widths) - width) > 0:
        giving = [index for index, column in enumerate(columns) if column.least and widths[index] > column.least]
        if not giving:
            break
        widest = max(giving, key=lambda index: widths[index])
        second = max((widths[index] for index in giving if index != widest), default=0)
        floor = max(columns[widest].least, min(second, widths[widest] - 1))
        widths[widest] = max(floor, widths[widest] - over)
    return widths


def _total(widths: Sequence[int]) -> int:
    shown = [width for width in widths if width]
    return sum(shown) + len(GAP) * max(0, len(shown) - 1)
