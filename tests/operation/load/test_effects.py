"""What a load did, looked at until it changes no more: how long that took, on a clock that the test moves."""

import json
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Self

import pytest

from maileroo_cli.delivery.load.result import EffectsResult
from maileroo_cli.operation.load.effects import DrainWatch, look_after_probe, look_before
from maileroo_cli.operation.load.results import EffectsAwaited
from maileroo_cli.transport.observer.look import Stopped, never


class ManualClock:
    """A clock that goes on only where somebody sleeps."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        """Return how long was slept so far."""
        return self.time

    def today(self) -> float:
        """Return the same, as nobody looks."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        self.time += seconds


class NumberAt:
    """An observer whose number depends on the time, and with ``per_event`` on the event."""

    def __init__(self, clock: ManualClock, number: Callable[[float, str], float], *, per_event: bool = False) -> None:
        self.per_event = per_event
        self.turn: AbstractContextManager[Any] = nullcontext()
        self._clock, self._number = clock, number
        self.asked: set[tuple[str, str]] = set()

    def look(self, event_type: str, event_id: str, stopped: Stopped = never, body: bytes = b"") -> float:
        """Return the number."""
        self.asked.add((event_type, event_id))
        return self._number(self._clock.time, event_id)

    def interrupt(self) -> None:
        """Do nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Nothing is kept open."""


def finish(watch: Generator[EffectsAwaited, None, EffectsResult]) -> tuple[list[EffectsAwaited], EffectsResult]:
    """Return what a watch yields, and what it returns."""
    awaited = []
    while True:
        try:
            awaited.append(next(watch))
        except StopIteration as end:
            return awaited, end.value


def bodies(*ids: str) -> list[str]:
    """Return the bodies of events with these ids."""
    return [json.dumps({"event_type": "opened", "event_id": one}) for one in ids]


def test_the_drain_time_is_until_the_last_change() -> None:
    """A queue that works off ten effects a second, of which there were some before."""
    clock = ManualClock()
    observer = NumberAt(clock, lambda time, _: 5 + min(50, int(time * 10)))
    awaited, result = finish(DrainWatch(observer, clock, before=5, accepted=50).wait(2.0))
    assert (result.expected, result.seen, result.settled, result.sampled) == (50, 50, True, None)
    assert result.drain_s == pytest.approx(5.0, abs=0.3)
    assert clock.time == pytest.approx(result.drain_s + 2.0, abs=0.3)
    assert [one.seen for one in awaited] == sorted(one.seen for one in awaited)
    assert awaited[0] == EffectsAwaited(50, 0, 0.0)


def test_what_is_done_at_once_takes_no_time() -> None:
    """It is only looked whether it stays so."""
    clock = ManualClock()
    _, result = finish(DrainWatch(NumberAt(clock, lambda *_: 7), clock, before=0, accepted=7).wait(1.0))
    assert (result.seen, result.drain_s, result.settled) == (7, 0.0, True)


def test_what_never_settles_is_waited_for_only_so_long() -> None:
    """And it is said that it was still changing."""
    clock = ManualClock()
    watch = DrainWatch(NumberAt(clock, lambda time, _: time), clock, before=0, accepted=7, longest=30.0)
    _, result = finish(watch.wait(1.0))
    assert not result.settled
    assert 29 < result.drain_s <= clock.time < 32


def test_single_events_are_asked_about_one_by_one() -> None:
    """Those without an effect are lost, those with more than one doubled; both may show only later."""
    clock = ManualClock()
    numbers = {"a": 1.0, "b": 0.0, "c": 2.0}
    observer = NumberAt(clock, lambda time, one: numbers[one] if time > 1 else 1.0, per_event=True)
    watch = DrainWatch(observer, clock, before=0, accepted=1_000, sampled=bodies(*numbers))
    _, result = finish(watch.wait(2.0))
    assert (result.sampled, result.expected, result.seen, result.lost, result.doubled) == (3, 3, 3, 1, 1)
    assert result.drain_s == pytest.approx(1.25, abs=0.3)
    assert observer.asked == {("opened", one) for one in numbers}


def test_an_event_without_an_id_is_asked_about_by_its_body() -> None:
    """A lifecycle of the user's own may have taken it away."""
    clock = ManualClock()
    observer = NumberAt(clock, lambda *_: 1, per_event=True)
    finish(DrainWatch(observer, clock, before=0, accepted=1, sampled=["{}"]).wait(0.5))
    assert observer.asked == {("", "")}


@pytest.mark.parametrize(("late", "number", "waited"), [(0.0, 6, 0.0), (1.0, 6, 1.0), (99.0, 5, 3.0)])
def test_the_effect_of_the_probe_is_awaited(late: float, number: float, waited: float) -> None:
    """It comes at once, after a while, or not at all."""
    clock = ManualClock()
    observer = NumberAt(clock, lambda time, _: 5 + (time >= late))
    assert look_after_probe(observer, clock, 5, settle=3.0) == number
    assert clock.time == pytest.approx(waited, abs=0.3)


def test_single_events_are_all_new() -> None:
    """So nobody looks before."""
    observer = NumberAt(ManualClock(), lambda *_: 3, per_event=True)
    assert (look_before(observer), observer.asked) == (0.0, set())
