"""What came of a storm in numbers that add up exactly, as a whole and over time."""

from collections import Counter
from dataclasses import dataclass, field

from maileroo_cli.delivery.attempt.latency import Latencies
from maileroo_cli.delivery.load.request import RequestEnd
from maileroo_cli.delivery.storm.live.events import StormEvent
from maileroo_cli.delivery.storm.live.order import AcceptedOrder
from maileroo_cli.delivery.storm.live.plan import StormPlan


@dataclass(slots=True)
class StormInterval:
    """What happened in one interval of simulated time.

    ``events`` happened in it, ``failed`` attempts were due in it and met the outage, ``sent`` ones were due in it and
    went to the receiver; ``retried`` of these were not the first. ``ended`` came to their end in it, ``accepted`` ended
    with a success. ``accepted_events`` and ``given_up`` are events that came to their end. ``latencies`` are real
    seconds from due to the end, ``age`` adds up how old accepted events were, in simulated seconds.
    """

    events: int = 0
    failed: int = 0
    sent: int = 0
    retried: int = 0
    ended: int = 0
    accepted: int = 0
    accepted_events: int = 0
    given_up: int = 0
    age: float = 0.0
    oldest: float = 0.0
    latencies: Latencies = field(default_factory=Latencies)


@dataclass(slots=True)
class StormTally:
    """Adds up a storm; each event is told to it once, each attempt once.

    ``failed`` are attempts that met the outage and were not sent, ``ends`` those that were sent and came to an end,
    ``cut`` those whose answer was lost on purpose: they were sent as well, and met the outage all the same.
    ``given_up_in_outage`` events were lost before the receiver was back. ``unaccepted`` events of an open storm were
    refused, and are not tried again. ``from_due`` and ``from_start`` are real seconds, ``lateness`` how late we were;
    ``steady`` is as ``from_due``, of the steady traffic before the outage and before any campaign.
    """

    plan: StormPlan
    events: int = 0
    failed: int = 0
    cut: int = 0
    unfinished: int = 0
    accepted: int = 0
    given_up: int = 0
    given_up_in_outage: int = 0
    unaccepted: int = 0
    ends: Counter[RequestEnd] = field(default_factory=Counter)
    from_due: Latencies = field(default_factory=Latencies)
    from_start: Latencies = field(default_factory=Latencies)
    steady: Latencies = field(default_factory=Latencies)
    lateness: Latencies = field(default_factory=Latencies)
    order: AcceptedOrder = field(default_factory=AcceptedOrder)
    intervals: list[StormInterval] = field(default_factory=list)

    @property
    def sent(self) -> int:
        """How many attempts went to the receiver."""
        return sum(self.ends.values()) + self.cut + self.unfinished

    @property
    def attempts(self) -> int:
        """How many attempts there were, those that met the outage included; a cut one is one of these."""
        return sum(self.ends.values()) + self.failed + self.unfinished

    @property
    def pending(self) -> int:
        """How many events have not come to an end."""
        return self.events - self.accepted - self.given_up - self.unaccepted

    def is_success(self, end: RequestEnd) -> bool:
        """Tell whether an answer is a success."""
        return end == 200 or (self.plan.any_2xx and isinstance(end, int) and 200 <= end <= 299)

    def add_event(self, event: StormEvent) -> None:
        """Count an event that happens."""
        self.events += 1
        self.at(event.time).events += 1

    def add_failed(self, due: float) -> None:
        """Count an attempt that meets the outage."""
        self.failed += 1
        self.at(due).failed += 1

    def add_given_up(self, moment: float, *, in_outage: bool) -> None:
        """Count an event that is not tried again."""
        self.given_up += 1
        self.given_up_in_outage += in_outage
        self.at(moment).given_up += 1

    def add_sent(self, number: int, due: float, began: float, ended: float, end: RequestEnd) -> None:
        """Count an attempt that was sent and came to its end."""
        scale = self.plan.scale
        self.ends[end] += 1
        self.from_due.add((ended - due) / scale)
        if due < self.plan.steady_until and self.plan.scenario.per_second:
            self.steady.add((ended - due) / scale)
        self.from_start.add((ended - began) / scale)
        self.lateness.add((began - due) / scale)
        first = self.at(due)
        first.sent += 1
        first.retried += number > 1
        last = self.at(ended)
        last.ended += 1
        last.accepted += self.is_success(end)
        last.latencies.add((ended - due) / scale)

    def add_accepted(self, event: StormEvent, moment: float) -> None:
        """Count an event that was accepted for the first time."""
        self.accepted += 1
        last = self.at(moment)
        last.accepted_events += 1
        last.age += moment - event.time
        last.oldest = max(last.oldest, moment - event.time)
        self.order.accept(event)

    def at(self, moment: float) -> StormInterval:
        """Return the interval of a simulated moment."""
        number = max(0, int((moment + self.plan.before) / self.plan.interval))
        intervals = self.intervals
        while len(intervals) <= number:
            intervals.append(StormInterval())
        return intervals[number]

    def begins(self, number: int) -> float:
        """Return when the interval ``number`` begins, from 0."""
        return number * self.plan.interval - self.plan.before
