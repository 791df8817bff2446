"""Holds JSON objects to the one list of keys: exactly the keys of their schema, each in its form."""

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from maileroo_cli.report.keys.form import Form, Key
from maileroo_cli.report.keys.schemas import KEYS, SCHEMAS

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_FILES = frozenset({"mhook.capture/1"})
"""Schemas of files, where an empty text is what is not known."""


def check_lines(lines: Iterable[bytes]) -> None:
    """Hold each whole line that is an object of ours to the list; a command may print other things as well."""
    for line in lines:
        if line.startswith(b'{"schema":"mhook.'):
            try:
                shown = json.loads(line)
            except ValueError:  # the process ended within the line
                continue
            check_object(shown)


def check_object(shown: dict[str, Any]) -> None:
    """Hold one object to the list."""
    name, *keys = shown
    assert name == "schema", shown
    assert shown["schema"] in SCHEMAS, f"the schema {shown['schema']} is not in the list"
    schema = SCHEMAS[shown["schema"]]
    wanted = [key for key in schema.keys if key in shown or key not in schema.optional]
    assert keys == wanted, f"{schema.name} has other keys than the list says"
    for key in keys:
        if schema.name not in _FILES or shown[key] != "":
            _check(KEYS[key], shown[key], f"{schema.name}: {key}")


def _check(key: Key, value: Any, where: str) -> None:
    if value is None:
        assert key.null, f"{where} is null"
        return
    assert FORMS[key.form](value), f"{where} is not a {key.form}: {value!r}"
    if key.keys:
        for one in [value] if key.form is Form.OBJECT else value:
            assert tuple(one) == key.keys, f"{where} has the keys {list(one)}"
            for name in one:
                _check(KEYS[name], one[name], f"{where}.{name}")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(one, str) for one in value)


def _are(value: Any, is_one: Callable[[Any], bool]) -> bool:
    return isinstance(value, list) and all(map(is_one, value))


def _are_counts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_count, value.values()))


FORMS: dict[Form, Callable[[Any], bool]] = {
    Form.TEXT: _is_text,
    Form.CONTENT: lambda value: isinstance(value, str),
    Form.NUMBER: _is_number,
    Form.COUNT: _is_count,
    Form.FLAG: lambda value: isinstance(value, bool),
    Form.TIME: lambda value: isinstance(value, str) and _TIME.fullmatch(value) is not None,
    Form.TEXTS: lambda value: _are(value, _is_text),
    Form.LINES: lambda value: _are(value, lambda one: isinstance(one, str)),
    Form.NUMBERS: lambda value: _are(value, _is_number),
    Form.PAIRS: lambda value: _are(value, _is_pair),
    Form.OBJECT: lambda value: isinstance(value, dict),
    Form.OBJECTS: lambda value: _are(value, lambda one: isinstance(one, dict)),
    Form.COUNTS: _are_counts,
    Form.GROUPED_COUNTS: lambda value: isinstance(value, dict) and all(map(_are_counts, value.values())),
    Form.JSON: lambda value: isinstance(value, dict),
}
