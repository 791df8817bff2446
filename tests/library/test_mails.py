"""Making the events of whole mails in Python: lifecycles by name or from a file, and the traffic of many."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import assert_type, get_args

import pytest

from maileroo_cli import Event, EventPayload, make_lifecycle, make_traffic
from maileroo_cli.library.mails import LifecycleName
from maileroo_cli.webhook.catalogue.payload_types import ClickedPayload
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES

SLOW_BOUNCE = """
[[step]]
event = "accepted"

[[step]]
event = "deferred"
after = "5m"
set = { "event_data.reason" = "450 later" }

[[step]]
event = "failed"
after = "1h-2h"
"""


@pytest.fixture
def slow_bounce(tmp_path: Path) -> Path:
    """Write a lifecycle of a user's own."""
    path = tmp_path / "slow-bounce.toml"
    path.write_text(SLOW_BOUNCE)
    return path


@pytest.mark.parametrize("name", LIFECYCLES)
def test_every_lifecycle(name: str) -> None:
    """The events of one mail come in their order, and share its ids but for their own."""
    events = make_lifecycle(name, seed=1)
    assert [event.type for event in events] == [step.event for step in LIFECYCLES[name].steps]
    assert {(event.reference_id, event.message_id) for event in events} == {
        (events[0].reference_id, events[0].message_id)
    }
    assert len({event.id for event in events}) == len(events)
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert events == make_lifecycle(name, seed=1) != make_lifecycle(name, seed=2)


def test_the_names_for_editors_are_those_of_the_catalogue() -> None:
    """What completion offers is what there is."""
    assert get_args(LifecycleName) == tuple(LIFECYCLES)


def test_a_file(slow_bounce: Path) -> None:
    """A lifecycle from a file, by its path or the text of it."""
    events = make_lifecycle(slow_bounce, seed=1, to="ada@example.com", at=datetime(2026, 3, 1, tzinfo=UTC))
    assert [event.type for event in events] == ["accepted", "deferred", "failed"]
    assert (events[1].at - events[0].at).total_seconds() == 300
    assert events[0].at == datetime(2026, 3, 1, tzinfo=UTC)
    assert b"450 later" in events[1].body
    assert make_lifecycle(str(slow_bounce), seed=1, to="ada@example.com", at=1772323200) == events


def test_wishes_go_to_the_events_that_they_fit() -> None:
    """A value for one type of event leaves the others alone."""
    events = make_lifecycle("engaged", seed=1, set={"event_data.original_url": "https://example.com/a"}, tags={})
    clicked = [event.payload["event_data"] for event in events if event.type == "clicked"]
    assert [data.get("original_url") for data in clicked] == ["https://example.com/a"] * 2
    assert {event.payload["tags"] is None for event in events} == {True}


def test_a_checker_narrows_a_payload() -> None:
    """Where the type was asked for, a type checker knows the payload."""
    events = make_lifecycle("engaged", seed=1)
    assert_type(events, list[Event[EventPayload]])
    for event in events:
        payload = event.payload
        if payload["event_type"] == "clicked":
            assert_type(payload, ClickedPayload)


def test_without_a_seed_the_last_event_is_now() -> None:
    """The life of a mail has already happened, unless its time was given."""
    events = make_lifecycle("bounced")
    assert (datetime.now(UTC) - events[-1].at).total_seconds() < 300
    assert events != make_lifecycle("bounced")


def test_traffic() -> None:
    """The events of many mails come in the order of their times, in the shares that were asked for."""
    events = list(make_traffic({"delivered": 3, "suppressed": 1}, mails=400, seed=1, sender="a@example.com"))
    assert [event.at for event in events] == sorted(event.at for event in events)
    assert len({event.reference_id for event in events}) == 400
    rejected = sum(event.type == "rejected" for event in events)
    assert 70 < rejected < 130
    assert events == list(make_traffic("delivered=3,suppressed=1", mails=400, seed=1, sender="a@example.com"))


def test_traffic_of_types_and_files(slow_bounce: Path) -> None:
    """An event type stands for a mail that comes as far as that; a file for what it says."""
    opened = list(make_traffic({"opened": 1}, mails=1, seed=1))
    assert [event.type for event in opened] == ["accepted", "delivered", "opened"]
    bounced = list(make_traffic({str(slow_bounce): 1}, mails=2, seed=1))
    assert sorted(event.type for event in bounced) == ["accepted"] * 2 + ["deferred"] * 2 + ["failed"] * 2


def test_traffic_comes_one_by_one() -> None:
    """A million mails are made as they are asked for; there are a hundred where nothing is said."""
    events = make_traffic(mails=1_000_000, seed=1)
    assert_type(events, Iterator[Event[EventPayload]])
    assert len(list(islice(events, 10))) == 10
    assert len({event.reference_id for event in make_traffic(seed=1)}) == 100
