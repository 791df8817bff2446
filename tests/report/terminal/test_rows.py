"""Rows of a stream: columns that stay in place, and sentences that are wrapped at words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.report.terminal.console import Ink
from maileroo_cli.report.terminal.rows import ID_WIDTH, Placed, RowColumn, Rows, place_beside, shown_id

WORDS = st.lists(st.text("abcé…\\x1b", min_size=1, max_size=14), max_size=12)
_SGR = re.compile(r"\x1b\[[0-9;]*m")


def no_paint(text: str, *_: Ink) -> str:
    """Return ``text`` without colour."""
    return text


def paint(text: str, *inks: Ink) -> str:
    """Return ``text`` in colour."""
    return f"\x1b[{';'.join(inks)}m{text}\x1b[0m"


def rows(width: int | None, colour: bool = False) -> Rows[tuple[str, str, str]]:
    """Return rows of a time, a type that may grow a little, and an id."""
    columns: list[RowColumn[tuple[str, str, str]]] = [
        RowColumn(8, lambda row: row[0], lambda _: Ink.FAINT, rank=4),
        RowColumn(10, lambda row: row[1], most=12),
        RowColumn(ID_WIDTH, lambda row: shown_id(row[2], width), rank=2),
    ]
    return Rows(columns, paint if colour else no_paint, width, indent=4, beside=10)


@given(
    st.lists(st.tuples(st.text("12:", max_size=9), st.text("abc", max_size=40), st.text("0f", max_size=60), WORDS)),
    st.integers(40, 130),
)
def test_no_line_is_longer_than_the_terminal(shown: list[tuple[str, str, str, list[str]]], width: int) -> None:
    """Whatever the cells and sentences hold, every line fits, and the sentence's words are all there, in order."""
    made = rows(width)
    for time, kind, identity, words in shown:
        lines = made.lines((time, kind, identity), " ".join(words))
        assert all(len(line) <= width for line in lines)
        said = " ".join(lines).split()
        assert said[len(said) - len(words) :] == words


@given(st.tuples(st.text("12:", max_size=9), st.text("abc", max_size=40), st.text("0f", max_size=60)), WORDS)
def test_in_a_pipe_a_row_is_one_line(row: tuple[str, str, str], words: list[str]) -> None:
    """Where nobody looks at a terminal nothing is cut and nothing wrapped."""
    (line,) = rows(None).lines(row, " ".join(words))
    assert all(text in line for text in (*row, " ".join(words)))


@given(WORDS, st.integers(40, 130))
def test_colours_take_no_room(words: list[str], width: int) -> None:
    """With colours the same text is in the same places."""
    row, sentence = ("12:00:00", "opened", "0123456789abcdef"), " ".join(words)
    plain = rows(width).lines(row, sentence, Ink.BAD)
    assert [_SGR.sub("", line) for line in rows(width, colour=True).lines(row, sentence, Ink.BAD)] == plain


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (40, ["12:00:00  opened", "    the receiver failed"]),
        (60, ["12:00:00  opened      01234567…  the receiver failed"]),
        (None, ["12:00:00  opened      0123456789abcdef  the receiver failed"]),
    ],
)
def test_what_is_left_out(width: int | None, lines: list[str]) -> None:
    """The column of the highest rank goes first; ids are short on a terminal and whole elsewhere."""
    columns = [
        RowColumn[str](8, lambda _: "12:00:00"),
        RowColumn[str](10, lambda _: "opened"),
        RowColumn[str](ID_WIDTH, lambda _: shown_id("0123456789abcdef", width), rank=2),
    ]
    made = Rows(columns, no_paint, width, indent=4, beside=10).lines("", "the receiver failed")
    assert made == lines


def test_a_long_cell_in_a_pipe_moves_its_own_row_alone() -> None:
    """Where nothing is cut, a long type or target leaves the columns of the rows that follow where they were."""
    made = rows(None)
    (before,), (long,), (after,) = (
        made.lines(("12:00:00", kind, "0"), "said") for kind in ("opened", "a" * 90, "opened")
    )
    assert before.index("said") + 2 == after.index("said")  # a column grows up to its limit
    assert "a" * 90 in long


def test_columns_that_grew_stay() -> None:
    """A column grows up to its limit, and the rows that follow stand below it."""
    made = rows(100)
    (short,), (long,), (after,) = (
        made.lines(("12:00:00", kind, "0"), "said") for kind in ("opened", "a" * 30, "opened")
    )
    assert short.index("said") + 2 == long.index("said") == after.index("said")
    assert "a" * 11 + "…" in long


@pytest.mark.parametrize(
    ("taken", "width", "placed"),
    [
        (10, 30, Placed("ten twenty thirty", 10, [])),
        (66, 80, Placed("", 4, ["ten twenty thirty"])),
        (50, None, Placed("ten twenty thirty", 50, [])),
    ],
)
def test_where_a_sentence_goes(taken: int, width: int | None, placed: Placed) -> None:
    """It stands beside its row where it fits, and below where there is too little room to wrap it."""
    assert place_beside("ten twenty thirty", taken, width, 4) == placed


def test_a_long_word_goes_below() -> None:
    """A word that does not fit beside its row is not broken where it fits below."""
    sentence = "see https://example.com/a/long/path there"
    assert place_beside(sentence, 54, 80, 4) == Placed("", 4, [sentence])


def test_without_a_sentence_nothing_trails() -> None:
    """A row ends with its last letter."""
    assert rows(80, colour=True).lines(("1", "a", ""))[0].endswith("-")
    assert rows(80).lines(("1", "a", "b")) == ["1         a           b"]
