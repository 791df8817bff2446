"""Lines that are collected instead of shown."""

from maileroo_cli.errors import InputError
from maileroo_cli.report.inspect.collected import CollectedLines
from maileroo_cli.report.terminal.console import Ink


def test_lines_are_plain() -> None:
    """There is no colour, no note and no error among them, and the width is that of a page."""
    console = CollectedLines()
    console.line(console.paint("one", Ink.BAD))
    console.lines(["two", ""])
    console.note("a note")
    console.error(InputError("an error"))
    assert (console.texts, console.width) == (["one", "two", ""], 100)
    assert console.can_show("█ ✓")


def test_very_many_lines() -> None:
    """Of very many lines those in the middle are left out, and it is said how many."""
    console = CollectedLines()
    console.lines(str(number) for number in range(7_000))
    texts = console.texts
    assert len(texts) == 5_001
    assert texts[3_999:4_002] == ["3999", "… 2,000 lines are left out here …", "6000"]
    assert texts[-1] == "6999"
