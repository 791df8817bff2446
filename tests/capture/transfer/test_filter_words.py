"""A filter in words: the options of the command line and the query of an address are read alike."""

import re

import pytest

from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.transfer.filter_words import FILTER_WORDS, OPTION, REPEATABLE, parse_filter
from maileroo_cli.cli.option.capture import FilterOptions
from maileroo_cli.errors import UsageError

NOW = 1_773_617_542.0


def test_every_word() -> None:
    """Each word is one condition, and what is none of them is not looked at."""
    words = {
        "type": ["opened", "clicked"], "verdict": ["valid"], "event-id": ["e"], "reference-id": ["r"],
        "since": ["2h"], "until": ["1773617000"], "text": ["x"], "limit": ["3"],
    }  # fmt: skip
    expected = CaptureFilter(("opened", "clicked"), ("valid",), "e", "r", NOW - 7200, 1773617000.0, "x")
    assert parse_filter(words, NOW) == expected
    assert parse_filter({}, NOW) == CaptureFilter()


def test_the_words_are_the_options() -> None:
    """A word is called like the option of the command line."""
    names = {name.rstrip("s") if name in {"types", "verdicts"} else name for name in FilterOptions.__annotations__}
    assert {name.replace("_", "-") for name in names} == set(FILTER_WORDS)


@pytest.mark.parametrize("mark", ["", OPTION], ids=["query", "option"])
@pytest.mark.parametrize("word", FILTER_WORDS)
def test_an_empty_word(word: str, mark: str) -> None:
    """An empty word would match everything, and is refused by its name as it was written."""
    with pytest.raises(UsageError, match=f"^{mark}{word} is empty, and would match every capture"):
        parse_filter({word: ["x", ""] if word in REPEATABLE else [""]}, NOW, mark)


@pytest.mark.parametrize("word", [word for word in FILTER_WORDS if word not in REPEATABLE])
def test_a_word_twice(word: str) -> None:
    """A word that is not repeatable stands once."""
    with pytest.raises(UsageError, match=f"^{word} is given 2 times"):
        parse_filter({word: ["1h", "1h"]}, NOW)


def test_an_unknown_verdict() -> None:
    """A verdict that is none is told with those that there are, and without control characters."""
    with pytest.raises(UsageError, match=re.escape(r"there is no verdict 'a\x1b'")) as caught:
        parse_filter({"verdict": ["valid", "a\x1b"]}, NOW)
    assert caught.value.hint.startswith("there are valid, invalid")
