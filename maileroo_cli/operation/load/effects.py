"""What a load did to the receiver, looked at with the user's observer until it changes no more: drain time."""

import json
from collections.abc import Generator, Sequence

from maileroo_cli.delivery.attempt.clock import Clock
from maileroo_cli.delivery.load.result import EffectsResult
from maileroo_cli.operation.load.results import EffectsAwaited
from maileroo_cli.transport.observer.look import Observer

LONGEST_DRAIN = 600.0
"""So many seconds effects are waited for, at most."""

_POLL = 0.25


def look_before(observer: Observer) -> float:
    """Return the number before anything is sent; 0 where it is that of single events, which are all new."""
    return 0.0 if observer.per_event else observer.look("", "")


def look_after_probe(observer: Observer, clock: Clock, first: float, settle: float) -> float:
    """Return the number before the window: that of the ``first`` look, with the effect of the event of the probe.

    A receiver may take its time for it, and need not have any; so it is waited for ``settle`` seconds at most.
    """
    until = clock.now() + settle
    while (number := look_before(observer)) <= first and clock.now() < until and not observer.per_event:
        clock.sleep(min(_POLL, settle))
    return number


class DrainWatch:
    """Looks again and again; of an observer of single events at the ``sampled`` ones, else at one number for all.

    ``before`` is that number before the window, ``accepted`` how many events were accepted in it. ``longest`` is how
    many seconds it may go on.
    """

    def __init__(
        self,
        observer: Observer,
        clock: Clock,
        *,
        before: float,
        accepted: int,
        sampled: Sequence[str] = (),
        longest: float = LONGEST_DRAIN,
    ) -> None:
        self._observer, self._clock = observer, clock
        self._before = before
        self._bodies = [(body, *_names(body)) for body in sampled]
        self._expected = len(sampled) if observer.per_event else accepted
        self._longest = longest
        self._changed = 0.0
        self._numbers: list[float] | None = None

    @property
    def so_far(self) -> EffectsResult | None:
        """What was seen where the wait was cut short; ``None`` where nobody had looked yet."""
        return None if self._numbers is None else self._result(self._numbers, settled=False)

    def wait(self, settle: float) -> Generator[EffectsAwaited, None, EffectsResult]:
        """Look until nothing has changed for ``settle`` seconds; what the observer raises is raised."""
        now = self._clock.now
        began = now()
        self._numbers = numbers = self._look()
        while True:
            passed = now() - began
            yield EffectsAwaited(self._expected, sum(numbers), passed)
            settled = passed - self._changed >= settle
            if settled or passed >= self._longest:
                return self._result(numbers, settled=settled)
            self._clock.sleep(min(_POLL, settle))
            found = self._look()
            if found != numbers:
                self._numbers = numbers = found
                self._changed = now() - began

    def _look(self) -> list[float]:
        look = self._observer.look
        if self._observer.per_event:
            return [look(event_type, event_id, body=body.encode()) for body, event_type, event_id in self._bodies]
        return [look("", "") - self._before]

    def _result(self, numbers: list[float], *, settled: bool) -> EffectsResult:
        if not self._observer.per_event:
            return EffectsResult(self._expected, sum(numbers), self._changed, settled)
        return EffectsResult(
            self._expected,
            sum(numbers),
            self._changed,
            settled,
            sampled=len(numbers),
            lost=sum(one < 1 for one in numbers),
            doubled=sum(one > 1 for one in numbers),
        )


def _names(body: str) -> tuple[str, str]:
    """Return the type and the id of an event; a lifecycle of the user's own may have taken them away."""
    event = json.loads(body)
    return str(event.get("event_type", "")), str(event.get("event_id", ""))
