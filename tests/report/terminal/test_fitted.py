"""Columns that fit a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.report.terminal.fitted import GAP, Column, cell, fit

COLUMNS = (Column("A"), Column("B", least=4), Column("C", rank=1), Column("D", least=6), Column("E", rank=2))


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (60, [8, 10, 5, 12, 5]),
        (48, [8, 10, 5, 12, 5]),
        (47, [8, 10, 5, 11, 5]),
        (45, [8, 9, 5, 10, 5]),
        (36, [8, 4, 5, 6, 5]),
        (35, [8, 9, 5, 7, 0]),
        (29, [8, 4, 5, 6, 0]),
        (28, [8, 8, 0, 8, 0]),
        (22, [8, 4, 0, 6, 0]),
        (5, [8, 4, 0, 4, 0]),
    ],
)
def test_fit(width: int, widths: list[int]) -> None:
    """The widest cells are cut first, down to their least; then the least important columns go, one by one.

    What is still too wide is cut further, until hardly anything is left of a cell.
    """
    fitted = fit(COLUMNS, [8, 10, 5, 12, 5], width)
    assert sum(fitted) == sum(widths)
    assert [bool(one) for one in fitted] == [bool(one) for one in widths]


@given(st.lists(st.integers(0, 40), min_size=5, max_size=5), st.integers(1, 150))
def test_nothing_is_wider_than_asked(natural: list[int], width: int) -> None:
    """No column is wider than its cells, and all of them are no wider than the terminal unless nothing can give."""
    fitted = fit(COLUMNS, natural, width)
    assert all(one <= whole for one, whole in zip(fitted, natural, strict=True))
    shown = [one for one in fitted if one]
    total = sum(shown) + len(GAP) * max(0, len(shown) - 1)
    assert total <= width or all(
        not one or (not column.rank and one <= max(column.least, 0 if column.least else one))
        for one, column in zip(fitted, COLUMNS, strict=True)
    )


@pytest.mark.parametrize(
    ("text", "width", "right", "shown"),
    [("abc", 5, False, "abc  "), ("abc", 5, True, "  abc"), ("abcdef", 4, False, "abc…"), ("abc", 3, True, "abc")],
)
def test_cell(text: str, width: int, right: bool, shown: str) -> None:
    """A cell is filled up on one side, or cut with a mark."""
    assert cell(text, width, right=right) == shown
