"""The TypedDicts of the payloads say what the catalogue and the schema say."""

import ast
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from maileroo_cli.webhook.catalogue import payload_types
from maileroo_cli.webhook.catalogue.event import CATALOGUE, EventType
from maileroo_cli.webhook.catalogue.payload_types import EventPayload
from maileroo_cli.webhook.catalogue.schema import event_schema
from tests.docs.payload_types import MODULE, module_text

PLAIN: dict[str, type] = {"integer": int, "string": str, "null": NoneType}


def fits(kind: Any, schema: dict[str, Any]) -> bool:
    """Tell whether a type says exactly what a schema says."""
    if "const" in schema:
        return get_origin(kind) is Literal and get_args(kind) == (schema["const"],)
    if "anyOf" in schema:
        parts, forms = get_args(kind), schema["anyOf"]
        pairs = [(part, form) for part in parts for form in forms if fits(part, form)]
        return isinstance(kind, UnionType) and len(pairs) == len(parts) == len(forms)
    if schema["type"] == "array":
        return get_origin(kind) is list and fits(get_args(kind)[0], schema["items"])
    if "properties" in schema:
        return same_keys(kind, schema)
    if schema["type"] == "object":
        return get_origin(kind) is dict and fits(get_args(kind)[1], schema["additionalProperties"])
    return kind is PLAIN[schema["type"]]


def same_keys(kind: Any, schema: dict[str, Any]) -> bool:
    """Tell whether a TypedDict has the keys of an object's schema, all of them required, each of its type."""
    hints, properties = get_type_hints(kind), schema["properties"]
    return (
        kind.__required_keys__ == set(schema["required"]) == set(properties) == set(hints)
        and not kind.__optional_keys__
        and all(fits(hints[name], one) for name, one in properties.items())
    )


def class_of(event_type: EventType) -> Any:
    """Return the TypedDict of an event type."""
    return getattr(payload_types, f"{event_type.capitalize()}Payload")


@pytest.mark.parametrize("event_type", EventType)
def test_each_payload_has_the_keys_of_its_schema(event_type: EventType) -> None:
    """Key by key and type by type, down to the items of arrays."""
    assert same_keys(class_of(event_type), event_schema(event_type))
    others = [one for one in EventType if one != event_type]
    assert not any(same_keys(class_of(event_type), event_schema(one)) for one in others)


def test_the_union_has_every_payload() -> None:
    """``EventPayload`` is any of the eight."""
    assert get_args(EventPayload) == tuple(map(class_of, CATALOGUE))


def test_the_module_is_written_from_the_catalogue() -> None:
    """Each field is explained as the catalogue explains it: ``python -m tests.docs.payload_types`` writes it."""
    assert MODULE.read_text(encoding="utf-8") == module_text()


@pytest.mark.parametrize("event_type", EventType)
def test_each_field_is_explained(event_type: EventType) -> None:
    """Below each key of ``event_data`` an editor finds what the catalogue says of it."""
    tree = ast.parse(MODULE.read_bytes())
    (data,) = [
        one for one in tree.body if isinstance(one, ast.ClassDef) and one.name == f"{event_type.capitalize()}Data"
    ]
    texts = {
        at.target.id: " ".join(str(said.value.value).split())
        for at, said in zip(data.body[1::2], data.body[2::2], strict=True)
        if isinstance(at, ast.AnnAssign) and isinstance(at.target, ast.Name)
        if isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant)
    }
    for field in CATALOGUE[event_type].data:
        key = field.path.rpartition(".")[2]
        if key != "from":
            assert texts[key].lower() == f"{field.meaning}. ({field.grade})".lower()
