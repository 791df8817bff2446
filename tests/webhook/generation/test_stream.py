"""Streams: the same plan gives the same bytes, times are where they were asked for, nothing is kept."""

import hashlib
import itertools
import json
import time
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.errors import OverrideError, UsageError
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.generation.lifecycle import LIFECYCLES, Lifecycle, LifecycleStep
from maileroo_cli.webhook.generation.payload import Recipe
from maileroo_cli.webhook.generation.plan import Plan
from maileroo_cli.webhook.generation.stream import SEEDED_START, EncodedEvent, stream
from maileroo_cli.webhook.generation.traffic import parse_mix
from maileroo_cli.webhook.override.assignment import parse_set, parse_unset
from maileroo_cli.webhook.signing.body_style import Style, encode
from tests.sample_vocabulary import VOCABULARY

TYPES = tuple(map(str, EventType))


def no_clock() -> float:
    """Stand for a clock that must not be asked."""
    pytest.fail("the clock was asked")


def make(**plan: Any) -> list[EncodedEvent]:
    """Return the events of a plan whose time is fixed."""
    return list(stream(Plan(**{"seed": 7, **plan}), VOCABULARY, no_clock))


def payloads(**plan: Any) -> list[dict[str, Any]]:
    """Return the payloads of a plan whose time is fixed."""
    return [json.loads(event.body) for event in make(**plan)]


PLANS: dict[str, dict[str, Any]] = {
    "types": {"types": TYPES, "count": 3},
    "named": {"types": TYPES, "recipe": Recipe(named=True, tags=(("a", "b"),)), "style": Style.PHP},
    "lifecycle": {"lifecycle": LIFECYCLES["engaged"], "count": 2},
    "mix": {"mix": parse_mix("delivered=3,engaged=2,deferred-then-bounced=1,multi-recipient=1"), "count": 20},
}
GOLDEN = {
    "types": "937caedff59de03f",
    "named": "bbfe56b24344460b",
    "lifecycle": "15dc9bf13a83a5db",
    "mix": "584f8893e9c27e0b",
}


@pytest.mark.parametrize("name", PLANS)
def test_a_seed_gives_the_same_bytes_for_ever(name: str) -> None:
    """On each Python version, and until a release says otherwise, these are the bytes of this seed."""
    bodies = b"\n".join(event.body for event in make(**PLANS[name]))
    assert hashlib.sha256(bodies).hexdigest()[:16] == GOLDEN[name]


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
def test_streams_do_not_disturb_each_other(plan: dict[str, Any]) -> None:
    """Two streams of one seed give the same events even when they are read by turns; another seed gives others."""
    first = stream(Plan(seed=7, **plan), VOCABULARY, no_clock)
    second = stream(Plan(seed=7, **plan), VOCABULARY, no_clock)
    assert all(one == other for one, other in zip(first, second, strict=True))
    assert make(**plan) != make(**plan, seed=8)


def test_without_a_seed_every_run_differs() -> None:
    """Nothing is repeated unless it was asked for."""
    first, second = (next(stream(Plan(types=("opened",)), VOCABULARY, time.time)) for _ in range(2))
    assert first.event_id != second.event_id


def test_event_ids_are_unique() -> None:
    """A receiver that deduplicates by ``event_id`` drops nothing."""
    ids = [event.event_id for event in make(types=TYPES, count=1000)]
    assert len(set(ids)) == 8000


@given(seed=st.integers(0, 2**64), plan=st.sampled_from(list(PLANS.values())), at=st.integers(0, 4_000_000_000))
def test_an_event_is_what_its_body_says(seed: int, plan: dict[str, Any], at: int) -> None:
    """Type, id and time are those of the body, which is the payload in its style, and nothing precedes the start."""
    for event in stream(Plan(**{**plan, "seed": seed, "at": at}), VOCABULARY, no_clock):
        payload = json.loads(event.body)
        assert (event.type, event.event_id, event.at) == (
            payload["event_type"],
            payload["event_id"],
            payload["event_time"],
        )
        assert event.body == encode(payload, plan.get("style", Style.GO))
        assert event.at >= at


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS.keys())
def test_time_starts_at_the_documented_instant(plan: dict[str, Any]) -> None:
    """With a seed and no time, the first event is at 2026-01-01T00:00:00Z."""
    assert make(**plan)[0].at == SEEDED_START
    assert payloads(**{**plan, "style": Style.GO})[0]["inserted_at"].startswith("2026-01-01T00:00:00.")


@given(st.integers(0, 2**32))
def test_single_events_come_in_time_order_and_after_their_submission(seed: int) -> None:
    """Times never decrease, and a mail was submitted at most some seconds before its event."""
    found = payloads(types=TYPES, count=3, seed=seed)
    times = [payload["event_time"] for payload in found]
    assert times == sorted(times)
    for payload in found:
        submitted = payload["message_id"].rpartition("@")[0].rpartition(".")[2]
        moments = (time.gmtime(payload["event_time"] - back) for back in range(6))
        assert submitted in {f"{t.tm_year}{t.tm_mon}{t.tm_mday}{t.tm_hour}{t.tm_min}{t.tm_sec}" for t in moments}


def test_the_clock_is_asked_when_nothing_fixes_the_time() -> None:
    """Single events happen now, a life has just ended, a mix starts now; a seed or a time needs no clock."""
    ticks = itertools.count(1_800_000_000)

    def now() -> float:
        return float(next(ticks))

    assert [event.at - 1_800_000_000 for event in stream(Plan(types=TYPES[:2], count=2), VOCABULARY, now)] == [
        0,
        1,
        2,
        3,
    ]
    life = list(stream(Plan(lifecycle=LIFECYCLES["engaged"]), VOCABULARY, now))
    assert life[-1].at == 1_800_000_004
    assert next(stream(Plan(mix=parse_mix("delivered")), VOCABULARY, now)).at == 1_800_000_005
    assert next(stream(Plan(types=("opened",), at=5.9), VOCABULARY, no_clock)).at == 5


def test_overrides_reach_every_event_that_they_fit() -> None:
    """A value is set for the types that have the field, and a removed field is gone."""
    found = payloads(
        types=("deferred", "opened"), overrides=(parse_set("event_data.reason=full"), parse_unset("domain_id"))
    )
    assert [payload["event_data"].get("reason") for payload in found] == ["full", None]
    assert all("domain_id" not in payload for payload in found)


def test_a_wrong_override_is_refused_at_once() -> None:
    """No event is made with a path that none of the types has."""
    with pytest.raises(OverrideError):
        stream(Plan(types=("opened",), overrides=(parse_set("event_data.raeson=x"),)), VOCABULARY, no_clock)


def test_events_of_one_mail_do_not_share_what_is_changed() -> None:
    """Removing the first tag removes one tag from each event, not one more each time."""
    found = payloads(
        lifecycle=LIFECYCLES["deferred-then-delivered"],
        recipe=Recipe(tags=(("a", "1"), ("b", "2"), ("c", "3"))),
        overrides=(parse_unset("tags[0]"),),
    )
    assert [[tag["name"] for tag in payload["tags"]] for payload in found] == [["b", "c"]] * 4


def test_a_steps_own_change_comes_before_the_users() -> None:
    """What the command line says wins over what the lifecycle's file says."""

    def change(payload: dict[str, Any]) -> None:
        payload["user_id"] = 1
        payload["domain_id"] = 1

    life = Lifecycle("own", "", (LifecycleStep("delivered", change=change), LifecycleStep("opened")))
    first, second = payloads(lifecycle=life, overrides=(parse_set("user_id:=2"),))
    assert (first["user_id"], first["domain_id"]) == (2, 1)
    assert second["user_id"] == 2
    assert second["domain_id"] != 1


def test_an_event_without_its_names_is_still_reported() -> None:
    """A removed or retyped type or id is empty text for the report, never an error."""
    (event,) = make(types=("opened",), force=True, overrides=(parse_unset("event_id"), parse_set("event_type:=7")))
    assert (event.type, event.event_id) == ("", "")
    assert json.loads(event.body)["event_type"] == 7


def test_a_life_beyond_the_calendar_is_one_line() -> None:
    """A time near the end of the year 9999 raises no foreign error."""
    with pytest.raises(UsageError, match="9999"):
        make(lifecycle=LIFECYCLES["deferred-then-bounced"], at=253_402_300_799)


@pytest.mark.parametrize(
    "plan",
    [{"types": TYPES}, {"lifecycle": LIFECYCLES["engaged"]}, {"mix": parse_mix("delivered=9,bounced=1")}],
    ids=["types", "lifecycle", "mix"],
)
def test_a_stream_of_any_length_takes_constant_memory(plan: dict[str, Any]) -> None:
    """Events are made one by one and forgotten."""
    events = stream(Plan(seed=1, count=10**9, **plan), VOCABULARY, no_clock)
    for _ in itertools.islice(events, 500):
        pass
    tracemalloc.start()
    try:
        for _ in itertools.islice(events, 3000):
            pass
        assert tracemalloc.get_traced_memory()[1] < 200_000
    finally:
        tracemalloc.stop()
