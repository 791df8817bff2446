"""Tables whose columns say how their cells are made."""

import pytest

from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.fitted import Column
from maileroo_cli.report.terminal.table import Table, TableColumn

COLUMNS: tuple[TableColumn[int], ...] = (
    TableColumn(Column("N", right=True), str),
    TableColumn(Column("WORD", least=5), lambda number: "x" * number, lambda n: Ink.BAD if n > 9 else Ink.GOOD),
    TableColumn(Column("SQUARE", rank=1), lambda number: str(number**2)),
)


def test_columns_grow_and_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells stand below their titles; a wider row widens what follows."""
    monkeypatch.setenv("COLUMNS", "80")
    table = Table(COLUMNS, Console(color=False))
    assert table.lines([1, 2]) == ["1  x     1", "2  xx    4"]
    assert table.titles() == "N  WORD  SQUARE"
    assert table.lines([12]) == ["12  xxxxxxxxxxxx  144"]
    assert table.lines([3]) == [" 3  xxx           9"]
    assert table.lines([]) == []
    assert table.titles() == " N  WORD          SQUARE"


def test_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What may be cut is cut, and then the column that matters least is left out."""
    monkeypatch.setenv("COLUMNS", "12")
    table = Table(COLUMNS, Console(color=False))
    assert table.lines([12]) == ["12  xxxxxxx…"]
    assert table.titles() == " N  WORD"


def test_a_column_knows_its_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell is coloured by its row, wherever its column stands."""
    monkeypatch.setenv("COLUMNS", "80")
    for columns in (COLUMNS, COLUMNS[::-1]):
        good, bad = Table(columns, Console(color=True)).lines([2, 12])
        assert "\x1b[32mxx          \x1b[0m" in good
        assert "\x1b[31mxxxxxxxxxxxx\x1b[0m" in bad
