"""Putting a value into a payload, or taking one out. Whether it belongs there is judged in ``field_validation``.

Containers on the way are copied, never changed in place: the events of one mail may share them.
"""

from typing import Any

from maileroo_cli.errors import OverrideError
from maileroo_cli.webhook.override.syntax import Syntax
from maileroo_cli.webhook.text.path import Path, format_path
from maileroo_cli.webhook.text.shown import show

MISSING: Any = object()


def put(node: Any, path: Path, depth: int, value: Any, *, force: bool, syntax: Syntax) -> Any:
    """Return ``node``, which stands at ``path[:depth]``, with ``value`` at ``path``.

    What is missing or null on the way is created. An index may be at most the array's length, which appends;
    a greater one raises ``OverrideError``. So does a value of another type on the way, unless ``force`` lets
    it be replaced.
    """
    if depth == len(path):
        return value
    step = path[depth]
    if isinstance(step, str):
        fields = _as_object(node, path, depth, force=force, syntax=syntax)
        fields[step] = put(fields.get(step, MISSING), path, depth + 1, value, force=force, syntax=syntax)
        return fields
    items = _as_array(node, path, depth, force=force, syntax=syntax)
    if step < len(items):
        items[step] = put(items[step], path, depth + 1, value, force=force, syntax=syntax)
    elif step == len(items):
        items.append(put(MISSING, path, depth + 1, value, force=force, syntax=syntax))
    else:
        raise _beyond(path, depth, len(items))
    return items


def take(node: Any, path: Path, depth: int) -> Any:
    """Return ``node``, which stands at ``path[:depth]``, without what is at ``path``.

    Where nothing is there, it is ``node`` itself.
    """
    step = path[depth]
    if isinstance(step, str):
        if not isinstance(node, dict) or step not in node:
            return node
    elif not isinstance(node, list) or step >= len(node):
        return node
    if depth + 1 == len(path):
        changed = node.copy()
        del changed[step]
        return changed
    child = take(node[step], path, depth + 1)
    if child is node[step]:
        return node
    changed = node.copy()
    changed[step] = child
    return changed


def _as_object(node: Any, path: Path, depth: int, *, force: bool, syntax: Syntax) -> dict[str, Any]:
    if isinstance(node, dict):
        return node.copy()
    if node is None or node is MISSING:
        # A tag that is only half given stays a tag.
        is_tag = depth == 2 and path[0] == "tags" and isinstance(path[1], int) and not force
        return {"name": "", "value": ""} if is_tag else {}
    if path[:depth] == ("tags",) and isinstance(node, list):
        return {tag["name"]: tag.get("value", "") for tag in node if _is_tag(tag)}
    if force:
        return {}
    raise _in_the_way(node, path, depth, syntax)


def _as_array(node: Any, path: Path, depth: int, *, force: bool, syntax: Syntax) -> list[Any]:
    if isinstance(node, list):
        return node.copy()
    if node is None or node is MISSING:
        return []
    if path[:depth] == ("tags",) and isinstance(node, dict):
        return [{"name": name, "value": value} for name, value in node.items()]
    if force:
        return []
    raise _in_the_way(node, path, depth, syntax)


def _is_tag(tag: object) -> bool:
    return isinstance(tag, dict) and isinstance(tag.get("name"), str)


def _beyond(path: Path, depth: int, length: int) -> OverrideError:
    name, array = show(format_path(path)), show(format_path(path[:depth]))
    held = {0: "no items", 1: "1 item"}.get(length, f"{length} items")
    return OverrideError(f"{name} is past the end: {array} has {held}", f"use {array}[{length}] to append one")


def _in_the_way(node: object, path: Path, depth: int, syntax: Syntax) -> OverrideError:
    held = "an object" if isinstance(node, dict) else "an array" if isinstance(node, list) else "a single value"
    name, above = show(format_path(path)), show(format_path(path[:depth]))
    return OverrideError(f"{name} cannot be set, because {above} is {held}", syntax.replacing)
