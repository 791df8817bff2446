"""What may stand where in a payload, by the catalogue of fields.

The words for what does not fit are in ``error``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache
from typing import Any, assert_never

from maileroo_cli.webhook.catalogue.event import CATALOGUE, ENVELOPE, EventType, Field, FieldKind
from maileroo_cli.webhook.override.patch import MISSING
from maileroo_cli.webhook.text.path import Path


class Shape(StrEnum):
    """What stands at a path, as an error message names it."""

    INTEGER = "an integer"
    STRING = "a string"
    STRINGS = "an array of strings"
    OBJECT = "an object"
    TAGS = "null or an array of {name, value}"
    TAG = "an object with name and value"


class FieldProblem(IntEnum):
    """Why an override does not fit; the greater, the nearer it came."""

    NO_FIELD = 1
    OTHER_SHAPE = 2
    OTHER_EVENT = 3


@dataclass(frozen=True, slots=True)
class FieldError:
    """One event type's objection: at ``path`` stands ``shape``, not ``value``; or there is no such path."""

    problem: FieldProblem
    event_type: str
    path: Path
    shape: Shape
    value: Any


_SHAPES = {
    FieldKind.INTEGER: Shape.INTEGER,
    FieldKind.STRING: Shape.STRING,
    FieldKind.STRINGS: Shape.STRINGS,
    FieldKind.OBJECT: Shape.OBJECT,
    FieldKind.TAGS: Shape.TAGS,
}
_TAG_FIELDS = ("name", "value")


def find_field_error(path: Path, value: Any, event_type: str) -> FieldError | None:
    """Return why ``value`` may not stand at ``path`` in this event type, or ``None`` where it may.

    ``MISSING`` as value asks only whether the path exists. ``event_type`` may only be what it already is.
    """
    shape = Shape.OBJECT
    for depth, step in enumerate(path):
        inner = _inside(shape, path[:depth], step, event_type)
        if inner is None:
            if isinstance(step, str) and shape in (Shape.OBJECT, Shape.TAG):
                return FieldError(FieldProblem.NO_FIELD, event_type, path[: depth + 1], shape, value)
            return FieldError(FieldProblem.OTHER_SHAPE, event_type, path[:depth], shape, value)
        shape = inner
    if value is MISSING:
        return None
    return _judge(path, shape, value, event_type)


def field_paths(event_type: str) -> Mapping[str, Shape]:
    """Return every dotted path of an event type and what stands there.

    A type that is not in the catalogue has the envelope and a recipient, as ``payload`` makes it.
    """
    return _paths(event_type if event_type in CATALOGUE else EventType.COMPLAINED)


@lru_cache(maxsize=16)
def _paths(event_type: str) -> Mapping[str, Shape]:
    fields: tuple[Field, ...] = (*ENVELOPE, *CATALOGUE[EventType(event_type)].data)
    return {field.path: _SHAPES[field.kind] for field in fields}


def _inside(shape: Shape, above: Path, step: str | int, event_type: str) -> Shape | None:
    """Return what stands at ``step`` within ``shape``, which stands at ``above``."""
    match shape:
        case Shape.OBJECT:
            # A dot in the name would look like two names.
            known = isinstance(step, str) and "." not in step
            return field_paths(event_type).get(".".join((*map(str, above), str(step)))) if known else None
        case Shape.STRINGS:
            return Shape.STRING if isinstance(step, int) else None
        case Shape.TAGS:
            return Shape.TAG if isinstance(step, int) else Shape.STRING
        case Shape.TAG:
            return Shape.STRING if step in _TAG_FIELDS else None
        case Shape.INTEGER | Shape.STRING:
            return None
        case _:
            assert_never(shape)


def _judge(path: Path, shape: Shape, value: Any, event_type: str) -> FieldError | None:
    """Compare a value with the shape of its place; what is in a container is judged at a path of its own."""
    if not _has_shape(shape, value):
        return FieldError(FieldProblem.OTHER_SHAPE, event_type, path, shape, value)
    if path == ("event_type",) and value != event_type:
        return FieldError(FieldProblem.OTHER_EVENT, event_type, path, shape, value)
    children: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        children = list(value.items())
    elif isinstance(value, list):
        children = list(enumerate(value))
    for step, item in children:
        error = find_field_error((*path, step), item, event_type)
        if error is not None:
            return error
    return None


def _has_shape(shape: Shape, value: Any) -> bool:
    match shape:
        case Shape.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Shape.STRING:
            return isinstance(value, str)
        case Shape.STRINGS:
            return isinstance(value, list)
        case Shape.TAGS:
            return value is None or isinstance(value, list | dict)
        case Shape.OBJECT | Shape.TAG:
            return isinstance(value, dict)
        case _:
            assert_never(shape)
