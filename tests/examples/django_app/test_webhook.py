"""Tests of the receiver: what it takes, what it refuses, what it does once, and all rules of a check."""

from collections.abc import Callable
from typing import Any

import pytest

from maileroo_cli import WebhookRequest, assert_rules
from maileroo_cli.integrations.pytest.making import EventMaker, LifecycleMaker, RequestMaker
from maileroo_cli.integrations.pytest.sending import ReplayStarter

Post = Callable[[WebhookRequest], int]
History = Callable[[str], list[str]]
Effects = Callable[[str], int]
Suppressed = Callable[[str], bool]


@pytest.fixture
def effects(history: History) -> Effects:
    """Return a function that counts what was done for an event."""
    return lambda event_id: len(history(event_id))


def test_takes_every_type(post: Post, maileroo_request: RequestMaker, maileroo_event_type: str) -> None:
    """An event of each type is answered with 200."""
    assert post(maileroo_request(maileroo_event_type)) == 200


def test_takes_a_type_of_tomorrow(post: Post, maileroo_request: RequestMaker) -> None:
    """So is an event of a type that nobody knows yet."""
    assert post(maileroo_request("unsubscribed", force=True)) == 200


def test_refuses_a_bad_signature(
    post: Post,
    history: History,
    maileroo_event: EventMaker,
    maileroo_request: RequestMaker,
    maileroo_bad_signature: str,
) -> None:
    """Whatever is wrong with a signature: the answer is 401, and nothing is done."""
    event = maileroo_event("failed")
    assert post(maileroo_request(event, bad=maileroo_bad_signature)) == 401
    assert history(event.id) == []


def test_refuses_what_is_no_event(post: Post, maileroo_request: RequestMaker) -> None:
    """A signed body without an id is answered with 400."""
    assert post(maileroo_request("failed", unset=["event_id"])) == 400


def test_does_work_once(
    post: Post, history: History, maileroo_event: EventMaker, maileroo_request: RequestMaker
) -> None:
    """An event that comes twice is answered with 200 twice, and its work is done once."""
    event = maileroo_event("failed")
    request = maileroo_request(event)
    assert [post(request), post(request)] == [200, 200]
    assert history(event.id) == ["failed"]


def test_writes_no_more_to_who_cannot_be_reached(
    post: Post, suppressed: Suppressed, maileroo_request: RequestMaker
) -> None:
    """A failed mail ends all mail to its recipient; a deferred one does not."""
    post(maileroo_request("deferred", to="ada@example.com"))
    assert not suppressed("ada@example.com")
    post(maileroo_request("failed", to="ada@example.com"))
    assert suppressed("ada@example.com")


@pytest.mark.parametrize("step", [1, -1], ids=["in order", "reversed"])
def test_keeps_the_life_of_a_mail(
    post: Post,
    history: History,
    maileroo_lifecycle: LifecycleMaker,
    maileroo_request: RequestMaker,
    step: int,
) -> None:
    """Every event of a mail is kept, in whatever order they come."""
    events = maileroo_lifecycle("engaged")[::step]
    assert {post(maileroo_request(event)) for event in events} == {200}
    assert history(events[0].reference_id) == [event.type for event in events]


def test_survives_lost_answers(
    app: Any,
    effects: Effects,
    maileroo_event: EventMaker,
    maileroo_replay: ReplayStarter,
) -> None:
    """An event whose answers get lost comes again and again; its work is done once."""
    run = maileroo_replay(maileroo_event("failed"), to=app, faults=["503", "lost", "lost"], effects=effects)
    assert run.summary.ok, run.summary.text


def test_keeps_all_rules(app: Any, effects: Effects, suppressed: Suppressed, maileroo_secret: str) -> None:
    """A check finds nothing, also where it looks at the work."""

    def state(recipient: str, reference_id: str) -> str:
        return "suppressed" if suppressed(recipient) else "active"

    assert_rules(app, maileroo_secret, effects=effects, state=state)
