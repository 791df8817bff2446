"""JSON Schema 2020-12 of the events, derived from the catalogue in ``event``. OpenAPI is in ``openapi``.

The schemas are no tighter than the facts: identifiers are any non-empty string, because the documented
samples disagree about their form, and objects may hold further keys, because Maileroo may add some. How sure
a statement is stands beside it as ``x-grade``.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias, assert_never

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.catalogue.event import CATALOGUE, EventSpec, EventType, Field, FieldKind, Grade
from maileroo_cli.webhook.catalogue.lookalike import suggest_type
from maileroo_cli.webhook.catalogue.sample import sample
from maileroo_cli.webhook.text.shown import show

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
URN = "urn:maileroo-webhook"

_OPEN = "Maileroo may add keys: accept keys that are not listed here."
_UNKNOWN_TYPES = (
    "Maileroo may add event types. This schema knows today's eight and refuses all others, so that tests find"
    " misspelt types. A receiver must not do so: answer 200 to an unknown type and ignore it. Any other answer"
    " brings the event back for 14 hours."
)
_FORMS: Mapping[str, Schema] = {
    "event_id": {"minLength": 1},
    "inserted_at": {"format": "date-time"},
    "message_id": {"minLength": 1},
    "message_reference_id": {"minLength": 1},
}


def event_schema(event_type: EventType | str) -> Schema:
    """Return the schema of one event type as a document of its own, named ``urn:maileroo-webhook:<type>``.

    >>> event_schema("rejected")["properties"]["event_data"]["required"]
    ['from', 'reject_reason', 'to']

    It is JSON Schema 2020-12, as a dict; ``x-grade`` says how sure a fact is. A type that Maileroo does not have raises
    ``UsageError``. The keys stand in a fixed order, so that the same version of mhook always writes the same bytes.
    """
    if event_type not in CATALOGUE:
        raise UsageError(f"there is no event type {show(repr(event_type))}", suggest_type(str(event_type)))
    known = EventType(event_type)
    return {"$schema": DIALECT, "$id": f"{URN}:{known}", "x-grades": grades(), **component(known)}


def union_schema() -> Schema:
    """Return the schema of any event: exactly one of the eight, told apart by ``event_type``.

    >>> [one["$ref"] for one in union_schema()["oneOf"]][:2]
    ['#/$defs/accepted', '#/$defs/delivered']

    It is strict about the type although Maileroo may add types (official): ``x-unknown-event-types`` says
    what a receiver does with one. A receiver that validates must first ask whether it knows the type.
    """
    return {
        "$schema": DIALECT,
        "$id": f"{URN}:event",
        "x-grades": grades(),
        **any_component("#/$defs"),
        "$defs": components(),
    }


def component(event_type: EventType) -> Schema:
    """Return the schema of one event type for use inside another document: without ``$id``."""
    spec = CATALOGUE[event_type]
    return {
        "title": f"Maileroo event: {spec.type}",
        "description": spec.meaning,
        "x-grade": str(spec.grade),
        **_object(spec, "", sample(spec.type)),
        "examples": [sample(spec.type)],
    }


def components() -> dict[str, Schema]:
    """Return every event's :func:`component` by the name of its type, in the catalogue's order."""
    return {str(event_type): component(event_type) for event_type in CATALOGUE}


def any_component(base: str) -> Schema:
    """Return the union of the :func:`components` that stand under ``base``, such as ``#/$defs``."""
    return {
        "title": "Maileroo event",
        "description": "One event as Maileroo posts it: one JSON object per request.",
        "x-grade": str(Grade.OFFICIAL),
        "x-unknown-event-types": {
            "answer": 200,
            "description": _UNKNOWN_TYPES,
            "x-grade": str(Grade.OFFICIAL),
        },
        "type": "object",
        "required": ["event_type"],
        "discriminator": {"propertyName": "event_type"},
        "oneOf": [{"$ref": f"{base}/{event_type}"} for event_type in CATALOGUE],
        "examples": [sample(EventType.DELIVERED)],
    }


def grades() -> dict[str, str]:
    """Return what each value of ``x-grade`` says."""
    return {str(grade): grade.meaning for grade in Grade}


def _object(spec: EventSpec, prefix: str, example: Mapping[str, Any]) -> Schema:
    """Return the part of a schema that describes the object whose fields' paths begin with ``prefix``."""
    names = {field.path.removeprefix(prefix): field for field in spec.fields if field.path.startswith(prefix)}
    own = {name: field for name, field in names.items() if "." not in name}
    return {
        "type": "object",
        "required": list(own),
        "properties": {name: _property(spec, field, example[name]) for name, field in own.items()},
        "additionalProperties": True,
        "$comment": _OPEN,
    }


def _property(spec: EventSpec, field: Field, example: Any) -> Schema:
    described = {"description": _sentence(field.meaning), "x-grade": str(field.grade)}
    if field.path == "event_type":
        return described | {"type": "string", "const": str(spec.type)}
    if field.kind is FieldKind.OBJECT:
        return described | _object(spec, f"{field.path}.", example)
    return described | _type(field.kind) | _FORMS.get(field.path, {}) | {"examples": [example]}


def _type(kind: FieldKind) -> Schema:
    """Return the keywords that hold a value to ``kind``."""
    match kind:
        case FieldKind.INTEGER | FieldKind.STRING | FieldKind.OBJECT:
            return {"type": str(kind)}
        case FieldKind.STRINGS:
            return {"type": "array", "items": {"type": "string"}}
        case FieldKind.TAGS:
            return {"anyOf": _tags()}
        case _:
            assert_never(kind)


def _tags() -> list[Schema]:
    """Return the forms of ``tags``: null (official), pairs (observed), an object (reported, unconfirmed)."""
    tag = {
        "type": "object",
        "required": ["name", "value"],
        "properties": {"name": {"type": "string"}, "value": {"type": "string"}},
        "additionalProperties": True,
    }
    return [
        {"description": "No tags.", "x-grade": str(Grade.OFFICIAL), "type": "null"},
        {
            "description": "Tags as pairs.",
            "x-grade": str(Grade.OBSERVED),
            "type": "array",
            "items": tag,
            "examples": [[{"name": "campaign", "value": "spring"}]],
        },
        {
            "description": "Tags in the send API's form; reported, but not confirmed.",
            "x-grade": str(Grade.UNKNOWN),
            "type": "object",
            "additionalProperties": {"type": "string"},
            "examples": [{"campaign": "spring"}],
        },
    ]


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
