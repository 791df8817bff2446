"""The programs that bodies are parsed and written anew with, each with its defaults: what they make of each value.

What they themselves made of awkward values is compared by the tests, where they are installed.
"""

import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass

from maileroo_cli.webhook.signing.body_style import escape_html, go_float, js_float, php_float, utf16_escape

_SURROGATE = re.compile("[\ud800-\udfff]")
_INDEX = re.compile("0|[1-9][0-9]{0,9}")
_LAST_INDEX = 2**32 - 2
_PYTHON_DIGITS = 4_300
_LARGEST_INTEGER, _SMALLEST_INTEGER = 2**63 - 1, -(2**63)
_RAW, _ASCII = json.JSONEncoder(ensure_ascii=False).encode, json.JSONEncoder().encode


class RefusedError(ValueError):
    """A program does not take the body, or cannot write it again; the text says why."""


@dataclass(frozen=True, slots=True)
class JsonWriter:
    """One program: what stands after a comma and a colon, and what becomes of strings, numbers and orders of keys.

    ``name`` is the function's, ``language`` whose it is. ``escape`` gets characters without quotes, ``number`` a number
    as it was written. ``order`` gets the keys of an object, each once, and returns them in the order in which they are
    written. With ``lists`` an object without keys, or with the keys 0, 1, 2 …, becomes a list, as PHP's arrays do.
    """

    name: str
    language: str
    escape: Callable[[str], str]
    number: Callable[[str], str]
    order: Callable[[list[str]], list[str]]
    comma: str = ","
    colon: str = ":"
    lists: bool = False


def _basic(text: str) -> str:
    return _RAW(text)[1:-1]


def _javascript_text(text: str) -> str:
    return _SURROGATE.sub(lambda found: utf16_escape(found[0]), _basic(text))


def _python_text(text: str) -> str:
    return _ASCII(text)[1:-1]


def _php_text(text: str) -> str:
    if _SURROGATE.search(text):
        raise RefusedError("half of a surrogate pair is no text to it")
    # Unlike Python, PHP leaves the delete character raw.
    return "\x7f".join(_ASCII(part)[1:-1] for part in text.split("\x7f")).replace("/", "\\/")


def _go_text(text: str) -> str:
    return escape_html(_SURROGATE.sub("\ufffd", _basic(text)))


def _is_integer(literal: str) -> bool:
    return literal.removeprefix("-").isdigit()


def _javascript_number(literal: str) -> str:
    value = float(literal)
    return js_float(value) if math.isfinite(value) else "null"


def _python_number(literal: str) -> str:
    if _is_integer(literal):
        if len(literal.removeprefix("-")) > _PYTHON_DIGITS:
            raise RefusedError(f"a whole number has more than {_PYTHON_DIGITS:,} digits")
        return "0" if literal == "-0" else literal
    value = float(literal)
    if math.isfinite(value):
        return repr(value)
    return "Infinity" if value > 0 else "-Infinity"


def _php_number(literal: str) -> str:
    if _is_integer(literal) and len(literal) < 21 and _SMALLEST_INTEGER <= int(literal) <= _LARGEST_INTEGER:
        return literal
    value = float(literal)
    if not math.isfinite(value):
        raise RefusedError("a number is too large for it")
    return php_float(value)


def _go_number(literal: str) -> str:
    value = float(literal)
    if not math.isfinite(value):
        raise RefusedError("a number is too large for it")
    return go_float(value)


def _as_they_came(keys: list[str]) -> list[str]:
    return keys


def _indexes_first(keys: list[str]) -> list[str]:
    """Return keys as JavaScript's objects hold them: whole numbers first, by size."""
    numbers = [key for key in keys if _INDEX.fullmatch(key) and int(key) <= _LAST_INDEX]
    if not numbers:
        return keys
    found = set(numbers)
    return [*sorted(numbers, key=int), *(key for key in keys if key not in found)]


WRITERS = (
    JsonWriter("JSON.stringify", "JavaScript", _javascript_text, _javascript_number, _indexes_first),
    JsonWriter("json.dumps", "Python", _python_text, _python_number, _as_they_came, ", ", ": "),
    JsonWriter('json.dumps with separators=(",", ":")', "Python", _python_text, _python_number, _as_they_came),
    JsonWriter("json_encode", "PHP", _php_text, _php_number, _as_they_came, lists=True),
    JsonWriter("json.Marshal of a map", "Go", _go_text, _go_number, sorted),
)
"""Every program that is compared with, the commonest first."""
