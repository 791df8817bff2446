"""Listing captures from Python."""

from pathlib import Path

import pytest

from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.errors import UsageError
from maileroo_cli.operation.captures.list import ListTotal, list_captures
from tests.capture.stored import capture, fill

EVERY = CaptureFilter()


def test_in_three_lines(tmp_path: Path) -> None:
    """Entries come in lots, the sum last."""
    path = fill(tmp_path / "captures.db", *map(capture, range(1_500)))
    *lots, total = list_captures(path, EVERY)
    entries = [entry for lot in lots if isinstance(lot, list) for entry in lot]
    assert (len(lots), [entry.at for entry in entries]) == (2, [1000.0 + number for number in range(1_500)])
    assert total == ListTotal(path, 1_500, 1_500)


def test_the_newest(tmp_path: Path) -> None:
    """A limit keeps the newest, and the total says how many more there are."""
    path = fill(tmp_path / "captures.db", *map(capture, range(5)))
    for newest_first, times in ((False, [1003.0, 1004.0]), (True, [1004.0, 1003.0])):
        lot, total = list_captures(path, EVERY, limit=2, newest_first=newest_first)
        assert isinstance(lot, list)
        assert [entry.at for entry in lot] == times
        assert total == ListTotal(path, 2, 5)


def test_nothing_is_wanted(tmp_path: Path) -> None:
    """It is said whether there are others; a type that nobody sends is refused with what was probably meant."""
    path = fill(tmp_path / "captures.db", capture(1))
    assert list(list_captures(path, CaptureFilter(types=("failed",)))) == [ListTotal(path, 0, 0, 1)]
    with pytest.raises(UsageError, match="did you mean opened"):
        list(list_captures(path, CaptureFilter(types=("delivered", "opend"))))
    assert list(list_captures(fill(tmp_path / "empty.db"), EVERY)) == [ListTotal(tmp_path / "empty.db", 0, 0)]
