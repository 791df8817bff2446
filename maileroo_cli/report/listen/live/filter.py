"""Which requests are printed: those that fit all the words that were typed after ``/``. All others are kept too."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.shown import show

if TYPE_CHECKING:
    from maileroo_cli.capture.entry import CaptureEntry

_FIELDS: "dict[str, Callable[[CaptureEntry], str]]" = {
    "type": lambda entry: entry.event_type,
    "verdict": lambda entry: entry.verdict,
    "cause": lambda entry: f"{entry.cause}+{entry.anomaly}",
    "path": lambda entry: entry.target,
    "method": lambda entry: entry.method,
    "id": lambda entry: entry.id,
    "event-id": lambda entry: entry.event_id,
    "reference-id": lambda entry: entry.reference_id,
    "status": lambda entry: "" if entry.status is None else str(entry.status),
}
_WHOLE = ("type", "verdict", "method")
"""Whose value is given whole; a part of any other is enough."""

_ANYWHERE = ("type", "verdict", "cause", "path", "id", "event-id", "reference-id")
"""Where a word without a name is looked for."""

WORDS = ", ".join(f"{name}=" for name in _FIELDS)


class ArrivalFilter(NamedTuple):
    """What a request has to have: each of the words, which are a name and a value, or a text without a name."""

    words: tuple[tuple[str, str], ...] = ()
    text: str = ""

    @classmethod
    def parse(cls, text: str) -> "ArrivalFilter":
        """Return the filter of what was typed; raise ``UsageError`` where a word has a name that nothing has."""
        import shlex

        try:
            words = shlex.split(text)
        except ValueError:
            words = text.split()  # a quotation mark that is one
        return cls(tuple(_word(word) for word in words), " ".join(text.split()))

    def __bool__(self) -> bool:
        return bool(self.words)

    def takes(self, entry: "CaptureEntry") -> bool:
        """Whether a request fits all words."""
        return all(_fits(name, value, entry) for name, value in self.words)


def _word(word: str) -> tuple[str, str]:
    name, equals, value = word.partition("=")
    if not equals or not name.replace("-", "").isalpha() or not name.islower():
        return "", word.lower()
    if name not in _FIELDS:
        from difflib import get_close_matches

        nearest = get_close_matches(name, _FIELDS, 1)
        hint = f"did you mean {nearest[0]}=?" if nearest else f"use {WORDS} or a text without ="
        raise UsageError(f"requests cannot be filtered by '{show(name)}='", hint)
    if name == "verdict" and value.lower() not in set(StoredVerdict):
        raise UsageError(f"there is no verdict '{show(value)}'", f"use {', '.join(StoredVerdict)}")
    return name, value.lower()


def _fits(name: str, value: str, entry: "CaptureEntry") -> bool:
    if not name:
        return any(value in _FIELDS[one](entry).lower() for one in _ANYWHERE)
    found = _FIELDS[name](entry).lower()
    return found == value if name in _WHOLE else value in found
