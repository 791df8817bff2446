"""Lifecycles: the events of one mail come in a legal order, share what they must, and time never runs back."""

import re
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.generation.lifecycle import (
    LIFECYCLES,
    Lifecycle,
    LifecycleStep,
    Moment,
    find_ending,
    find_lifecycle,
    illegal_order,
    play,
)
from maileroo_cli.webhook.generation.payload import PayloadFactory, Recipe
from tests.sample_vocabulary import VOCABULARY

START = 1_767_225_600
ENDINGS = tuple(map(str, EventType))
ALL = [*LIFECYCLES.values(), *(find_ending(name) for name in ENDINGS)]
LETTERS = {
    "accepted": "A",
    "delivered": "D",
    "rejected": "R",
    "deferred": "W",
    "failed": "F",
    "opened": "O",
    "clicked": "C",
    "complained": "S",
}
# Written from the life of a mail as documented, not from the code under test.
LEGAL = re.compile(r"R|AW*(F|D[OC]*S?)?")


def moments(life: Lifecycle, seed: int = 1, **when: int) -> list[Moment]:
    """Return the events of one mail."""
    rng = Random(seed)
    recipe = Recipe(tags=(("a", "b"),))
    return list(play(life, PayloadFactory(VOCABULARY, rng, recipe), rng, **(when or {"start": START})))


def of_each_recipient(life: Lifecycle) -> list[str]:
    """Return the letters of what each recipient lives through; what happens before any try is everybody's."""
    lives = [""] * life.recipients
    for step in life.steps:
        letter = LETTERS[step.event]
        for recipient in range(life.recipients):
            if letter in "AR" or recipient == step.recipient:
                lives[recipient] += letter
    return lives


@pytest.mark.parametrize("life", ALL, ids=lambda life: life.name)
def test_every_named_life_is_legal(life: Lifecycle) -> None:
    """Both an independent automaton and our own judge find nothing wrong."""
    assert all(LEGAL.fullmatch(letters) for letters in of_each_recipient(life))
    assert illegal_order(life) is None
    assert life.meaning


def test_the_named_lives() -> None:
    """The names are a promise of the command line."""
    assert list(LIFECYCLES) == [
        "delivered",
        "engaged",
        "deferred-then-delivered",
        "bounced",
        "deferred-then-bounced",
        "suppressed",
        "complained",
        "clicked-without-open",
        "multi-recipient",
    ]


@given(life=st.sampled_from(ALL), seed=st.integers(0, 2**64))
def test_the_events_of_a_mail_belong_together(life: Lifecycle, seed: int) -> None:
    """Order, times, shared and own identifiers, tags and the time within ``message_id`` are consistent."""
    found = moments(life, seed)
    payloads = [moment.payload for moment in found]
    times = [payload["event_time"] for payload in payloads]
    assert [payload["event_type"] for payload in payloads] == [str(step.event) for step in life.steps]
    assert [moment.at for moment in found] == times
    assert times == sorted(times)
    assert times[0] == START
    for key in ("message_id", "message_reference_id", "user_id", "domain_id"):
        assert len({payload[key] for payload in payloads}) == 1
    assert len({payload["event_id"] for payload in payloads}) == len(payloads)
    assert ".202611000@" in payloads[0]["message_id"]
    for payload in payloads:
        assert (payload["tags"] is None) == (payload["event_type"] in ("opened", "clicked"))


@given(life=st.sampled_from(ALL), seed=st.integers(0, 2**64))
def test_gaps_keep_to_their_bounds(life: Lifecycle, seed: int) -> None:
    """Each wait lies between the least and the most seconds of its step, give or take the cut to whole seconds."""
    times = [moment.at for moment in moments(life, seed)]
    for step, before, after in zip(life.steps[1:], times, times[1:], strict=False):
        least, most = step.after
        assert least - 1 <= after - before <= most + 1


@given(life=st.sampled_from(ALL), seed=st.integers(0, 2**64))
def test_a_life_can_end_at_a_moment(life: Lifecycle, seed: int) -> None:
    """Without a given start the last event has just happened, and ``message_id`` still names the first one's time."""
    found = moments(life, seed, end=START)
    assert found[-1].at == START
    assert [moment.at - found[0].at for moment in found] == [
        moment.at - START for moment in moments(life, seed, start=START)
    ]


def test_a_fixed_wait_is_kept_exactly() -> None:
    """A step of a file that says ``after = 90`` happens 90 seconds later."""
    life = Lifecycle(
        "own",
        "",
        (LifecycleStep("accepted"), LifecycleStep("delivered", (90, 90)), LifecycleStep("opened", (0.5, 0.5))),
    )
    assert [moment.at - START for moment in moments(life)] == [0, 90, 90]


def test_recipients_of_a_life() -> None:
    """Several recipients are all on the accepted event, and each step is about its own one."""
    payloads = [moment.payload for moment in moments(LIFECYCLES["multi-recipient"])]
    to = payloads[0]["event_data"]["to"]
    assert len(to) == 3
    about = [payload["event_data"]["to"] for payload in payloads if payload["event_type"] in ("deferred", "failed")]
    assert about == [to[1], to[2]]


def test_a_steps_change_is_handed_on() -> None:
    """What a step wants altered stands beside its payload."""

    def change(payload: dict[str, Any]) -> None:
        payload.clear()

    (moment,) = moments(Lifecycle("own", "", (LifecycleStep("delivered", change=change),)))
    assert moment.change is change


ILLEGAL = {
    "delivered first": ("delivered", "step 1 is delivered, with nothing before it"),
    "opened before delivered": ("accepted opened", "step 2 is opened after accepted"),
    "two endings": ("accepted delivered failed", "step 3 is failed after delivered"),
    "after a bounce": ("accepted failed opened", "step 3 is opened after failed"),
    "after a rejection": ("rejected accepted", "step 2 is accepted after rejected"),
    "accepted twice": ("accepted accepted", "step 2 is accepted after accepted"),
    "deferred after delivered": ("accepted delivered deferred", "step 3 is deferred after delivered"),
    "complained twice": ("accepted delivered complained complained", "step 4 is complained after complained"),
}


@pytest.mark.parametrize(("events", "problem"), ILLEGAL.values(), ids=ILLEGAL.keys())
def test_an_illegal_order_is_named(events: str, problem: str) -> None:
    """The first step that Maileroo would not send there is told."""
    assert illegal_order(Lifecycle("own", "", tuple(map(LifecycleStep, events.split())))) == problem


def test_unknown_types_are_not_judged() -> None:
    """An event of the future may stand anywhere."""
    assert (
        illegal_order(
            Lifecycle(
                "own",
                "",
                (
                    LifecycleStep("archived"),
                    LifecycleStep("accepted"),
                    LifecycleStep("archived"),
                    LifecycleStep("delivered"),
                ),
            )
        )
        is None
    )


@given(st.lists(st.sampled_from(EventType), min_size=1, max_size=7))
def test_the_judge_agrees_with_the_automaton(events: list[EventType]) -> None:
    """For one recipient both say the same, except that opens after a complaint are let pass."""
    letters = "".join(LETTERS[event] for event in events)
    passed = illegal_order(Lifecycle("own", "", tuple(map(LifecycleStep, events)))) is None
    assert passed == bool(re.fullmatch(r"R|AW*(F|D[OC]*(S([OC]+S)*[OC]*)?)?", letters))


def test_a_wrong_name_gets_the_nearest() -> None:
    """One line names what was probably meant, or everything."""
    with pytest.raises(UsageError) as caught:
        find_lifecycle("engagd")
    assert str(caught.value) == "there is no lifecycle 'engagd': did you mean engaged?"
    with pytest.raises(UsageError, match="use one of delivered, engaged"):
        find_lifecycle("\x1b")
    with pytest.raises(UsageError):
        find_ending("nothing")


def test_a_mail_comes_as_far_as_an_event() -> None:
    """An event type in a mix stands for the life that ends there."""
    for name in ENDINGS:
        assert find_ending(name).steps[-1].event == name
    assert find_ending("engaged") is LIFECYCLES["engaged"]


def test_types_are_each_named_once() -> None:
    """A life tells which event types it holds, in order."""
    assert LIFECYCLES["engaged"].types == ("accepted", "delivered", "opened", "clicked")
