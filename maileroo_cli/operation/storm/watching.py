"""Looking at effects while a storm is sent, from a thread of its own, and afterwards until their number stays."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from maileroo_cli.delivery.storm.live.attempts import StormAttempts
from maileroo_cli.delivery.storm.live.events import StormEvent
from maileroo_cli.delivery.storm.live.plan import DEFAULT_PATIENCE
from maileroo_cli.delivery.storm.live.result import EffectsLook, StormEffects
from maileroo_cli.errors import MhookError
from maileroo_cli.operation.storm.results import StormSettling
from maileroo_cli.transport.observer.look import LookStopped, Observer

_PAUSE = 0.5
_SETTLING_PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class SettleTerms:
    """How long the number has to stay as it is, and how long is waited for that at most, in real seconds."""

    settle: float = 1.0
    patience: float = DEFAULT_PATIENCE


class StormWatch:
    """Takes looks at one number for all events until it is stopped; ``looks`` are what it saw since the beginning.

    A look that fails meanwhile is left out: a receiver that is overwhelmed may not answer that either.
    """

    def __init__(self, observer: Observer, attempts: StormAttempts, *, base: float | None = None) -> None:
        """Take the first look, which raises ``InputError`` or ``UnreachableError`` where none can be had."""
        self.looks: list[EffectsLook] = []
        self._observer, self._attempts = observer, attempts
        self._over = threading.Event()
        self.base = observer.look("", "") if base is None else base
        self._latest: tuple[int, float] | None = None
        """How many events were accepted before the last look, and how many effects it saw."""

        self._start = 0.0
        self._thread = threading.Thread(target=self._watch, name="mhook-storm-effects", daemon=True)

    def begin(self, start: float) -> None:
        """Look from now on; ``start`` is the moment of ``time.perf_counter`` at which the storm began."""
        self._start = start
        self._thread.start()

    def end(self) -> None:
        """Stop looking."""
        self._over.set()
        self._observer.interrupt()
        if self._thread.ident is not None:
            self._thread.join()

    def look(self) -> float:
        """Return the number of effects since the beginning."""
        accepted = self._attempts.tally.accepted
        effects = self._observer.look("", "") - self.base
        self._latest = accepted, effects
        return effects

    def so_far(self) -> StormEffects | None:
        """Return what was last seen of a storm that is cut short, ``None`` where nothing was; it is not settled."""
        if self._latest is None:
            return None
        accepted, effects = self._latest
        missing = max(0, round(accepted - effects))
        return StormEffects(accepted, effects, missing, 0, len(self._attempts.unsure), settled=False)

    def _watch(self) -> None:
        plan = self._attempts.plan
        while not self._over.wait(_PAUSE):
            accepted = self._attempts.tally.accepted
            try:
                effects = self._observer.look("", "", self._over.is_set) - self.base
            except LookStopped:
                return
            except MhookError:
                continue
            moment = plan.simulated(time.perf_counter() - self._start)
            self._latest = accepted, effects
            self.looks.append(EffectsLook(moment, effects, accepted))


def settle_number(
    watch: StormWatch, attempts: StormAttempts, terms: SettleTerms
) -> Iterator[StormSettling | StormEffects]:
    """Look until the number stays as it is; yield how it stands, and at last what the effects come to."""
    expected, unsure = attempts.tally.accepted, len(attempts.unsure)
    began = changed = time.monotonic()
    seen, settled = watch.look(), False
    while not settled and time.monotonic() - began < terms.patience:
        yield StormSettling(expected, seen, time.monotonic() - began)
        time.sleep(min(_SETTLING_PAUSE, terms.settle))
        latest = watch.look()
        if latest != seen:
            seen, changed = latest, time.monotonic()
        settled = time.monotonic() - changed >= terms.settle
    missing, more = round(expected - seen), round(seen - expected - unsure)
    yield StormEffects(
        expected,
        seen,
        max(0, missing),
        max(0, more),
        unsure,
        tuple(watch.looks),
        changed - began,
        settled,
    )


def ask_each(observer: Observer, attempts: StormAttempts, terms: SettleTerms) -> Iterator[StormSettling | StormEffects]:
    """Ask about a sample of accepted events, each on its own, once they have had time to have their effects.

    While some have none, and more of them come to have one, they are asked about again.
    """
    sample = attempts.sample.events()
    yield StormSettling(len(sample), 0, 0.0)
    began = time.monotonic()
    time.sleep(terms.settle)
    numbers = [_ask_about(observer, one) for one in sample]
    changed, settled = time.monotonic(), True
    while missing := [place for place, number in enumerate(numbers) if number < 1]:
        now = time.monotonic()
        settled = now - changed >= terms.settle
        if settled or now - began >= terms.patience:
            break
        yield StormSettling(len(sample), sum(numbers), now - began)
        time.sleep(min(_SETTLING_PAUSE, terms.settle))
        for place in missing:
            numbers[place] = _ask_about(observer, sample[place])
            changed = time.monotonic() if numbers[place] >= 1 else changed
    lost, doubled = sum(number < 1 for number in numbers), sum(number > 1 for number in numbers)
    settled = settled or not lost
    unsure = len(attempts.unsure)
    yield StormEffects(len(sample), sum(numbers), lost, doubled, unsure, settled=settled, sampled=len(sample))


def _ask_about(observer: Observer, event: StormEvent) -> float:
    return observer.look(event.event_type, event.event_id, body=event.body)
