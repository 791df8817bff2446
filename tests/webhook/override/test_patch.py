"""What an override does to a payload."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.errors import OverrideError
from maileroo_cli.webhook.override.assignment import (
    Override,
    compile_overrides,
    parse_set,
    parse_unset,
)
from tests.webhook.changing import change, delivered

TAGS = [{"name": "campaign", "value": "spring"}]


@pytest.mark.parametrize(
    ("tags", "text", "expected"),
    [
        (None, "tags[0].name=a", [{"name": "a", "value": ""}]),
        (None, "tags[0].value=b", [{"name": "", "value": "b"}]),
        (None, 'tags[0]:={"name": "a"}', [{"name": "a"}]),
        (None, "tags.campaign=x", {"campaign": "x"}),
        (TAGS, "tags[0].value=x", [{"name": "campaign", "value": "x"}]),
        (TAGS, "tags[1].name=x", [*TAGS, {"name": "x", "value": ""}]),
        (TAGS, "tags.more=x", {"campaign": "spring", "more": "x"}),
        ({"campaign": "spring"}, "tags.campaign=x", {"campaign": "x"}),
        ({"campaign": "spring"}, "tags[1].name=x", [*TAGS, {"name": "x", "value": ""}]),
        (TAGS, "tags:=null", None),
    ],
)
def test_tags_take_the_form_that_was_asked_for(tags: Any, text: str, expected: Any) -> None:
    """Tags may be null, an array or an object before; afterwards they have the form of the path."""
    assert change(delivered(tags=tags), parse_set(text))["tags"] == expected


def test_the_index_after_the_last_appends() -> None:
    """An array grows by one at its end."""
    changed = change(delivered(), parse_set("event_data.to[1]=b"), parse_set("event_data.to[2]=c"))
    assert changed["event_data"]["to"] == ["receiver@examplemail.com", "b", "c"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("event_data.to[2]=x", "event_data.to[2] is past the end: event_data.to has 1 item: use event_data.to[1]"),
        ("tags[1].name=x", "tags[1].name is past the end: tags has no items: use tags[0] to append one"),
    ],
)
def test_an_index_beyond_the_end_is_refused(text: str, line: str) -> None:
    """A gap in an array is an error, with the index that appends."""
    with pytest.raises(OverrideError) as caught:
        change(delivered(), parse_set(text))
    assert str(caught.value).startswith(line)


def test_what_an_earlier_override_removed_is_made_again() -> None:
    """Overrides work in their order, and what is missing on the way is created."""
    changed = change(delivered(), parse_unset("event_data"), parse_set("event_data.to[0]=x"))
    assert changed["event_data"] == {"to": ["x"]}


@pytest.mark.parametrize("path", ["tags[0]", "tags[0].name", "tags.a", "event_data.to[7]", "event_data.from[1]"])
def test_removing_what_is_not_there_does_nothing(path: str) -> None:
    """A stream of events goes on where one of them lacks what is to be removed."""
    assert change(delivered(), parse_unset(path)) == delivered()


def test_removals() -> None:
    """Fields, required or not, and items of arrays go away."""
    payload = delivered(tags=[*TAGS, {"name": "b", "value": "c"}])
    overrides = [parse_unset(path) for path in ("user_id", "tags[0]", "tags[0].value", "event_data.to[0]")]
    changed = change(payload, *overrides, parse_unset("event_data.from"), parse_unset("event_data.from"))
    assert "user_id" not in changed
    assert changed["tags"] == [{"name": "b"}]
    assert changed["event_data"] == {"to": []}


def test_a_field_that_is_gone_loses_nothing_more() -> None:
    """Removing a part of a removed field does nothing."""
    assert "event_data" not in change(delivered(), parse_unset("event_data"), parse_unset("event_data.to[0]"))


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("new.a[0].b:=1", "new", {"a": [{"b": 1}]}),
        ("user_id.a=x", "user_id", {"a": "x"}),
        ("user_id[0]=x", "user_id", ["x"]),
        ("event_data[0]=x", "event_data", ["x"]),
        ("message_id.a.b=x", "message_id", {"a": {"b": "x"}}),
        ("tags[0].name=x", "tags", [{"name": "x"}]),
        (r"a\.b=x", "a.b", "x"),
    ],
)
def test_force_makes_room(text: str, path: str, expected: Any) -> None:
    """With force whatever stands in the way gives way, and objects and arrays are created."""
    assert change(delivered(), parse_set(text), force=True)[path] == expected


def test_force_leaves_no_gaps() -> None:
    """Even with force an array has no holes."""
    with pytest.raises(OverrideError, match=r"foo\[5\] is past the end: foo has no item"):
        change(delivered(), parse_set("foo[5]=x"), force=True)


def test_without_force_nothing_gives_way() -> None:
    """A payload that is not what the catalogue says is not broken further."""
    overrides = compile_overrides([parse_set("event_data.to[0]=x")], "delivered", force=False)
    for event_data in ("text", ["a"], 5, {"to": "text"}, {"to": {"a": 1}}):
        with pytest.raises(OverrideError, match="cannot be set, because event_data"):
            overrides.apply(delivered(event_data=event_data))
    overrides = compile_overrides([parse_set("event_data.to=x")], "deferred", force=False)
    with pytest.raises(OverrideError, match="because event_data is an array"):
        overrides.apply(delivered(event_data=["a"]))


def test_events_that_share_a_part_are_not_changed_together() -> None:
    """The tags of a mail belong to all of its events: changing one event leaves the others alone."""
    shared = copy.deepcopy(TAGS)
    payload = delivered(tags=shared)
    inner = copy.deepcopy(payload)
    value = parse_set('event_data:={"to": ["a"]}')
    overrides = [parse_set("tags[0].value=x"), parse_unset("tags[0].name"), value, parse_set("event_data.to[1]=b")]
    changed = change(payload, *overrides)
    assert changed["event_data"] == {"to": ["a", "b"]}
    assert payload == inner
    assert shared == TAGS
    assert value.value == {"to": ["a"]}


@given(
    names=st.lists(st.sampled_from(["a", "b", "tags", "event_data", "to", 0]), max_size=5),
    first=st.sampled_from(["tags", "event_data", "new", "user_id"]),
    value=st.none() | st.text() | st.lists(st.integers(), max_size=2),
)
def test_what_was_set_is_there_and_what_was_removed_is_not(names: list[str | int], first: str, value: Any) -> None:
    """With force any value can be set at any path without gaps, and then be removed."""
    path = (first, *names)
    put = Override(path, value, False, "")
    payload = delivered()
    changed = change(payload, put, force=True)
    found: Any = changed
    for step in path:
        found = found[step]
    assert found == value
    assert payload == delivered()
    removed = change(changed, Override(path, None, True, ""), force=True)
    assert json.dumps(removed) != json.dumps(changed)
