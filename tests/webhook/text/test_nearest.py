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


def test_how_many_and_how_alike() -> None:
    """A caller says how many names it wants at most, and how much alike they have to be."""
    assert find_nearest("defered", KNOWN, most=1) == ["deferred"]
    assert find_nearest("op", KNOWN) == []
    assert find_nearest("op", KNOWN, likeness=0.5) == ["opened"]


def test_other_words() -> None:
    """Where nothing is near, the hint is what the caller has to say."""
    assert did_you_mean([], "mhook events lists them") == "mhook events lists them"
