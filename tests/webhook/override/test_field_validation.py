"""Which overrides fit which events."""

from typing import Any

import pytest

from maileroo_cli.webhook.catalogue.event import CATALOGUE, EventType, FieldKind
from maileroo_cli.webhook.catalogue.sample import sample
from maileroo_cli.webhook.override.assignment import (
    Override,
    compile_overrides,
    parse_set,
    parse_unset,
    validate_overrides,
)
from maileroo_cli.webhook.override.field_validation import _SHAPES
from maileroo_cli.webhook.text.path import parse_path
from tests.webhook.changing import change, delivered


@pytest.mark.parametrize("event_type", CATALOGUE)
def test_every_field_of_the_catalogue_can_be_set_and_removed(event_type: EventType) -> None:
    """Each field takes the value that its sample has, and can be taken out."""
    payload = sample(event_type)
    for field in CATALOGUE[event_type].fields:
        path = parse_path(field.path)
        value: Any = payload
        for step in path:
            value = value[step]
        overrides = [Override(path, value, False, ""), parse_unset(field.path)]
        validate_overrides(overrides, [event_type], force=False)
        assert change(payload, overrides[0]) == payload
        holder: Any = change(payload, overrides[1])
        for step in path[:-1]:
            holder = holder[step]
        assert path[-1] not in holder


@pytest.mark.parametrize(
    "text",
    [
        "tags:=null",
        'tags:=[{"name": "a", "value": "b"}]',
        'tags:={"a": "b"}',
        "tags:=[]",
        "tags[0].name=a",
        'tags[0]:={"name": "a"}',
        "tags.campaign=spring",
        r"tags.a\.b=spring",
        'event_data:={"to": ["a@example.com"]}',
        "event_data:={}",
        "event_data.to:=[]",
        "user_id:=-1",
        "message_id=",
        "event_type=delivered",
    ],
)
def test_what_fits(text: str) -> None:
    """Values of the field's type are allowed, in either form of tags, with fields missing or empty."""
    validate_overrides([parse_set(text)], ["delivered"], force=False)


def test_one_fitting_type_is_enough() -> None:
    """With several event types an override changes those that it fits, and leaves the others."""
    overrides = [parse_set("event_data.to=one@example.com"), parse_set("event_data.to[0]=all@example.com")]
    validate_overrides(overrides, ["opened", "delivered", "deferred"], force=False)
    assert len(compile_overrides(overrides, "opened", force=False)) == 0
    assert change(delivered(), overrides[1])["event_data"]["to"] == ["all@example.com"]
    deferred = dict(sample(EventType.DEFERRED))
    compile_overrides(overrides, "deferred", force=False).apply(deferred)
    assert deferred["event_data"]["to"] == "one@example.com"


def test_nothing_to_make_means_nothing_to_refuse() -> None:
    """Without any event type there is nothing that an override could fail to fit."""
    validate_overrides([parse_set("x=y")], [], force=False)


@pytest.mark.parametrize("text", ["foo=x", "user_id=five", "event_data.to=x", "event_type:=5", "a[0].b:=null"])
def test_force_allows_everything(text: str) -> None:
    """What is meant is neither refused nor skipped."""
    validate_overrides([parse_set(text)], ["delivered"], force=True)
    assert len(compile_overrides([parse_set(text)], "delivered", force=True)) == 1


def test_every_kind_of_field_has_a_shape() -> None:
    """A field of any kind can be checked."""
    assert set(_SHAPES) == set(FieldKind)
