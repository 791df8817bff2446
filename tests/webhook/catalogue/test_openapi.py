"""The OpenAPI document: valid, and saying of the request what the facts say."""

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from maileroo_cli.webhook.catalogue.event import EventType, Grade
from maileroo_cli.webhook.catalogue.openapi import openapi_document
from maileroo_cli.webhook.catalogue.sample import sample
from maileroo_cli.webhook.catalogue.schema import DIALECT, component
from maileroo_cli.webhook.signing.body_style import encode
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, sign, verify


@pytest.fixture(name="document")
def new_document() -> dict[str, Any]:
    """Return the document."""
    return openapi_document()


@pytest.fixture(name="operation")
def the_operation(document: dict[str, Any]) -> dict[str, Any]:
    """Return the one operation of the one webhook."""
    [webhook] = document["webhooks"].values()
    [(method, operation)] = webhook.items()
    assert method == "post"
    found: dict[str, Any] = operation
    return found


def test_the_document_is_valid_openapi(document: dict[str, Any]) -> None:
    """An independent validator finds nothing wrong with the document."""
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    assert document["openapi"].startswith("3.1.")
    assert document["jsonSchemaDialect"] == DIALECT


def test_the_validator_finds_what_is_wrong(document: dict[str, Any]) -> None:
    """The validator is no rubber stamp: it refuses the document once a part is broken."""
    document["webhooks"]["event"]["post"]["parameters"][0]["in"] = "nowhere"
    assert list(OpenAPIV31SpecValidator(document).iter_errors())


def test_nothing_is_called_but_the_receiver(document: dict[str, Any]) -> None:
    """The document names no server and no path: where the receiver is, it cannot know."""
    assert not {"paths", "servers"} & set(document)


def test_all_eight_types_are_components(document: dict[str, Any]) -> None:
    """Each type's schema is a component under its own name, the same as elsewhere, beside the union."""
    schemas = document["components"]["schemas"]
    assert list(schemas) == ["event", *EventType]
    for event_type in EventType:
        assert schemas[event_type] == component(event_type)
        Draft202012Validator.check_schema(schemas[event_type])


def test_the_union_is_told_apart_by_event_type(document: dict[str, Any]) -> None:
    """The discriminator maps every type to the component that the union refers to."""
    union = document["components"]["schemas"]["event"]
    references = [f"#/components/schemas/{event_type}" for event_type in EventType]
    assert [one["$ref"] for one in union["oneOf"]] == references
    assert union["discriminator"] == {
        "propertyName": "event_type",
        "mapping": dict(zip(EventType, references, strict=True)),
    }


def test_the_signature_header_is_required_hex(operation: dict[str, Any]) -> None:
    """The header is required; its pattern takes what we sign, but neither a prefix nor capitals nor less."""
    [header] = operation["parameters"]
    assert (header["name"], header["in"], header["required"]) == (SIGNATURE_HEADER, "header", True)
    assert header["schema"]["pattern"] == "^[0-9a-f]{64}$"
    pattern = re.compile(header["schema"]["pattern"])
    tag = sign(b"{}", "secret")
    assert pattern.search(tag)
    assert not any(pattern.search(text) for text in ("", tag[1:], tag.upper(), f"sha256={tag}", f"{tag}0"))


def test_every_example_body_validates(document: dict[str, Any], operation: dict[str, Any]) -> None:
    """The request has one example a type, which validates against the union, and can be signed."""
    body = operation["requestBody"]
    assert body["required"] is True
    [(media_type, content)] = body["content"].items()
    assert media_type == "application/json"
    assert content["schema"] == {"$ref": "#/components/schemas/event"}
    schema = {"$ref": "#/components/schemas/event", "components": document["components"]}
    validator = Draft202012Validator(schema)
    assert list(content["examples"]) == list(EventType)
    for name, example in content["examples"].items():
        assert example["value"] == sample(EventType(name))
        assert validator.is_valid(example["value"])
        raw = encode(example["value"])
        assert verify(raw, sign(raw, "secret"), "secret")


def test_only_200_is_a_success(operation: dict[str, Any]) -> None:
    """The answers are 200, and everything else, which is said to be retried for 14 hours."""
    answers = operation["responses"]
    assert list(answers) == ["200", "default"]
    assert "14 hours" in answers["default"]["description"]
    waits = [int(wait) for wait in re.findall(r"\d{3,}", answers["default"]["description"]) if int(wait) >= 300]
    assert sum(waits) == 14 * 3600


@pytest.mark.parametrize(
    ("path", "grade"),
    [
        ((), Grade.OFFICIAL),
        (("parameters", 0), Grade.OFFICIAL),
        (("parameters", 0, "schema"), Grade.OBSERVED),
        (("responses", "200"), Grade.OFFICIAL),
        (("responses", "default"), Grade.OFFICIAL),
    ],
    ids=["operation", "header", "form of the header", "success", "failure"],
)
def test_each_statement_has_its_grade(operation: dict[str, Any], path: tuple[str | int, ...], grade: Grade) -> None:
    """Method, header name, success and retries are official; the form of the header is observed."""
    part: Any = operation
    for step in path:
        part = part[step]
    assert part["x-grade"] == grade
    assert part["description"]


def test_the_grades_are_explained(document: dict[str, Any]) -> None:
    """A reader of the document alone learns what the grades mean."""
    assert document["x-grades"] == {str(grade): grade.meaning for grade in Grade}
