"""The catalogue: all eight event types, every field with a kind, a meaning and a grade."""

import pytest

from maileroo_cli.webhook.catalogue.event import (
    CATALOGUE,
    ENVELOPE,
    LOOKALIKES,
    EventSpec,
    EventType,
    Field,
    FieldKind,
    Grade,
)

TYPES = ("accepted", "delivered", "rejected", "deferred", "failed", "opened", "clicked", "complained")
DATA = {
    "accepted": {"from": FieldKind.STRINGS, "to": FieldKind.STRINGS},
    "delivered": {"from": FieldKind.STRINGS, "to": FieldKind.STRINGS},
    "rejected": {"from": FieldKind.STRINGS, "reject_reason": FieldKind.STRING, "to": FieldKind.STRINGS},
    "deferred": {"reason": FieldKind.STRING, "to": FieldKind.STRING},
    "failed": {"reason": FieldKind.STRING, "to": FieldKind.STRING},
    "opened": {"ip": FieldKind.STRING, "user_agent": FieldKind.STRING},
    "clicked": {"ip": FieldKind.STRING, "original_url": FieldKind.STRING, "user_agent": FieldKind.STRING},
    "complained": {"to": FieldKind.STRING},
}
GRADES = {
    "accepted": Grade.OFFICIAL,
    "delivered": Grade.OFFICIAL,
    "rejected": Grade.OBSERVED,
    "deferred": Grade.OFFICIAL,
    "failed": Grade.OBSERVED,
    "opened": Grade.OFFICIAL,
    "clicked": Grade.OFFICIAL,
    "complained": Grade.INFERRED,
}
EVERY_FIELD = [(spec, field) for spec in CATALOGUE.values() for field in spec.fields]


def name_of(value: EventSpec | Field) -> str:
    """Return the name of a parametrised case."""
    return str(value.type) if isinstance(value, EventSpec) else value.path


def test_the_catalogue_has_exactly_the_eight_types() -> None:
    """Each of the eight types has one entry that is filed under its own name."""
    assert tuple(EventType) == TYPES
    assert [(name, spec.type) for name, spec in CATALOGUE.items()] == [(name, name) for name in TYPES]


@pytest.mark.parametrize("name", TYPES)
def test_event_data_has_the_known_fields(name: str) -> None:
    """The fields of event_data have their known kinds: `to` is an array in some types and text in others."""
    own = {field.path: field.kind for field in CATALOGUE[EventType(name)].data}
    assert own == {f"event_data.{key}": kind for key, kind in DATA[name].items()}


@pytest.mark.parametrize("name", TYPES)
def test_each_type_has_the_grade_of_its_evidence(name: str) -> None:
    """Types without an official sample are not called official."""
    assert CATALOGUE[EventType(name)].grade is GRADES[name]


@pytest.mark.parametrize(("spec", "field"), EVERY_FIELD, ids=name_of)
def test_each_field_has_a_meaning_a_kind_and_a_grade(spec: EventSpec, field: Field) -> None:
    """No field is listed without saying what it means and how sure that is."""
    assert field.meaning.strip() == field.meaning != ""
    assert not field.meaning.endswith(".")
    assert field.kind in FieldKind
    assert field.grade in Grade


@pytest.mark.parametrize("spec", CATALOGUE.values(), ids=name_of)
def test_fields_are_the_envelope_and_the_data_in_wire_order(spec: EventSpec) -> None:
    """A type's fields are the envelope and its own data, once each, sorted as the keys of a body are."""
    paths = [field.path for field in spec.fields]
    assert paths == sorted(set(paths))
    assert set(spec.fields) == {*ENVELOPE, *spec.data}


@pytest.mark.parametrize("spec", CATALOGUE.values(), ids=name_of)
def test_data_is_never_surer_than_its_type(spec: EventSpec) -> None:
    """A field of event_data is no surer than the event type that holds it."""
    order = list(Grade)
    assert all(order.index(field.grade) >= order.index(spec.grade) for field in spec.data)
    assert spec.meaning.endswith(".")


@pytest.mark.parametrize("grade", Grade)
def test_each_grade_is_explained(grade: Grade) -> None:
    """Each grade says in words what it rests on."""
    assert len(grade.meaning.split()) > 4


@pytest.mark.parametrize(("wrong", "meant"), LOOKALIKES.items())
def test_a_lookalike_is_no_type_and_leads_to_one(wrong: str, meant: str) -> None:
    """A name that receivers wait for in vain is not a type itself, and names the type that was meant."""
    assert wrong not in TYPES
    assert meant in TYPES
