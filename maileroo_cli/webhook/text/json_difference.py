"""How two JSON texts differ: in their values, or only in the bytes that write the same values.

A signature covers bytes, so texts of the same value verify only where they are written alike.
How encoders write JSON is in ``signing.body_style``.
"""

import json
import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import zip_longest
from typing import Any

from maileroo_cli.webhook.text.path import Path, format_path

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_ABSENT = object()


class Change(StrEnum):
    """What became of a value from the first text to the second."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value that differs: its place as in ``--set``, and its JSON in each text, empty where it is not there."""

    path: str
    change: Change
    first: str
    second: str


class Writing(StrEnum):
    """How texts of the same value can differ."""

    SPACE = "white space"
    ORDER = "order of keys"
    ESCAPES = "escapes in strings"
    NUMBERS = "numbers"
    KEYS = "repeated keys"
    MARK = "byte order mark"


@dataclass(frozen=True, slots=True)
class WritingChange:
    """One way in which the same value is written differently, with an example of each, where there is one."""

    kind: Writing
    first: str = ""
    second: str = ""


@dataclass(frozen=True, slots=True)
class JsonDifference:
    """All that differs: values, and where none does, the ways of writing them."""

    values: tuple[ValueChange, ...]
    writings: tuple[WritingChange, ...]


def compare_json(first: bytes, second: bytes) -> JsonDifference | None:
    """Return how two bodies differ; ``None`` where one of them is no JSON."""
    left, right = _read(first), _read(second)
    if left is None or right is None:
        return None
    values = tuple(_changes(left[1], right[1]))
    if values:
        return JsonDifference(values, ())
    marks = (WritingChange(Writing.MARK),) if first.startswith(BOM_UTF8) is not second.startswith(BOM_UTF8) else ()
    return JsonDifference((), (*marks, *_writings(left[0], right[0])))


def _read(body: bytes) -> tuple[str, Any] | None:
    try:
        text = body.decode("utf-8-sig")
        return text, json.loads(text, parse_int=Decimal, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError, ArithmeticError):
        return None


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _changes(first: Any, second: Any) -> Iterator[ValueChange]:
    """Compare without recursion, so that no depth is too deep."""
    waiting: list[tuple[Path, Any, Any]] = [((), first, second)]
    while waiting:
        path, a, b = waiting.pop()
        if isinstance(a, dict) and isinstance(b, dict):
            names = list(dict.fromkeys([*a, *b]))
            waiting += [((*path, name), a.get(name, _ABSENT), b.get(name, _ABSENT)) for name in reversed(names)]
        elif isinstance(a, list) and isinstance(b, list):
            pairs = list(enumerate(zip_longest(a, b, fillvalue=_ABSENT)))
            waiting += [((*path, index), x, y) for index, (x, y) in reversed(pairs)]
        elif a is _ABSENT:
            yield ValueChange(format_path(path), Change.ADDED, "", _write(b))
        elif b is _ABSENT:
            yield ValueChange(format_path(path), Change.REMOVED, _write(a), "")
        elif type(a) is not type(b) or a != b:
            yield ValueChange(format_path(path), Change.CHANGED, _write(a), _write(b))


def _write(value: Any) -> str:
    try:
        return _write_value(value)
    except RecursionError:
        return "…"


def _write_value(value: Any) -> str:
    """Return the JSON of a value, a number with the digits that it came with."""
    if isinstance(value, dict):
        return f"{{{','.join(f'{_write_value(name)}:{_write_value(one)}' for name, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{','.join(map(_write_value, value))}]"
    return str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def _writings(first: str, second: str) -> Iterator[WritingChange]:
    a, b = TOKEN.findall(first), TOKEN.findall(second)
    values = [[_value(part) for part in parts] for parts in (a, b)]
    if len(a) != len(b):
        yield WritingChange(Writing.KEYS)
    elif values[0] != values[1]:
        yield WritingChange(Writing.ORDER)
    yield from _spellings(a, b)
    if "".join(TOKEN.split(first)) != "".join(TOKEN.split(second)):
        yield WritingChange(Writing.SPACE)


def _spellings(a: Sequence[str], b: Sequence[str]) -> Iterator[WritingChange]:
    """Yield the ways in which strings and numbers are written differently, each with the first example."""
    only_a, only_b = Counter(a) - Counter(b), Counter(b) - Counter(a)
    other = {_value(token): token for token in only_b}
    seen: set[Writing] = set()
    for token in only_a:
        kind = Writing.ESCAPES if token.startswith('"') else Writing.NUMBERS
        if kind not in seen and (twin := other.get(_value(token))) is not None:
            seen.add(kind)
            yield WritingChange(kind, *(_part(token, twin) if kind is Writing.ESCAPES else (token, twin)))


def _part(a: str, b: str) -> tuple[str, str]:
    """Return the first characters that are written differently in two spellings of the same string."""
    first, second = _CHARACTER.findall(a[1:-1]), _CHARACTER.findall(b[1:-1])
    return next(((x, y) for x, y in zip(first, second, strict=False) if x != y), (a, b))


_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)


def _value(part: str) -> object:
    """Return what a token means, so that two of them are equal where they mean the same."""
    if part.startswith('"'):
        return ("text", json.loads(part, strict=False))
    return Decimal(part) if part[0] in "-0123456789" else part
