"""Rows in columns: aligned, wrapped, and coloured after they were measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.report.terminal.column import command_lines, lay_out, paragraph


def test_columns_are_as_wide_as_needed() -> None:
    """The last column begins at the same place in every line, and wraps there."""
    rows = [("a", "bb", "one two three four five six"), ("aaa", "b", "x")]
    assert lay_out(rows, 34, (), "  ") == [
        "  a    bb  one two three four five",
        "           six",
        "  aaa  b   x",
    ]


def test_a_narrow_terminal_gets_the_last_column_below() -> None:
    """Where the last column would have no room beside the others, it stands below them, and no line is too long."""
    rows = [("event_data.to", "string", "one two three four five six"), ("a", "b", "x")]
    lines = lay_out(rows, 34, (), "  ")
    assert lines == ["  event_data.to  string", "      one two three four five six", "  a              b", "      x"]


@pytest.mark.parametrize(
    ("width", "below"), [(3 + 2 + 1 + 2 + 16, False), (3 + 2 + 1 + 2 + 15, True)], ids=["at the limit", "one less"]
)
def test_the_room_that_the_last_column_needs(width: int, below: bool) -> None:
    """With sixteen characters left it stands beside the others, with fifteen below them."""
    lines = lay_out([("aaa", "b", "x")], width)
    assert lines == (["aaa  b", "    x"] if below else ["aaa  b  x"])


def test_two_columns_stay_beside_each_other() -> None:
    """With one column before it the last one never goes below: it is as wide as 24 characters at least."""
    assert lay_out([("aaa", "one two three four five six")], 10) == ["aaa  one two three four five", "     six"]
    assert lay_out([("a", "x" * 30)], 28)[0] == f"a  {'x' * 25}"
    assert lay_out([("a", "x" * 30)], 20)[0] == f"a  {'x' * 24}"


def test_colours_below() -> None:
    """In a narrow terminal too each column has its colour, and an empty cell has none."""
    paints = [str.upper, None, lambda text: f"[{text}]"]
    assert lay_out([("aaa", "b", "one two"), ("", "b", "")], 12, paints) == ["AAA  b", "[    one two]", "     b"]


def test_colours_do_not_count() -> None:
    """What is painted has its width from before, and each line of a wrapped cell is painted."""
    rows = [("a", "one two three four five"), ("bbb", "")]
    painted = lay_out(rows, 20, [lambda text: f"<{text}>", lambda text: f"[{text}]"])
    assert painted == ["<a  >  [one two three four five]", "<bbb>"]


def test_nothing() -> None:
    """No rows make no lines."""
    assert lay_out([], 80) == []


@pytest.mark.parametrize("width", [1, 24, 30])
def test_narrow_terminals(width: int) -> None:
    """However narrow a terminal is, the last column stays readable."""
    lines = lay_out([("name", "word " * 20)], width)
    assert max(map(len, lines)) <= 4 + 2 + 24


@given(st.lists(st.text("ab ", max_size=40), min_size=1, max_size=5), st.integers(30, 100))
def test_no_word_is_lost(texts: list[str], width: int) -> None:
    """Wrapping changes white space alone."""
    lines = lay_out([("n", text) for text in texts], width)
    assert " ".join(lines).replace("n", "").split() == " ".join(texts).split()
    assert all(len(line) <= width for line in lines)


def test_paragraph() -> None:
    """A paragraph is wrapped and indented, and words with hyphens are kept."""
    assert paragraph("use --bad-signature now", 22, "  ") == ["  use --bad-signature", "  now"]


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (80, ["  mhook send opened --url http://a.test/ --bad-signature all"]),
        (50, ["  mhook send opened --url http://a.test/ \\", "    --bad-signature all"]),
        (38, ["  mhook send opened \\", "    --url http://a.test/ \\", "    --bad-signature all"]),
    ],
)
def test_a_command_can_be_copied(width: int, lines: list[str]) -> None:
    """A command goes on after a backslash, and no option is parted from its value."""
    assert command_lines("mhook send opened --url http://a.test/ --bad-signature all", width, "  ") == lines
