"""Looking at what a storm did: the number of effects until it stays, single events, and the states of mails."""

from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, Self

import pytest

from maileroo_cli.delivery.storm.live.attempts import StormAttempts
from maileroo_cli.delivery.storm.live.events import StormEvent
from maileroo_cli.delivery.storm.live.order import AcceptedOrder
from maileroo_cli.delivery.storm.live.result import StormEffects
from maileroo_cli.delivery.storm.scenario import Scenario
from maileroo_cli.errors import InputError
from maileroo_cli.operation.storm.states import compare_states
from maileroo_cli.operation.storm.watching import SettleTerms, StormWatch, ask_each, settle_number
from tests.delivery.storm.played import SHORT, events_of, make_plan, play

_TERMS = SettleTerms(0.0, 5.0)
_NEVER: Callable[[], bool] = lambda: False  # noqa: E731


class _Counts:
    """Gives one number after the other, the last one for ever; or those of each event."""

    def __init__(self, *numbers: float, of: dict[str, float] | None = None) -> None:
        self.per_event = of is not None
        self.turn: Any = nullcontext()
        self._numbers, self._of = list(numbers), of

    def look(self, event_type: str, event_id: str, stopped: Callable[[], bool] = _NEVER, body: bytes = b"") -> float:
        if self._of is not None:
            return self._of.get(event_id, 1.0)
        return self._numbers.pop(0) if len(self._numbers) > 1 else self._numbers[0]

    def interrupt(self) -> None:
        """Nothing is waited for."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Nothing is open."""


class _States:
    """Tells a state by the reference of a mail."""

    def __init__(self, state: Callable[[str], str]) -> None:
        self._state = state

    def ask(self, recipient: str, reference_id: str, stopped: Callable[[], bool] = _NEVER) -> str:
        return f"{self._state(reference_id)} {recipient} {reference_id} 2026-01-31T12:00:00Z 1769860800"

    def interrupt(self) -> None:
        """Nothing is waited for."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Nothing is open."""


@pytest.fixture(scope="module")
def attempts() -> StormAttempts:
    """Return a storm that is over."""
    plan = make_plan(Scenario(SHORT, 0.5, 300.0, mix="delivered=60,bounced=40", seed=1), closed=True, scale=10.0)
    played = StormAttempts(plan, events_of(plan))
    play(played)
    return played


@pytest.mark.parametrize(("more", "lost", "doubled"), [(0, 0, 0), (-3, 3, 0), (4, 0, 4)])
def test_the_number_of_effects_is_compared(attempts: StormAttempts, more: int, lost: int, doubled: int) -> None:
    """What was there before does not count; too few are lost, too many doubled."""
    accepted = attempts.tally.accepted
    watch = StormWatch(_Counts(100, 100 + accepted // 2, 100 + accepted + more), attempts)
    *between, last = settle_number(watch, attempts, SettleTerms(0.05, 5.0))
    assert between
    assert isinstance(last, StormEffects)
    assert (last.expected, last.seen, last.lost, last.doubled) == (accepted, accepted + more, lost, doubled)
    assert last.settled


def test_a_number_that_never_stays_is_unsettled(attempts: StormAttempts) -> None:
    """Nobody waits for ever."""
    watch = StormWatch(_Counts(0, *range(100_000)), attempts)
    *_, last = settle_number(watch, attempts, SettleTerms(0.2, 0.0))
    assert isinstance(last, StormEffects)
    assert not last.settled


def test_events_are_asked_about_one_by_one(attempts: StormAttempts) -> None:
    """A sample is, first of all those that came more than once."""
    sample = attempts.sample.events()
    numbers = {sample[0].event_id: 2.0, sample[1].event_id: 0.0}
    *_, last = ask_each(_Counts(of=numbers), attempts, _TERMS)
    assert isinstance(last, StormEffects)
    assert (last.sampled, last.lost, last.doubled) == (len(sample), 1, 1)
    assert last.seen == len(sample)


def test_states_are_compared_with_those_in_order(attempts: StormAttempts) -> None:
    """Ids and times are left out; what else is different is wrong."""
    order = attempts.tally.order
    assert order.sampled()
    same = compare_states(_States(lambda _: "delivered"), order)
    assert (same.compared, same.wrong, same.uncompared) == (len(order.sampled()), 0, 0)
    late = {one.mail.reference_id for one in order.sampled()[:2]}
    told = compare_states(_States(lambda reference: "accepted" if reference in late else "delivered"), order)
    assert told.wrong == 2
    assert "it is 'accepted … … … …', in order 'delivered … … … …'" in told.example


def test_states_that_change_are_asked_about_until_they_stay(attempts: StormAttempts) -> None:
    """Work that is left is no wrong state; what never stays is not final, and what stays wrong is wrong."""
    order = attempts.tally.order
    late = {one.mail.reference_id for one in order.sampled()}
    asked: Counter[str] = Counter()

    def works_later(reference: str) -> str:
        asked[reference] += 1
        return f"step {asked[reference]}" if reference in late and asked[reference] <= 3 else "delivered"

    told = compare_states(_States(works_later), order, SettleTerms(0.02, 5.0))
    assert (told.wrong, told.settled) == (0, True)
    numbers = iter(range(100_000))
    never = compare_states(_States(lambda _: f"state {next(numbers)}"), order, SettleTerms(0.02, 0.1))
    assert not never.settled
    wrong = compare_states(_States(lambda one: "x" if one in late else "y"), order, SettleTerms(0.02, 5.0))
    assert (wrong.wrong, wrong.settled) == (wrong.compared, True)


def test_events_without_an_effect_are_asked_about_again(attempts: StormAttempts) -> None:
    """One that is worked off later is not lost."""
    late = attempts.sample.events()[0].event_id
    of = {late: 0.0}

    class Later(_Counts):
        def look(self, event_type: str, event_id: str, *_: object, **__: object) -> float:
            number = of.get(event_id, 1.0)
            if event_id in of:
                of[event_id] = 1.0
            return number

    *_, last = ask_each(Later(of=of), attempts, SettleTerms(0.05, 5.0))
    assert isinstance(last, StormEffects)
    assert (last.lost, last.settled) == (0, True)


def test_without_mails_in_order_nothing_is_compared() -> None:
    """It is said of how many."""
    plan = make_plan()
    order = AcceptedOrder()
    mails: dict[int, list[StormEvent]] = {}
    for event in events_of(plan):
        mails.setdefault(event.mail.number, []).append(event)
    whole = next(events for events in mails.values() if len(events) == 2)
    for event in reversed(whole):
        order.accept(event)
    states = compare_states(_States(lambda _: "x"), order)
    assert (states.compared, states.uncompared) == (0, 1)


def test_a_first_look_that_fails_ends_it(attempts: StormAttempts) -> None:
    """It is known before anything is sent."""

    class Broken(_Counts):
        def look(self, *_: object, **__: object) -> float:
            raise InputError("no number")

    with pytest.raises(InputError, match="no number"):
        StormWatch(Broken(), attempts)
