"""Making one event in Python: typed by its type, repeatable by its seed, changed by path."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Literal, assert_type, get_args

import pytest

from maileroo_cli import EventPayload, EventType, Style, encode, make_event, verify
from maileroo_cli.webhook.signing.body_style import StyleName


def test_an_editor_knows_the_payload() -> None:
    """A type checker knows each key by the name of the type, or its member."""
    rejected = make_event("rejected", seed=1).payload
    assert_type(rejected["event_data"]["reject_reason"], str)
    assert_type(rejected["event_type"], Literal["rejected"])
    assert_type(make_event(EventType.DELIVERED, seed=1).payload["event_data"]["to"], list[str])
    assert_type(make_event("deferred", seed=1).payload["event_data"]["to"], str)
    name: str = "opened"
    assert_type(make_event(name, seed=1).payload, Any)
    assert rejected["event_type"] == "rejected"


@pytest.mark.parametrize("event_type", EventType)
def test_every_type(event_type: EventType) -> None:
    """What the event says of itself is what its body says, and its bytes verify."""
    event = make_event(event_type, seed=3)
    payload = event.payload
    assert type(event.type) is str
    assert (event.type, event.id) == (payload["event_type"], payload["event_id"])
    assert (event.reference_id, event.message_id) == (payload["message_reference_id"], payload["message_id"])
    assert event.at == datetime.fromtimestamp(payload["event_time"], UTC)
    assert encode(payload) == event.body
    assert verify(event.body, event.headers("secret")["x-maileroo-signature"], "secret")


def test_a_seed_is_all_the_chance_there_is() -> None:
    """The same seed gives the same bytes, in another process too; without one, or with another, they differ."""
    assert make_event("clicked", seed=7) == make_event("clicked", seed=7)
    assert make_event("clicked", seed=7) != make_event("clicked", seed=8)
    assert make_event("clicked").id != make_event("clicked").id
    code = "from maileroo_cli import make_event; print(make_event('clicked', seed=7).body.decode())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().encode() == make_event("clicked", seed=7).body


def test_what_can_be_given() -> None:
    """Addresses, tags, the reference and any field by its path are those that were given."""
    event = make_event(
        "delivered",
        seed=1,
        to=["ada@example.com", "Grace <grace@example.org>"],
        sender="shop@example.net",
        tags={"campaign": "spring"},
        reference_id="ref-1",
        set={"user_id": 5, "event_data.to[1]": "b@example.com"},
        unset=["domain_id"],
    )
    payload = event.payload
    assert payload["event_data"] == {"from": ["shop@example.net"], "to": ["ada@example.com", "b@example.com"]}
    assert (payload["tags"], payload["user_id"]) == ([{"name": "campaign", "value": "spring"}], 5)
    assert event.reference_id == payload["message_reference_id"] == "ref-1"
    assert "domain_id" not in list(payload)
    assert make_event("delivered", tags={}).payload["tags"] is None
    assert make_event("delivered", tags=[("a", "1"), ("a", "2")]).payload["tags"] == [
        {"name": "a", "value": "1"},
        {"name": "a", "value": "2"},
    ]
    assert make_event("deferred", to="ada@example.com").payload["event_data"]["to"] == "ada@example.com"
    assert "tags" not in list(make_event("delivered", unset="tags").payload)


@pytest.mark.parametrize(
    "at",
    [
        1_700_000_000,
        1_700_000_000.5,
        datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC),
        datetime(2023, 11, 15, 0, 13, 20, tzinfo=timezone(timedelta(hours=2))),
    ],
    ids=["seconds", "parts of seconds", "UTC", "another zone"],
)
def test_any_time(at: datetime | float) -> None:
    """Unix seconds and times of any zone are the same moment, which Maileroo writes in whole seconds."""
    event = make_event("opened", seed=1, at=at)
    assert event.at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert event.at.tzinfo is UTC
    assert event.payload["event_time"] == 1_700_000_000


def test_time_without_a_wish() -> None:
    """With a seed it is always the same day, without one it is now."""
    assert make_event("opened", seed=1).at == datetime(2026, 1, 1, tzinfo=UTC)
    assert abs(make_event("opened").at - datetime.now(UTC)) < timedelta(minutes=5)


@pytest.mark.parametrize("style", [*Style, *get_args(StyleName)])
def test_every_style(style: Any) -> None:
    """The body is written as that encoder writes it, and holds the same payload."""
    event = make_event("clicked", seed=1, style=style)
    assert event.payload == make_event("clicked", seed=1).payload
    assert event.body == encode(event.payload, style)


def test_force_makes_what_maileroo_does_not_send() -> None:
    """Unknown types, fields and values: what the payload no longer says, the event leaves empty."""
    wish: dict[str, Any] = {"event_time": "now", "new": [{"a": None}]}
    event = make_event("archived", seed=1, force=True, set=wish, unset=["event_id"])
    assert (event.type, event.id, event.payload["new"]) == ("archived", "", [{"a": None}])
    assert event.at == datetime(2026, 1, 1, tzinfo=UTC)
    far = make_event("opened", seed=1, set={"event_time": 10**15, "message_id": "m"}, unset=["message_reference_id"])
    assert (far.at, far.message_id, far.reference_id) == (datetime(2026, 1, 1, tzinfo=UTC), "m", "")


def test_the_names_for_editors_are_those_of_the_enums() -> None:
    """What completion offers as text is what there is."""
    assert get_args(StyleName) == tuple(Style)
    assert len(get_args(EventPayload)) == len(EventType)
