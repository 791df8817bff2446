"""A wrong name gets a hint with the names that were probably meant."""

import pytest

from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest, suggest

KNOWN = ("delivered", "deferred", "opened")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("openend", "did you mean opened?"),
        ("defered", "did you mean deferred or delivered?"),
        ("xyz", "use one of delivered, deferred, opened"),
    ],
    ids=["one", "several", "none"],
)
def test_suggest(name: str, hint: str) -> None:
    """What is near is offered, the nearest first; where nothing is, every name."""
    assert suggest(name, KNOWN) == hint


def test_three_names() -> None:
    """Several names are written as a list is: with commas, and one or before the last."""
    assert did_you_mean(["a", "b", "c"]) == "did you mean a, b or c?"


def test_how_many_and_how_alike() -> None:
    """A caller says how many names it wants at most, and how much alike they have to be."""
    assert find_nearest("defered", KNOWN, most=1) == ["deferred"]
    assert find_nearest("op", KNOWN) == []
    assert find_nearest("op", KNOWN, likeness=0.5) == ["opened"]


def test_three_are_offered() -> None:
    """Where a caller says no number, three names are offered at most, however many are near."""
    near = ["opened1", "opened2", "opened3", "opened4"]
    assert len(find_nearest("opened", near)) == 3
    assert find_nearest("opened", near[:3], most=2) == find_nearest("opened", near[:3])[:2]
    assert suggest("opened", near[:2]).count(" or ") == 1
    assert (suggest("opened", near).count(", "), suggest("opened", near).count(" or ")) == (1, 1)


@pytest.mark.parametrize(("name", "found"), [("abcxx", ["abcde"]), ("abxxx", [])], ids=["at the limit", "below it"])
def test_alike_enough(name: str, found: list[str]) -> None:
    """Three letters of five are enough, two are not."""
    assert find_nearest(name, ["abcde"]) == found


def test_other_words() -> None:
    """Where nothing is near, the hint is what the caller has to say."""
    assert did_you_mean([], "mhook events lists them") == "mhook events lists them"


@pytest.mark.parametrize("name", ["WRONG_SECRET", "wrong_secret", " Wrong-Secret "])
def test_case_and_underscore(name: str) -> None:
    """A name that differs in case or underscores alone is the only one that is offered."""
    assert find_nearest(name, ["wrong-secrets", "wrong-secret", "secret"]) == ["wrong-secret"]
