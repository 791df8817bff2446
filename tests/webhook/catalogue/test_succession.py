"""What may follow what in the life of a mail, and what must have happened in between."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.catalogue.succession import FOLLOWERS, events_between, stage_of

BETWEEN: dict[tuple[str, str], tuple[str, ...] | None] = {
    ("", "accepted"): (),
    ("", "rejected"): (),
    ("", "deferred"): ("accepted",),
    ("", "failed"): ("accepted",),
    ("", "opened"): ("accepted", "delivered"),
    ("accepted", "complained"): ("delivered",),
    ("deferred", "deferred"): (),
    ("deferred", "clicked"): ("delivered",),
    ("delivered", "complained"): (),
    ("opened", "opened"): (),
    ("complained", "opened"): (),
    ("accepted", "accepted"): None,
    ("delivered", "deferred"): None,
    ("failed", "delivered"): None,
    ("rejected", "accepted"): None,
}


@pytest.mark.parametrize(("pair", "between"), BETWEEN.items(), ids=lambda value: "-".join(value or ["none"]))
def test_between(pair: tuple[str, str], between: tuple[str, ...] | None) -> None:
    """The fewest events that a legal life has between two others, or none where it has not this order."""
    assert events_between(*pair) == between


@given(st.sampled_from(sorted(FOLLOWERS)), st.sampled_from(EventType))
def test_a_way_is_legal(before: str, event: str) -> None:
    """Each step of a way is one that may follow; where there is none, nothing that follows leads there either."""
    between = events_between(before, event)
    if between is None:
        assert all(events_between(follower, event) is None for follower in FOLLOWERS[before])
    else:
        way = (before, *between, event)
        assert all(after in FOLLOWERS[first] for first, after in pairwise(way))


def test_every_type_has_its_place() -> None:
    """The table knows exactly the event types, and nothing legal but opens, clicks and complaints goes back."""
    assert set(FOLLOWERS) - {""} == set(EventType)
    for before, followers in FOLLOWERS.items():
        assert all(stage_of(after) >= stage_of(before) for after in followers if before)
    assert stage_of("archived") > stage_of("complained")


@pytest.mark.parametrize("event_type", EventType)
def test_every_type_has_a_stage(event_type: EventType) -> None:
    """No known type is put behind all others, as an unknown one is."""
    assert stage_of(event_type) < stage_of("archived")
