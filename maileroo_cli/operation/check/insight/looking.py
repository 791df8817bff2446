"""Looking at what the receiver did: effects of events, and states of recipients, each once it has settled.

Until when its work may come is told by ``settling``. What is expected to come is waited for no longer than it takes to
come; whether more comes than there should be is only known at the end of that time.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from maileroo_cli.rules.definition import Need
from maileroo_cli.transport.observer.look import LookStopped
from maileroo_cli.transport.observer.tail import read_end
from maileroo_cli.webhook.catalogue.event import EventType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeVar

    from maileroo_cli.operation.check.insight.settling import Settling
    from maileroo_cli.rules.definition import Rule
    from maileroo_cli.rules.probe import ProbeEvent
    from maileroo_cli.rules.step import LookAt, LookAtState, Watch
    from maileroo_cli.transport.observer.look import Observer
    from maileroo_cli.transport.observer.state import StateObserver

    Seen = TypeVar("Seen", float, str)

_POLL = 0.05
_ROUNDS = 5
_NOBODY, _NO_EVENT = "nobody@example.com", "0" * 48


class EffectLooks:
    """Takes the looks of one rule after the other. It belongs to one thread, only :meth:`stop` may be called elsewhere.

    ``computed`` names the file in which the receiver writes the signature that it computes.

    Where the observer counts all effects and not those of one event, the number of one event is how many came since it
    is watched. A command whose line does not name the event may be a script that reads its id all the same: an event
    that does not exist tells, since its number grows only where all effects are counted.
    """

    def __init__(
        self, observer: Observer | None, state: StateObserver | None, settling: Settling, computed: str | None = None
    ) -> None:
        self._observer = observer
        self._state = state
        self._settling = settling
        self._computed = computed
        self._stop = threading.Event()
        self._counted: dict[str, float] = {}
        self._tells_apart = True if observer is not None and observer.per_event else None
        self._counted_of_none = 0.0

    @property
    def stopped(self) -> bool:
        """Whether nobody wants to know any more."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Make a look under way end soon."""
        self._stop.set()
        for one in (self._observer, self._state):
            if one is not None:
                one.interrupt()

    def note_request(self) -> None:
        """Tell that something was sent just now."""
        self._settling.note_request()

    def finish(self) -> None:
        """Let an application in this process do what requests have left behind."""
        self._settling.finish(self._is_stopped)

    def try_out(self, rules: Iterable[Rule]) -> None:
        """Take the looks that some of ``rules`` need once, before anything is sent: what fails raises here."""
        needs = {need for rule in rules for need in rule.needs}
        if self._observer is not None and Need.OBSERVER in needs:
            self._observer.look(EventType.DELIVERED, _NO_EVENT, self._is_stopped)
        if self._state is not None and Need.STATE in needs:
            self._state.ask(_NOBODY, _NO_EVENT[:24], self._is_stopped)

    def read_computed(self) -> str:
        """Return the end of the file in which the receiver writes the signature that it computed, if there is one."""
        return "" if self._computed is None else read_end(self._computed)

    def watch(self, step: Watch) -> None:
        """Count what there is before the events of ``step`` are sent."""
        events = self._shown(step.events)
        if self._observer is not None and not self._observer.per_event:
            self.finish()
            if not self._settling.is_over:
                self._wait(self._settling.end() - time.monotonic())
            self._wait_for_rest(events[0])
        self._counted.update({event.event_id: self._count(event) for event in events})
        if self._tells_apart is None:
            self._counted_of_none = self._count_of_none(events[0])

    def look(self, step: LookAt) -> float:
        """Return how many effects the events of ``step`` have had since they are watched."""
        is_missing = step.above < step.ideal
        return self._see(
            lambda: self._number(step), lambda number: number > step.above, step.patience, is_missing=is_missing
        )

    def look_at_state(self, step: LookAtState) -> str:
        """Return the state that ``step`` asks for."""
        state = self._state
        assert state is not None  # noqa: S101  (a rule that needs one is skipped without)
        return self._see(
            lambda: state.ask(step.recipient, step.reference_id, self._is_stopped),
            lambda text: step.unlike is not None and text != step.unlike,
            is_missing=step.unlike is not None,
        )

    def _wait_for_rest(self, event: ProbeEvent) -> None:
        """Wait until the number of all effects rests for a time to settle; ``LookStopped`` where it never does."""
        number = self._count(event)
        for _ in range(_ROUNDS):
            self._wait(self._settling.rest)
            before, number = number, self._count(event)
            if number == before:
                return
        raise LookStopped("other effects come all the time, so let the observer tell those of one event")

    def _see(
        self, see: Callable[[], Seen], is_enough: Callable[[Seen], bool], patience: int = 1, *, is_missing: bool
    ) -> Seen:
        """Return what is seen when all has settled, or before that as soon as it is enough.

        ``is_missing`` tells that something is expected to come. Once stopped ``LookStopped`` is raised.
        """
        self.finish()
        end, seen, looks = self._settling.end(patience), see(), 1
        while not is_enough(seen) and (is_missing or not self._settling.is_over):
            if (left := end - time.monotonic()) <= 0:
                return seen
            self._wait(min(left, _POLL))
            if self.stopped:
                raise LookStopped
            seen, looks = see(), looks + 1
        if looks > 1 and is_missing:
            self._settling.note_late()
        return seen

    def _number(self, step: LookAt) -> float:
        """Count now the effects that came since the events are watched."""
        first = step.events[0]
        if self._tells_apart is None and self._since_watched(first):
            self._tells_apart = self._count_of_none(first) == self._counted_of_none
        return sum(self._since_watched(event) for event in self._shown(step.events))

    def _since_watched(self, event: ProbeEvent) -> float:
        return self._count(event) - self._counted.get(event.event_id, 0.0)

    def _count_of_none(self, event: ProbeEvent) -> float:
        """Count the effects of an event that does not exist, of the type of ``event``."""
        assert self._observer is not None  # noqa: S101  (a rule that needs one is skipped without)
        return self._observer.look(event.type, _NO_EVENT, self._is_stopped)

    def _shown(self, events: Iterable[ProbeEvent]) -> list[ProbeEvent]:
        """Return the events that have a number of their own; the first stands for all where there is only one."""
        found = list(events)
        return found if self._tells_apart else found[:1]

    def _count(self, event: ProbeEvent) -> float:
        assert self._observer is not None  # noqa: S101  (a rule that needs one is skipped without)
        return self._observer.look(event.type, event.event_id, self._is_stopped, event.body)

    def _is_stopped(self) -> bool:
        return self._stop.is_set()

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self._stop.wait(seconds)
