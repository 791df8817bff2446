"""The words that payloads are made of: people, mailboxes, words and labels of one locale.

Faker draws them once with a fixed seed; afterwards they are only indexed, which is a hundred times as fast as asking
Faker for each field. Where the drawn words are kept between runs is decided in ``transport.file.vocabulary``.
"""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest

DEFAULT_LOCALE = "en_US"
FORMAT = 1
"""Raised whenever the same Faker would give other words."""

_DRAW_SEED = 20240315
_PEOPLE, _WORDS, _LABELS = 400, 200, 150
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789._-")
_MAILBOX = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one locale. ``people`` are (display name, mailbox) pairs; mailboxes, words and labels are ASCII."""

    locale: str
    people: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    labels: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values, for a cache."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Any) -> "Vocabulary":
        """Rebuild what :meth:`as_dict` gave; anything else raises ``ValueError``."""
        try:
            people = tuple((str(name), str(mailbox)) for name, mailbox in data["people"])
            words, labels = tuple(map(str, data["words"])), tuple(map(str, data["labels"]))
            locale = str(data["locale"])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError("this is not a vocabulary") from error
        if not (people and words and labels):
            raise ValueError("the vocabulary is empty")
        if not _PLAIN.issuperset("".join((*(mailbox for _, mailbox in people), *words, *labels))):
            raise ValueError("a word needs quotes")
        return cls(locale, people, words, labels)


def draw(locale: str = DEFAULT_LOCALE) -> Vocabulary:
    """Draw the vocabulary of ``locale`` from Faker: the same words for the same Faker version.

    A locale that Faker does not have raises ``UsageError`` naming the nearest one.
    """
    from faker import Faker
    from faker.config import AVAILABLE_LOCALES

    locale = locale.replace("-", "_")
    if locale not in AVAILABLE_LOCALES:
        raise UsageError(f"there is no locale {locale!r}", _nearest_locale(locale, sorted(AVAILABLE_LOCALES)))
    fake = Faker(locale)
    fake.seed_instance(_DRAW_SEED)
    english = Faker(DEFAULT_LOCALE)
    english.seed_instance(_DRAW_SEED)
    people = tuple(_person(fake, english) for _ in range(_PEOPLE))
    words = tuple(_mailbox(fake.word, english.word) for _ in range(_WORDS))
    labels = tuple(_mailbox(fake.domain_word, english.domain_word).replace(".", "-") for _ in range(_LABELS))
    return Vocabulary(locale, people, words, labels)


def _person(fake: Any, english: Any) -> tuple[str, str]:
    """Return a name and a mailbox that belong together, where the script can be written in ASCII at all."""
    first, last = fake.first_name(), fake.last_name()
    mailbox = ".".join(_fold(part) for part in (first, last))
    if _MAILBOX.fullmatch(mailbox):
        return f"{first} {last}", mailbox
    return " ".join(fake.name().split()), _mailbox(fake.user_name, english.user_name)


def _mailbox(local: Callable[[], str], english: Callable[[], str]) -> str:
    """Return a lower-case ASCII word, from English where the locale's own script is not ASCII."""
    for ask in (local, local, english, english):
        word = _fold(ask())
        if _MAILBOX.fullmatch(word):
            return word
    return "sample"


def _fold(word: str) -> str:
    """Return ``word`` in lower case without accents, apostrophes and spaces."""
    from unicodedata import combining, normalize

    plain = "".join(char for char in normalize("NFKD", word.lower()) if not combining(char))
    return plain.replace(" ", "-").replace("_", "-").replace("'", "")


def _nearest_locale(locale: str, known: list[str]) -> str:
    folded = {name.lower(): name for name in known}
    near = [folded[name] for name in find_nearest(locale.lower(), folded, likeness=0.4)]
    return did_you_mean(near, f"one of {', '.join(known[:6])}, …")
