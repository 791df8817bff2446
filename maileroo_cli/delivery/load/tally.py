"""What came of the requests of a load, in numbers that add up exactly; tallies of several processes can be added.

Times are in seconds from the beginning of the window.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from maileroo_cli.delivery.attempt.latency import Latencies
from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.request import ReadyRequest, RequestEnd


class EndKey(NamedTuple):
    """What requests are counted by: their kind, and the status of the answer or the way in which they failed."""

    kind: RequestKind
    end: RequestEnd


@dataclass(slots=True)
class Interval:
    """What happened in one interval: ``planned`` were due in it, ``started`` began in it, ``ended`` came to their end.

    ``accepted`` are those that ended with a success. ``latencies`` are those from due to the end, of what ended in it.
    """

    planned: int = 0
    started: int = 0
    ended: int = 0
    accepted: int = 0
    latencies: Latencies = field(default_factory=Latencies)


class LoadTally:
    """Adds up the ends of requests.

    ``started`` counts those of which a byte was sent or a connection was tried; each of them is in ``ends``, or is one
    of the ``unfinished``, of which nobody knows since the run was broken off. ``from_due`` are latencies from when a
    request was due, ``from_start`` from when it was begun, ``lateness`` tells how late the generator began it.
    ``accepted_events`` counts distinct events that were accepted at least once.
    """

    def __init__(self, interval_s: float, *, any_2xx: bool = False) -> None:
        self.interval_s = interval_s
        self.any_2xx = any_2xx
        self.started = 0
        self.unfinished = 0
        self.ends: Counter[EndKey] = Counter()
        self.from_due, self.from_start, self.lateness = Latencies(), Latencies(), Latencies()
        self.intervals: list[Interval] = []
        self._accepted: set[int] = set()
        self._accepted_elsewhere = 0

    @property
    def accepted_events(self) -> int:
        """How many distinct events were accepted."""
        return len(self._accepted) + self._accepted_elsewhere

    def is_success(self, end: RequestEnd) -> bool:
        """Tell whether an answer is a success: 200 alone, or any from 200 to 299 where that was asked for."""
        return end == 200 or (self.any_2xx and not isinstance(end, Outcome) and 200 <= end <= 299)

    def add(self, request: ReadyRequest, began: float, ended: float, end: RequestEnd) -> None:
        """Count one request that was begun at ``began`` and ended at ``ended``."""
        _, due, kind, original, _, _ = request
        self.started += 1
        self.ends[EndKey(RequestKind(kind), end)] += 1
        self.from_due.add(ended - due)
        self.from_start.add(ended - began)
        self.lateness.add(began - due)
        self._interval(due).planned += 1
        self._interval(began).started += 1
        last = self._interval(ended)
        last.ended += 1
        last.latencies.add(ended - due)
        if self.is_success(end):
            last.accepted += 1
            if kind != RequestKind.BAD_SIGNATURE:
                self._accepted.add(original)

    def add_unfinished(self, request: ReadyRequest, began: float) -> None:
        """Count one request that was begun and of which nothing more is known."""
        self.started += 1
        self.unfinished += 1
        self._interval(request[1]).planned += 1
        self._interval(began).started += 1

    def merge(self, other: "LoadTally") -> None:
        """Add what another process counted; an event of one process is none of another."""
        self.started += other.started
        self.unfinished += other.unfinished
        self.ends.update(other.ends)
        for mine, its in zip(
            (self.from_due, self.from_start, self.lateness),
            (other.from_due, other.from_start, other.lateness),
            strict=True,
        ):
            mine.merge(its)
        self._accepted_elsewhere += other.accepted_events
        for number, interval in enumerate(other.intervals):
            ours = self._interval((number + 0.5) * self.interval_s)
            ours.planned += interval.planned
            ours.started += interval.started
            ours.ended += interval.ended
            ours.accepted += interval.accepted
            ours.latencies.merge(interval.latencies)

    def _interval(self, seconds: float) -> Interval:
        number = max(0, int(seconds / self.interval_s))
        intervals = self.intervals
        while len(intervals) <= number:
            intervals.append(Interval())
        return intervals[number]

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values, for another process."""
        return {
            "interval_s": self.interval_s,
            "any_2xx": self.any_2xx,
            "started": self.started,
            "unfinished": self.unfinished,
            "accepted_events": self.accepted_events,
            "ends": [
                [int(key.kind), str(key.end) if isinstance(key.end, Outcome) else key.end, number]
                for key, number in self.ends.items()
            ],
            "latencies": [one.as_dict() for one in (self.from_due, self.from_start, self.lateness)],
            "intervals": [
                [one.planned, one.started, one.ended, one.accepted, one.latencies.as_dict()] for one in self.intervals
            ],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "LoadTally":
        """Rebuild what :meth:`as_dict` gave, also after JSON; anything else raises ``ValueError``."""
        try:
            tally = cls(float(data["interval_s"]), any_2xx=bool(data["any_2xx"]))
            tally.started, tally.unfinished = int(data["started"]), int(data["unfinished"])
            tally._accepted_elsewhere = int(data["accepted_events"])
            for kind, end, number in data["ends"]:
                tally.ends[EndKey(RequestKind(kind), Outcome(end) if isinstance(end, str) else int(end))] = int(number)
            tally.from_due, tally.from_start, tally.lateness = map(Latencies.from_dict, data["latencies"])
            tally.intervals = [
                Interval(int(planned), int(started), int(ended), int(accepted), Latencies.from_dict(latencies))
                for planned, started, ended, accepted, latencies in data["intervals"]
            ]
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError("this is not the tally of a load") from error
        return tally
