"""Whether an argument is what it should be. What is wrong is told in a sentence, with what to give instead."""

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.nearest import suggest
from maileroo_cli.webhook.text.shown import show

T = TypeVar("T")

_END = 253_402_300_800
_MOMENT = "give a datetime with a zone, like datetime(2026, 1, 31, tzinfo=UTC), or Unix seconds"


def wrong(name: str, value: object, hint: str) -> UsageError:
    """Return the error for an argument that cannot be ``value``; ``hint`` says what it can be."""
    return UsageError(f"{name} cannot be {show(repr(value))}", hint)


def as_text(name: str, value: object, hint: str) -> str:
    """Return a text that says something; anything else raises ``UsageError``."""
    if not isinstance(value, str) or not value:
        raise wrong(name, value, hint)
    return value


def as_count(name: str, value: object) -> int:
    """Return a whole number of at least 1."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise wrong(name, value, "give a whole number of at least 1")
    return value


def as_wait(name: str, value: object) -> float:
    """Return how many seconds are waited for something; whether so many can be is decided where it is waited."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(name, value, "give seconds, like 5 or 0.5")
    return value


def as_rate(name: str, value: object) -> float:
    """Return a number that is finite and not below 0."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise wrong(name, value, "give a number, 0 or above")
    return value


def as_path(name: str, value: object) -> str:
    """Return the path of a file as a text."""
    hint = "give the path of a file, as a text or a Path"
    try:
        path = os.fsdecode(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        raise wrong(name, value, hint) from None
    if not path or "\0" in path:
        raise wrong(name, value, hint)
    return path


def as_seed(value: object) -> int | None:
    """Return a seed, or ``None`` for events that differ each time."""
    return (
        None if value is None else as_number("seed", value, "give a whole number, or None for other events each time")
    )


def as_number(name: str, value: object, hint: str = "give a whole number") -> int:
    """Return a whole number of any size."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise wrong(name, value, hint)
    return value


def as_seconds(name: str, value: object) -> float | None:
    """Return a moment as Unix seconds, from 1970 to 9999; ``None`` stays."""
    if value is None:
        return None
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise UsageError(f"{name} has no zone: {value.isoformat()}", _MOMENT)
        value = value.timestamp()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(name, value, _MOMENT)
    if not 0 <= value < _END:
        raise UsageError(f"{name} is out of range: {show(repr(value))}", "choose a moment from 1970 to 9999")
    return value


def as_member(name: str, value: object, members: Iterable[T]) -> T:
    """Return the member of a closed set that is meant, by itself or by its name; any other raises ``UsageError``."""
    known = {str(one): one for one in members}
    if not isinstance(value, str):
        raise wrong(name, value, f"use one of {', '.join(known)}")
    if value not in known:
        raise UsageError(f"there is no {name} '{show(value)}'", suggest(value, known))
    return known[value]


def as_texts(name: str, value: object, hint: str) -> tuple[str, ...]:
    """Return one text or several; what holds anything else raises ``UsageError``."""
    if isinstance(value, str):
        value = (value,)
    if not isinstance(value, Iterable) or isinstance(value, bytes | Mapping):
        raise wrong(name, value, hint)
    return tuple(as_text(name, one, hint) for one in value)


def as_pairs(name: str, value: object, hint: str) -> tuple[tuple[str, str], ...]:
    """Return a mapping, or pairs, of texts; anything else raises ``UsageError``."""
    items: Any = value.items() if isinstance(value, Mapping) else value
    try:
        pairs = tuple((key, text) for key, text in items)
    except (TypeError, ValueError):
        raise wrong(name, value, hint) from None
    for key, text in pairs:
        if not (isinstance(key, str) and isinstance(text, str) and key):
            raise wrong(name, {key: text}, hint)
    return pairs
