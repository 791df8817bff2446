"""The orders in which encoders write the keys of an object."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from maileroo_cli.webhook.diagnosis.finding import Finding

_HASH_TABLE = 16
_LOAD = 0.75


def common_orders(tree: Any) -> Iterator[tuple[Finding, Any]]:
    """Yield ``tree`` with its keys sorted, as far as they are not."""
    written = json.dumps(tree)
    deep = _arranged(tree, sorted)
    deeply = json.dumps(deep)
    if deeply != written:
        yield Finding("json-key-order", "sorted at every level, as Maileroo sends them"), deep
    if isinstance(tree, dict):
        top = dict(sorted(tree.items()))
        if json.dumps(top) not in (written, deeply):
            yield Finding("json-key-order", "sorted at the top level only"), top


def rare_orders(tree: Any) -> Iterator[tuple[Finding, Any]]:
    """Yield ``tree`` in the orders of hash tables and of JSON columns, and reversed; each order once."""
    seen = {json.dumps(tree), json.dumps(_arranged(tree, sorted))}
    for detail, arrange in _RARE:
        other = arrange(tree)
        if (written := json.dumps(other)) not in seen:
            seen.add(written)
            yield Finding("json-key-order", detail), other


Arrange = Callable[[list[str]], list[str]]


def _arranged(tree: Any, arrange: Arrange) -> Any:
    if isinstance(tree, dict):
        return {key: _arranged(tree[key], arrange) for key in arrange(list(tree))}
    return [_arranged(value, arrange) for value in tree] if isinstance(tree, list) else tree


def _by_length(keys: list[str]) -> list[str]:
    return sorted(keys, key=lambda key: (len(encoded := key.encode("utf-8", "replace")), encoded))


def _reversed(keys: list[str]) -> list[str]:
    return keys[::-1]


def _without_case(keys: list[str]) -> list[str]:
    return sorted(keys, key=str.lower)


def _by_hash(keys: list[str]) -> list[str]:
    size = _HASH_TABLE
    while len(keys) > size * _LOAD:
        size *= 2
    return sorted(keys, key=lambda key: _java_hash(key) & (size - 1))


def _java_hash(text: str) -> int:
    """Return the hash by which Java's ``HashMap`` places a string."""
    value = 0
    units = text.encode("utf-16-be", "surrogatepass")
    for index in range(0, len(units), 2):
        value = (31 * value + int.from_bytes(units[index : index + 2])) & 0xFFFFFFFF
    return value ^ value >> 16


def _top_reversed(tree: Any) -> Any:
    return dict(reversed(tree.items())) if isinstance(tree, dict) else tree


_RARE: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("by length, as PostgreSQL's jsonb and MySQL's JSON columns store them", lambda tree: _arranged(tree, _by_length)),
    ("in Java HashMap order", lambda tree: _arranged(tree, _by_hash)),
    ("reversed at the top level", _top_reversed),
    ("reversed at every level", lambda tree: _arranged(tree, _reversed)),
    ("sorted ignoring case", lambda tree: _arranged(tree, _without_case)),
)
