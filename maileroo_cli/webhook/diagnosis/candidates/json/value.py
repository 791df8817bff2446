"""The values that change when JSON goes through a language's own types: nulls left out, strings trimmed and the like.

Each change is a function from tree to tree; the numbers that a document holds as placeholders pass unchanged.
"""

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

from maileroo_cli.webhook.diagnosis.candidates.json.document import JsonDocument
from maileroo_cli.webhook.diagnosis.candidates.json.literal import java_double
from maileroo_cli.webhook.diagnosis.candidates.json.reason import NUMERIC, TIME, find_reasons

Scalar = Callable[[Any], Any]
Kept = Callable[[Any], bool]

_UNDERSCORE = re.compile("_([a-z])")
_TAG = re.compile(r"<[^<>]*>")
_MAX_INT = 2**63
_NUMERIC_FIELDS = frozenset({"domain_id", "event_time", "user_id"})


def changed_trees(document: JsonDocument) -> Iterator[tuple[str, str, Any]]:
    """Yield the code of a cause, a detail and the changed tree, for each change that the payload gives a reason for."""
    tree = document.tree
    met = find_reasons(tree)
    for reasons, detail, keep in _REMOVALS:
        if met.intersection(reasons):
            yield "json-values", detail, _filtered(tree, keep)
    for code, changes in (("json-values", _SCALARS), ("body-html-escaped", _MARKUP)):
        for reasons, detail, change in changes:
            if met.intersection(reasons):
                yield code, detail, _mapped(tree, change)
    if "number" in met:
        numbers = "numeric strings became numbers, as with PHP's JSON_NUMERIC_CHECK"
        yield "json-values", numbers, _mapped(tree, lambda value: _number(value, document))
    yield "json-values", "numbers became strings", _mapped(tree, lambda value: _string(value, document))
    yield "json-values", "keys were renamed to camelCase", _renamed(tree, _camel)
    yield "json-values", "keys were renamed to PascalCase", _renamed(tree, _pascal)
    if isinstance(tree, dict):
        yield from _top_level(document)


def double_tree(document: JsonDocument) -> Any:
    """Return the tree with its whole numbers as doubles, as Gson writes them that has parsed into a Map."""
    return _mapped(document.tree, lambda value: _double(value, document))


def _top_level(document: JsonDocument) -> Iterator[tuple[str, str, Any]]:
    """Yield what is known of Maileroo's own fields."""
    tree = document.tree
    strings = {key: value for key, value in tree.items() if key in _NUMERIC_FIELDS and isinstance(value, str)}
    if strings:
        numbers = {key: _number(value, document) for key, value in strings.items()}
        yield "json-values", "the numbers are strings in the body here", {**tree, **numbers}
    message_id = tree.get("message_id")
    if isinstance(message_id, str) and "@" in message_id and not message_id.startswith("<"):
        whole = {**tree, "message_id": f"<{message_id}>"}
        yield "body-html-escaped", "the body here has lost the < and > of its message_id", whole
    if "event_type" in tree and "tags" not in tree:
        whole = dict(sorted({**tree, "tags": None}.items()))
        yield "json-values", "the body here has lost its null tags", whole


def _renamed(tree: Any, rename: Callable[[str], str]) -> Any:
    if isinstance(tree, dict):
        return {rename(key): _renamed(value, rename) for key, value in tree.items()}
    return [_renamed(value, rename) for value in tree] if isinstance(tree, list) else tree


def _camel(key: str) -> str:
    return _UNDERSCORE.sub(lambda found: found[1].upper(), key)


def _pascal(key: str) -> str:
    return _camel(f"_{key}")


def _mapped(tree: Any, change: Scalar) -> Any:
    if isinstance(tree, dict):
        return change({key: _mapped(value, change) for key, value in tree.items()})
    return change([_mapped(value, change) for value in tree] if isinstance(tree, list) else tree)


def _filtered(tree: Any, keep: Kept) -> Any:
    """Return ``tree`` with those members of its objects that are kept."""
    if isinstance(tree, dict):
        members = {key: _filtered(value, keep) for key, value in tree.items()}
        return {key: value for key, value in members.items() if keep(value)}
    return [_filtered(value, keep) for value in tree] if isinstance(tree, list) else tree


def _trim(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _empty_to_null(value: Any) -> Any:
    return None if value == "" else value


def _null_to(other: Any) -> Scalar:
    return lambda value: other if value is None else value


def _same(value: Any, other: Any) -> bool:
    return type(value) is type(other) and bool(value == other)


def _swap(one: Any, other: Any) -> Scalar:
    return lambda value: other if _same(value, one) else value


def _object(value: Any) -> Any:
    return {str(index): item for index, item in enumerate(value)} if isinstance(value, list) else value


def _text_to(change: Callable[[str], str]) -> Scalar:
    return lambda value: change(value) if isinstance(value, str) else value


def _time_to(fraction: Callable[[str], str], zone: str) -> Scalar:
    def rewrite(found: re.Match[str]) -> str:
        return found[1] + fraction(found[2] or "") + (zone or found[3])

    def change(text: str) -> str:
        return TIME.sub(rewrite, text) if TIME.fullmatch(text) else text

    return _text_to(change)


def _short(fraction: str) -> str:
    return fraction.rstrip("0").rstrip(".")


def _micro(fraction: str) -> str:
    return f"{fraction or '.'}".ljust(7, "0")


def _number(value: Any, document: JsonDocument) -> Any:
    found = NUMERIC.fullmatch(value) if isinstance(value, str) else None
    if not found:
        return value
    literal = found[1].lstrip("+")
    if literal.lstrip("-").isdigit() and len(literal) < 25 and abs(int(literal)) < _MAX_INT:
        return int(literal)
    try:
        return document.hold(literal) if abs(float(literal)) != float("inf") else value
    except ValueError:  # pragma: no cover - the pattern lets through numbers alone
        return value


def _double(value: Any, document: JsonDocument) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    return document.hold(java_double(str(value)))


def _string(value: Any, document: JsonDocument) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    held = document.literal_of(value) if isinstance(value, str) else None
    return value if held is None else held


_REMOVALS: tuple[tuple[tuple[str, ...], str, Kept], ...] = (
    (
        ("null",),
        "nulls were left out, as Gson, Jackson with NON_NULL and .NET with WhenWritingNull do",
        lambda value: value is not None,
    ),
    (
        ("empty", "[]", "{}"),
        "nulls and empty values were left out, as Jackson with NON_EMPTY does",
        lambda value: value is not None and value not in ("", [], {}),
    ),
    (
        ("empty",),
        "nulls and empty strings were left out",
        lambda value: value is not None and value != "",
    ),
    (
        ("false",),
        "zeros, nulls and empty values were left out, as Go with omitempty does",
        bool,
    ),
)

_SCALARS: tuple[tuple[tuple[str, ...], str, Scalar], ...] = (
    (
        ("empty", "space"),
        "strings were trimmed and empty ones became null, as Laravel does",
        lambda value: _empty_to_null(_trim(value)),
    ),
    (("space",), "strings were trimmed", _trim),
    (("empty",), "empty strings became null", _empty_to_null),
    (("{}",), "{} became [], as in PHP's arrays", _swap({}, [])),
    (("[]",), "[] became {}, as in Lua's tables or with JSON_FORCE_OBJECT", _swap([], {})),
    (("items",), "lists became objects, as with PHP's JSON_FORCE_OBJECT", _object),
    (("null",), "null became an empty string", _null_to("")),
    (("null",), "null became []", _null_to([])),
    (("null",), "null became {}", _null_to({})),
    (("[]",), "[] became null", _swap([], None)),
    (("{}",), "{} became null", _swap({}, None)),
    (("time",), "trailing zeros of fractions of a second were dropped", _time_to(_short, "")),
    (("time",), "times were written with +00:00", _time_to(str, "+00:00")),
    (("time",), "times were written with microseconds", _time_to(_micro, "")),
    (("time",), "times were written with microseconds and +00:00", _time_to(_micro, "+00:00")),
    (("time",), "times were written without a fraction", _time_to(lambda _: "", "")),
)

_ENTITIES = "signed with entities in its strings"
_MARKUP: tuple[tuple[tuple[str, ...], str, Scalar], ...] = (
    (
        ("markup",),
        "signed without anything that looks like a tag, as strip_tags leaves it",
        _text_to(lambda text: _TAG.sub("", text) if "<" in text else text),
    ),
    (("markup",), _ENTITIES, _text_to(lambda text: html.escape(text, quote=False))),
    (("quotes",), _ENTITIES, _text_to(html.escape)),
    *(
        (
            ("quotes",),
            _ENTITIES,
            _text_to(lambda text, mark=mark: html.escape(text).replace("&#x27;", mark)),  # type: ignore[misc]
        )
        for mark in ("&#039;", "&#39;")
    ),
    (("markup",), _ENTITIES, _text_to(lambda text: text.replace("<", "&lt;").replace(">", "&gt;"))),
    (("entity",), "the body here has entities in its strings", _text_to(html.unescape)),
)
