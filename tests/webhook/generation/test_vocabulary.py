"""The vocabulary: the same words for the same Faker, usable as mailboxes and domains in every script."""

import json
import re
from typing import Any

import pytest

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.generation.vocabulary import Vocabulary, _mailbox, draw
from tests.sample_vocabulary import VOCABULARY

MAILBOX = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*", re.ASCII)
LABEL = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*", re.ASCII)


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "ja_JP", "ar_SA"])
def test_every_script_gives_ascii_mailboxes(locale: str) -> None:
    """Names are in the locale's own script, while what becomes an address or a link is plain ASCII."""
    words = draw(locale)
    assert words.locale == locale
    assert len(words.people) == 400
    assert all(MAILBOX.fullmatch(mailbox) for _, mailbox in words.people)
    assert all(MAILBOX.fullmatch(word) for word in words.words)
    assert all(LABEL.fullmatch(label) for label in words.labels)
    assert all(name.isprintable() and name.strip() == name for name, _ in words.people)
    assert any(not name.isascii() for name, _ in words.people) == (locale != "en_US")
    assert len(set(words.people)) > 200


def test_a_person_and_the_mailbox_belong_together() -> None:
    """Where the script allows, the mailbox is made of the name, without accents."""
    words = draw("de_DE")
    fitting = [mailbox for name, mailbox in words.people if mailbox[0] == name[0].lower()]
    assert len(fitting) > 350


def test_a_script_without_any_ascii_still_gives_mailboxes() -> None:
    """Where not even the English words help, a fixed one stands in."""
    assert _mailbox(lambda: "\u5c71", lambda: "\u7530") == "sample"
    assert _mailbox(lambda: "\u5c71", lambda: "Hill Top") == "hill-top"


def test_drawing_twice_gives_the_same_words() -> None:
    """The words depend on the locale and on Faker's version alone; both ways to write a locale are one."""
    assert draw("de_DE") == draw("de-DE")
    assert draw("de_DE") != draw("en_US")


@pytest.mark.parametrize(
    ("locale", "hint"),
    [("de_DD", "de_DE"), ("EN_us", "en_US"), ("jp_JP", "ja_JP"), ("", "one of"), ("\x1b[31m", "one of")],
)
def test_an_unknown_locale_names_the_nearest(locale: str, hint: str) -> None:
    """The error is one harmless line."""
    with pytest.raises(UsageError) as caught:
        draw(locale)
    assert hint in caught.value.hint
    assert str(caught.value).isprintable()


def test_a_cached_vocabulary_is_the_drawn_one() -> None:
    """What was written as JSON reads back equal."""
    assert Vocabulary.from_dict(json.loads(json.dumps(VOCABULARY.as_dict()))) == VOCABULARY


@pytest.mark.parametrize(
    "data",
    [
        None,
        7,
        [],
        "text",
        {},
        {"locale": "x", "people": [["a", "b"]], "words": ["c"]},
        {"locale": "x", "people": [["a"]], "words": ["c"], "labels": ["d"]},
        {"locale": "x", "people": [["a", "b"]], "words": [], "labels": ["d"]},
        {"locale": "x", "people": 3, "words": ["c"], "labels": ["d"]},
    ],
)
def test_anything_else_is_refused(data: Any) -> None:
    """A damaged cache is a ``ValueError``, and nothing half-filled."""
    with pytest.raises(ValueError, match="vocabulary"):
        Vocabulary.from_dict(data)
