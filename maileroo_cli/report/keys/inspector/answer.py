"""What is said of the keys of the inspector's answers.

An answer nests deeper than what a command prints, and the page's words are short: each answer names its keys by itself.
Those that mean what they mean everywhere are taken from the one list. The answers are listed in
``catalogue``.
"""

from dataclasses import dataclass

from maileroo_cli.report.keys.form import Form
from maileroo_cli.report.keys.schemas import KEYS


@dataclass(frozen=True, slots=True)
class AnswerKey:
    """One key within one answer: the form of its values, one sentence that says what it means, and when it is null.

    ``keys`` are those of its object, or of each object in its list, in order. ``shared`` tells that it means what the
    one list says.
    """

    name: str
    form: Form
    meaning: str
    null: str = ""
    keys: tuple["AnswerKey", ...] = ()
    shared: bool = False


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """One kind of answer of the inspector: its schema, the call that it answers, and its keys in order."""

    name: str
    call: str
    keys: tuple[AnswerKey, ...]


def shared(names: str) -> tuple[AnswerKey, ...]:
    """Return keys of the one list, named with spaces between them."""
    return tuple(_shared(name) for name in names.split())


def _shared(name: str) -> AnswerKey:
    key = KEYS[name]
    return AnswerKey(name, key.form, key.meaning, key.null, tuple(_shared(one) for one in key.keys), shared=True)
