"""Which attempt of which event is due when: from the scenario, and from the receiver's answers where they count."""

from collections.abc import Iterator, Mapping
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple, TypeAlias

from maileroo_cli.delivery.load.request import RequestEnd
from maileroo_cli.delivery.storm.attempts import wait_after
from maileroo_cli.delivery.storm.live.events import StormEvent
from maileroo_cli.delivery.storm.live.plan import StormPlan
from maileroo_cli.delivery.storm.live.sample import EventSample
from maileroo_cli.delivery.storm.live.tally import StormTally


class AttemptKey(NamedTuple):
    """One attempt of a storm: which event, which attempt of it from 1, and whether its answer is lost on purpose."""

    place: int
    number: int
    is_cut: bool = False


class WaveAttempt(NamedTuple):
    """An attempt that is to be sent, and when it is due."""

    event: StormEvent
    number: int
    due: float
    is_cut: bool = False

    @property
    def key(self) -> AttemptKey:
        """What names it in the notes of a run."""
        return AttemptKey(self.event.place, self.number, self.is_cut)


class EndedAttempt(NamedTuple):
    """When an attempt that was sent was due, began and ended, and how."""

    due: float
    began: float
    ended: float
    end: RequestEnd


Recorded: TypeAlias = Mapping[AttemptKey, EndedAttempt]


class StormAttempts:
    """Takes events as they happen, gives out attempts as they fall due, and is told how each ended.

    An attempt within the outage is not sent: it fails as the plan's mode says. What an earlier process had ``recorded``
    counts as it ended then. ``tally`` adds up all of it.
    """

    def __init__(self, plan: StormPlan, events: Iterator[StormEvent], recorded: Recorded | None = None) -> None:
        self.plan = plan
        self.tally = StormTally(plan)
        self.sample = EventSample(plan.scenario.seed)
        self.unsure: set[int] = set()
        """Events that were sent and not accepted, by their places: each may have had an effect."""
        self.planned_drain = plan.outage
        """When the last event from before the recovery ends if each attempt after the outage succeeds."""
        self._events = events
        self._recorded = dict(recorded or {})
        self._scenario = plan.scenario
        self._attempts = plan.scenario.schedule.attempts
        self._heap: list[tuple[float, int, WaveAttempt, EndedAttempt | None]] = []
        self._order = count()
        self._old = 0
        self._last_old = plan.outage
        self._cuts = plan.lost_answers
        self._next = next(events, None)

    @property
    def is_over(self) -> bool:
        """Whether nothing more can become due, but for what is under way."""
        return self._next is None and not self._heap

    @property
    def drained(self) -> float | None:
        """When the last event from before the recovery came to its end; ``None`` where one is pending."""
        if self._old or (self._next is not None and self._next.time < self.plan.outage):
            return None
        return self._last_old

    @property
    def next_due(self) -> float | None:
        """When the next event happens or attempt is due; ``None`` where nothing is known to."""
        moments = [self._heap[0][0]] if self._heap else []
        if self._next is not None:
            moments.append(self._next.time)
        return min(moments, default=None)

    def take_due(self, until: float) -> Iterator[WaveAttempt]:
        """Yield the attempts that are due up to a moment, in the order in which they are due."""
        heap, is_last, until = self._heap, until >= self.plan.latest, min(until, self.plan.latest)
        while True:
            event = self._next
            if event is not None and event.time <= until and (not heap or event.time <= heap[0][0]):
                if self._traffic_is_over(event.time):
                    self._next = None
                else:
                    self._begin(event)
            elif heap and heap[0][0] <= until:
                _, _, attempt, recorded = heappop(heap)
                if recorded is None:
                    yield attempt
                else:
                    self.ended(attempt, recorded)
            else:
                break
        if is_last:
            self.stop()

    def ended(self, attempt: WaveAttempt, what: EndedAttempt) -> None:
        """Take what came of an attempt, which decides in a closed storm what comes next."""
        tally, event = self.tally, attempt.event
        if attempt.is_cut:
            tally.cut += 1
            self.unsure.add(event.place)
            return
        tally.add_sent(attempt.number, *what)
        if tally.is_success(what.end):
            tally.add_accepted(event, what.ended)
            self.sample.accept(event, again=event.place in self.unsure)
            self.unsure.discard(event.place)
            self._close(event, what.ended)
            return
        self.unsure.add(event.place)
        if self.plan.closed and what.end in self.plan.scenario.schedule.refusals:
            self._give_up(event, what.ended)
        elif self.plan.closed:
            self._try_again(event, attempt.number, what.ended)
        else:
            tally.unaccepted += 1
            self._close(event, what.ended)

    def broken_off(self, attempt: WaveAttempt) -> None:
        """Take an attempt of which nobody knows what came."""
        self.unsure.add(attempt.event.place)
        if attempt.is_cut:
            self.tally.cut += 1
        else:
            self.tally.unfinished += 1

    def discrepancies(self) -> Iterator[str]:
        """Yield sentences about counts that do not agree, which should never happen; for when nothing is under way."""
        tally = self.tally
        ended = sum(one.ended for one in tally.intervals)
        if ended != (counted := sum(tally.ends.values())):
            yield f"{counted:,} attempts ended, but {ended:,} over time"
        successes = sum(number for end, number in tally.ends.items() if tally.is_success(end))
        if successes != tally.accepted:
            yield f"{successes:,} attempts succeeded, but {tally.accepted:,} events were accepted"
        if tally.pending < 0:
            yield f"{-tally.pending:,} events came to an end that never happened"

    def stop(self) -> None:
        """Make nothing more due."""
        self._heap.clear()
        self._next = None

    def _begin(self, event: StormEvent) -> None:
        following = next(self._events, None)
        limit = self.plan.most_events
        self._next = following if following is not None and self.tally.events + 1 < limit else None
        self.tally.add_event(event)
        self._old += event.time < self.plan.outage
        if self._cuts and 0 <= event.time < self.plan.outage:
            self._cuts -= 1
            self._push(WaveAttempt(event, 1, event.time, is_cut=True))
        due = self._schedule(event, 1, event.time)
        if due is not None and event.time < self.plan.outage:
            self.planned_drain = max(self.planned_drain, due)

    def _try_again(self, event: StormEvent, number: int, ended: float) -> None:
        if number >= self._attempts:
            self._give_up(event, ended)
            return
        self._schedule(event, number + 1, ended + wait_after(self._scenario, event.place, number))

    def _schedule(self, event: StormEvent, number: int, due: float) -> float | None:
        """Make an attempt due, and return when it is; those that meet the outage are over at once."""
        outage, failing = self.plan.outage, self._scenario.failing
        while 0 <= due < outage:
            self.tally.add_failed(due)
            due += failing
            if number >= self._attempts:
                self._give_up(event, due)
                return None
            due += wait_after(self._scenario, event.place, number)
            number += 1
        self._push(WaveAttempt(event, number, due))
        return due

    def _push(self, attempt: WaveAttempt) -> None:
        recorded = self._recorded.pop(attempt.key, None)
        # What was recorded counts when it ended, so that the order of what was accepted is as it was.
        moment = attempt.due if recorded is None else recorded.ended
        heappush(self._heap, (moment, next(self._order), attempt, recorded))

    def _give_up(self, event: StormEvent, moment: float) -> None:
        self.tally.add_given_up(moment, in_outage=moment <= self.plan.outage)
        self._close(event, moment)

    def _close(self, event: StormEvent, moment: float) -> None:
        if event.time < self.plan.outage:
            self._old -= 1
            self._last_old = max(self._last_old, moment)

    def _traffic_is_over(self, moment: float) -> bool:
        """Tell whether no new event happens any more at a moment."""
        plan = self.plan
        if plan.after is not None:
            return moment >= plan.outage + plan.after
        return moment >= plan.outage + plan.before and not self._old
