"""The number in what an observer got: a plain one, or what ``--observe-path`` names in JSON.

In JSON a number is itself, and so is a text that is one (several databases give counts as text); an array counts as
its length, ``true`` as 1, ``false`` and ``null`` as 0. The same holds for the whole where no path is given. An object
is no number, nor is a field that is not there: a typing error is not to pass for 0.
"""

import json
import math
import re
from typing import Any

from maileroo_cli.errors import InputError, OverrideError, UsageError
from maileroo_cli.webhook.text.path import Path, format_path, parse_path
from maileroo_cli.webhook.text.shown import show

OPTION = "--observe-path"
_NUMBER = re.compile(r"[+-]?(?:\d{1,300}(?:\.\d{0,300})?|\.\d{1,300})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_MOST_NAMES = 8
_HINT = f"let it return a number, or JSON and {OPTION} to select one"


def parse_observe_path(text: str) -> Path:
    """Read a path in the form of ``--set``; it may begin with ``$``, or with an index. ``$`` alone is the whole.

    What is malformed raises ``UsageError``.
    """
    rest = text.strip()
    if rest == "$":
        return ()
    if rest.startswith(("$.", "$[")):
        rest = rest[1:].removeprefix(".")
    try:
        # A payload is an object, so its paths begin with a name; what is observed may be an array.
        return parse_path(f"x{rest}")[1:] if rest.startswith("[") else parse_path(rest)
    except OverrideError as error:
        raise UsageError(
            f"{OPTION} '{show(text)}': {error.message}", "write it like $.count or items[0].total"
        ) from None


def read_number(data: bytes, path: Path | None, where: str) -> float:
    """Return the number in ``data``; ``InputError`` says what ``where`` gave in its place."""
    text = data.decode("utf-8", "backslashreplace").strip()
    if path is None and _NUMBER.fullmatch(text):
        return _finite(float(text), where)
    if not text:
        raise InputError(f"{where} returned nothing", _HINT)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        kind = "text that is not a number" if path is None else "invalid JSON"
        raise InputError(f"{where} returned {kind}: '{show(text)}'", _HINT) from None
    return _count(_walk(value, path or (), where), where)


def _walk(value: Any, path: Path, where: str) -> Any:
    for depth, step in enumerate(path, 1):
        try:
            found = isinstance(value, list if isinstance(step, int) else dict)
            value = value[step] if found else None
        except (KeyError, IndexError):
            found = False
        if not found:
            what = show(format_path(path[:depth])) if isinstance(path[0], str) else f"item {path[0]}"
            raise InputError(f"{where} returned JSON without {what}", _about(value))
    return value


def _about(value: Any) -> str:
    if isinstance(value, dict) and value:
        names = [show(name) for name in value]
        rest = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
        return f"it has {', '.join(names[:_MOST_NAMES])}{rest}"
    return f"compare {OPTION} with what it returns"


def _count(value: Any, where: str) -> float:
    if value is None or isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, list):
        return float(len(value))
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = float(value)
    if isinstance(value, int | float):
        return _finite(value, where)
    if isinstance(value, dict):
        raise InputError(
            f"{where} returned an object, not a number",
            f"select one of its fields with {OPTION}: {_about(value)}",
        )
    raise InputError(f"{where} did not return a number but '{show(str(value))}'", _HINT)


def _finite(value: float, where: str) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise InputError(f"{where} returned a number that is too large, or not a number", _HINT)
    return number
