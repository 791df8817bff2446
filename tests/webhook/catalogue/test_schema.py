"""The JSON Schemas: valid themselves, true to the catalogue, no looser and no tighter than the facts."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from maileroo_cli.webhook.catalogue.event import CATALOGUE, EventType, Field, FieldKind, Grade
from maileroo_cli.webhook.catalogue.sample import sample
from maileroo_cli.webhook.catalogue.schema import DIALECT, event_schema, union_schema
from maileroo_cli.webhook.generation.payload import PayloadFactory, Recipe
from maileroo_cli.webhook.generation.vocabulary import Vocabulary

FIELDS = [(spec.type, field) for spec in CATALOGUE.values() for field in spec.fields]
WRONG: dict[FieldKind, list[Any]] = {
    FieldKind.INTEGER: ["1", 1.5, True, None, [1], {}],
    FieldKind.STRING: [1, None, True, ["text"], {}],
    FieldKind.STRINGS: ["text", None, 1, {}, [1], [None]],
    FieldKind.OBJECT: ["text", None, 1, [], True],
    FieldKind.TAGS: ["text", 1, True, ["text"], [{"name": "a"}], [{"name": "a", "value": 1}], {"a": 1}],
}
WORDS = Vocabulary("en_US", (("Ann Lee", "ann"), ("Bo O'Hara", "bo")), ("alpha", "beta"), ("north", "south"))
IDENTIFIERS = ("event_id", "message_id", "message_reference_id")


def is_valid(schema: dict[str, Any], payload: object) -> bool:
    """Say whether ``payload`` validates, formats included."""
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(schema, format_checker=checker).is_valid(payload)


def parent_of(payload: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """Return the object that holds the field ``path``, and the field's key in it."""
    *parents, key = path.split(".")
    for name in parents:
        payload = payload[name]
    return payload, key


def changed(event_type: EventType, path: str, value: object) -> dict[str, Any]:
    """Return the type's sample with another value at ``path``."""
    payload = sample(event_type)
    parent, key = parent_of(payload, path)
    parent[key] = value
    return payload


def property_of(schema: dict[str, Any], path: str) -> dict[str, Any]:
    """Return the subschema of the field ``path``."""
    for name in path.split("."):
        schema = schema["properties"][name]
    return schema


def objects_in(schema: object) -> Iterator[dict[str, Any]]:
    """Yield every object schema within ``schema`` that lists properties."""
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for value in schema.values():
            yield from objects_in(value)


def case_name(value: object) -> str | None:
    """Return the name of a parametrised case."""
    return value.path if isinstance(value, Field) else None


@pytest.mark.parametrize("event_type", EventType)
def test_a_schema_is_valid_2020_12(event_type: EventType) -> None:
    """Each event's schema validates against the metaschema that it names."""
    schema = event_schema(event_type)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == DIALECT == Draft202012Validator.META_SCHEMA["$id"]
    assert schema["$id"] == f"urn:maileroo-webhook:{event_type}"


def test_the_union_is_valid_2020_12() -> None:
    """The schema of any event validates against the metaschema, and holds all that it refers to."""
    schema = union_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == "urn:maileroo-webhook:event"
    assert [one["$ref"] for one in schema["oneOf"]] == [f"#/$defs/{name}" for name in EventType]
    assert list(schema["$defs"]) == list(EventType)


@pytest.mark.parametrize("schema", [*map(event_schema, EventType), union_schema()], ids=lambda s: str(s["$id"]))
def test_a_schema_explains_itself(schema: dict[str, Any]) -> None:
    """Each schema has a title, a description, a grade, the grades' meanings, and a valid example."""
    assert schema["title"]
    assert schema["description"]
    assert schema["x-grade"] in set(Grade)
    assert schema["x-grades"] == {str(grade): grade.meaning for grade in Grade}
    [example] = schema["examples"]
    assert is_valid(schema, example)


@pytest.mark.parametrize(("event_type", "field"), FIELDS, ids=case_name)
def test_each_field_carries_its_grade_and_meaning(event_type: EventType, field: Field) -> None:
    """A field's subschema has the catalogue's grade and meaning, and examples that validate."""
    found = property_of(event_schema(event_type), field.path)
    assert found["x-grade"] == field.grade
    assert found["description"].casefold() == f"{field.meaning}.".casefold()
    assert all(is_valid(found, example) for example in found.get("examples", ()))


@pytest.mark.parametrize("event_type", EventType)
def test_only_the_catalogues_fields_are_listed(event_type: EventType) -> None:
    """The schema lists the fields of the catalogue, all of them required, and no other."""
    schema = event_schema(event_type)
    data = schema["properties"]["event_data"]
    listed = [*schema["properties"], *(f"event_data.{name}" for name in data["properties"])]
    assert sorted(listed) == [field.path for field in CATALOGUE[event_type].fields]
    assert schema["required"] == list(schema["properties"])
    assert data["required"] == list(data["properties"])


@pytest.mark.parametrize(("event_type", "field"), FIELDS, ids=case_name)
def test_a_missing_field_is_refused(event_type: EventType, field: Field) -> None:
    """A payload without one of its fields validates neither alone nor in the union."""
    payload = sample(event_type)
    parent, key = parent_of(payload, field.path)
    del parent[key]
    assert not is_valid(event_schema(event_type), payload)
    assert not is_valid(union_schema(), payload)


@pytest.mark.parametrize(("event_type", "field"), FIELDS, ids=case_name)
def test_a_wrong_type_is_refused(event_type: EventType, field: Field) -> None:
    """A field of another JSON type than the catalogue's is refused, and so is a list of the wrong items."""
    validator = Draft202012Validator(event_schema(event_type))
    union = Draft202012Validator(union_schema())
    for value in WRONG[field.kind]:
        payload = changed(event_type, field.path, value)
        assert not validator.is_valid(payload), value
        assert not union.is_valid(payload), value


@pytest.mark.parametrize("value", [None, [], 1, "text", {}, True], ids=repr)
def test_what_is_no_event_is_refused(value: object) -> None:
    """A JSON value that is not an object, or an empty one, is no event."""
    assert not is_valid(union_schema(), value)
    assert not any(is_valid(event_schema(event_type), value) for event_type in EventType)


@pytest.mark.parametrize("path", IDENTIFIERS)
def test_an_identifier_is_any_text_but_the_empty_one(path: str) -> None:
    """Identifiers need not be hex digits, as documented samples are none; an empty one is refused."""
    schema = event_schema(EventType.OPENED)
    assert is_valid(schema, changed(EventType.OPENED, path, "order-77/é"))
    assert not is_valid(schema, changed(EventType.OPENED, path, ""))


@pytest.mark.parametrize(
    "tags",
    [None, [], [{"name": "a", "value": "b"}], [{"name": "", "value": "", "id": 1}], {}, {"a": "b"}],
    ids=repr,
)
@pytest.mark.parametrize("event_type", EventType)
def test_each_form_of_tags_validates(event_type: EventType, tags: object) -> None:
    """Tags may be null, pairs, or the weakly reported object of strings."""
    assert is_valid(event_schema(event_type), changed(event_type, "tags", tags))


def test_each_form_of_tags_has_its_own_grade() -> None:
    """The three forms of tags are not equally sure, and say so."""
    forms = event_schema(EventType.FAILED)["properties"]["tags"]["anyOf"]
    assert [(form["type"], form["x-grade"]) for form in forms] == [
        ("null", "official"),
        ("array", "observed"),
        ("object", "unknown"),
    ]


@pytest.mark.parametrize("event_type", EventType)
def test_further_keys_are_allowed_everywhere(event_type: EventType) -> None:
    """Maileroo may add keys, so no object of any schema refuses one."""
    payload = changed(event_type, "new_key", {"deep": [1]})
    payload["event_data"]["another"] = None
    assert is_valid(event_schema(event_type), payload)
    assert is_valid(union_schema(), payload)
    assert all(part["additionalProperties"] is True for part in objects_in(event_schema(event_type)))


@pytest.mark.parametrize("name", ["unsubscribed", "bounced", "Delivered", ""])
def test_the_union_refuses_an_unknown_type_and_says_what_to_do(name: str) -> None:
    """A type outside the catalogue does not validate, but the schema has receivers answer it with 200."""
    schema = union_schema()
    assert not is_valid(schema, changed(EventType.DELIVERED, "event_type", name))
    assert schema["x-unknown-event-types"]["answer"] == 200
    assert schema["x-unknown-event-types"]["x-grade"] == "official"


@pytest.mark.parametrize("recipe", [Recipe(), Recipe(tags_as_object=True, named=True)], ids=["plain", "other forms"])
@pytest.mark.parametrize("event_type", EventType)
def test_generated_payloads_validate(event_type: EventType, recipe: Recipe) -> None:
    """Whatever the factory makes fits the schema of its type and the union."""
    factory = PayloadFactory(WORDS, Random(7), recipe)
    union = Draft202012Validator(union_schema())
    for number in range(50):
        payload = factory.payload(event_type, factory.mail(1710545559, recipients=1 + number % 3), 1710545560 + number)
        assert is_valid(event_schema(event_type), payload)
        assert union.is_valid(payload)


@pytest.mark.parametrize("moment", ["2024-03-15T23:32:22.397Z", "2024-03-15T23:32:22.4Z", "2024-03-15T23:32:22Z"])
def test_inserted_at_may_drop_trailing_zeros(moment: str) -> None:
    """Three decimals are what the samples have, but an encoder may drop zeros: fewer are not refused."""
    assert is_valid(event_schema(EventType.OPENED), changed(EventType.OPENED, "inserted_at", moment))


def test_a_caller_cannot_change_what_the_next_one_gets() -> None:
    """Schemas and samples are made anew for each call, so that changing one changes nothing else."""
    event_schema(EventType.FAILED)["properties"]["tags"]["anyOf"].clear()
    union_schema()["$defs"]["failed"]["required"].clear()
    sample(EventType.FAILED)["tags"].clear()
    assert sample(EventType.FAILED)["tags"]
    assert event_schema(EventType.FAILED)["properties"]["tags"]["anyOf"]
    assert union_schema()["$defs"]["failed"]["required"]


def test_the_output_is_the_same_in_every_process() -> None:
    """Hash seeds change neither the order of keys nor a byte of the schemas and the OpenAPI document."""
    program = (
        "import json; from maileroo_cli.webhook.catalogue import schema, openapi;"
        "from maileroo_cli.webhook.catalogue.event import EventType;"
        "print(json.dumps([*map(schema.event_schema, EventType), schema.union_schema(),"
        " openapi.openapi_document()]))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    [output] = outputs
    assert json.loads(output)[-2] == union_schema()


def test_keys_come_in_a_readers_order() -> None:
    """A schema names itself first, then describes itself, then states its rules, and ends with an example."""
    assert list(event_schema(EventType.OPENED)) == [
        "$schema",
        "$id",
        "x-grades",
        "title",
        "description",
        "x-grade",
        "type",
        "required",
        "properties",
        "additionalProperties",
        "$comment",
        "examples",
    ]
