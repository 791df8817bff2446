"""What came of the requests of a load, in numbers that add up exactly; tallies of several processes can be added.

Times are in seconds from the beginning of the window.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import compress
from operator import sub
from typing import Any

from maileroo_cli.delivery.attempt.latency import Latencies, bucket_counts
from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.attempt.refusal import REFUSALS
from maileroo_cli.delivery.load.interval import EndKey, Interval, count_ends, ends_as_list, ends_from_list
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.request import EndedRequest, ReadyRequest, RequestEnd

_ROOM = 65_536
_FORGED = int(RequestKind.BAD_SIGNATURE)


class LoadTally:
    """Adds up the ends of requests.

    ``started`` counts those of which a byte was sent or a connection was tried; each of them is in ``ends``, or is one
    of the ``unfinished``, of which nobody knows since the run was broken off. ``from_due`` are latencies from when a
    request was due, ``from_start`` from when it was begun, and ``by_kind`` those from due of each kind; all of them are
    of requests that :meth:`is_timed`. ``lateness`` tells how late the generator began those that had to wait for no
    other one. ``accepted_events`` counts distinct events that were accepted at least once.
    """

    def __init__(self, interval_s: float, *, any_2xx: bool = False) -> None:
        self.interval_s = interval_s
        self.any_2xx = any_2xx
        self.started = 0
        self.unfinished = 0
        self.ends: Counter[EndKey] = Counter()
        self.from_due, self.from_start, self.lateness = Latencies(), Latencies(), Latencies()
        self.by_kind: dict[RequestKind, Latencies] = {}
        self.intervals: list[Interval] = []
        self._accepted = bytearray()
        """A 1 at the index of each event that was accepted: a set of them would take a hundred times as much."""
        self._accepted_elsewhere = 0

    @property
    def accepted_events(self) -> int:
        """How many distinct events were accepted."""
        return self._accepted.count(1) + self._accepted_elsewhere

    def is_success(self, end: RequestEnd) -> bool:
        """Tell whether an answer is a success: 200 alone, or any from 200 to 299 where that was asked for."""
        return end == 200 or (self.any_2xx and not isinstance(end, Outcome) and 200 <= end <= 299)

    def is_right(self, kind: RequestKind, end: RequestEnd) -> bool:
        """Tell whether a request ended as it should: accepted, or where its signature is bad refused."""
        return end in REFUSALS if kind is RequestKind.BAD_SIGNATURE else self.is_success(end)

    def is_timed(self, kind: RequestKind, end: RequestEnd) -> bool:
        """Tell whether a request counts in the latencies: one that ended as it should, or took too long to.

        A failure is told as one: that it came fast is no merit.
        """
        return end is Outcome.TIMEOUT or self.is_right(kind, end)

    @property
    def timed(self) -> int:
        """How many requests count in the latencies."""
        return sum(number for key, number in self.ends.items() if self.is_timed(*key))

    def add(self, request: ReadyRequest, began: float, ended: float, end: RequestEnd) -> None:
        """Count one request that was begun at ``began`` and ended at ``ended``."""
        _, due, kind, original, after, _ = request
        self.started += 1
        key = EndKey(RequestKind(kind), end)
        self.ends[key] += 1
        is_timed = self.is_timed(*key)
        if is_timed:
            self.from_due.add(ended - due)
            self.from_start.add(ended - began)
            self._of_kind(key.kind).add(ended - due)
        if after < 0:
            self.lateness.add(began - due)
        self._interval(due).planned += 1
        self._interval(began).started += 1
        last = self._interval(ended)
        last.ended += 1
        if is_timed:
            last.latencies.add(ended - due)
        last.ends[key] += 1
        if self.is_success(end):
            last.accepted += 1
            if kind != RequestKind.BAD_SIGNATURE:
                self._make_room(original)
                self._accepted[original] = 1

    def add_all(self, ends: Sequence[EndedRequest]) -> None:
        """Count requests as :meth:`add` does, much faster; they are in the order in which they ended."""
        if not ends:
            return
        requests, began, ended, how = zip(*ends, strict=True)
        _, due, kinds, _, after, _ = zip(*requests, strict=True)
        counted = count_ends(kinds, how)
        self.ends.update(counted)
        self.started += len(ends)
        latencies = list(map(sub, ended, due))
        untimed = {key for key in counted if not self.is_timed(*key)}
        buckets = None if untimed else bucket_counts(latencies)
        timed = None if not untimed else [key not in untimed for key in zip(kinds, how, strict=True)]
        self._time(latencies, list(map(sub, ended, began)), kinds, timed, buckets)
        late = list(map(sub, began, due))
        self.lateness.add_all([one for one, other in zip(late, after, strict=True) if other < 0])
        width = self.interval_s
        for place, number in Counter([int(one / width) for one in due]).items():
            self._numbered(place).planned += number
        for place, number in Counter([int(one / width) for one in began]).items():
            self._numbered(place).started += number
        numbers = [int(one / width) for one in ended]
        first = 0
        while first < len(ends):
            last = bisect_right(numbers, numbers[first], first)
            whole = last - first == len(ends)
            interval = self._numbered(numbers[first])
            interval.ended += last - first
            here = slice(first, last)
            here_timed = latencies[here] if timed is None else list(compress(latencies[here], timed[here]))
            interval.latencies.add_all(here_timed, buckets if whole else None)
            interval.accepted += self._accept_all(ends if whole else ends[first:last])
            interval.ends.update(counted if whole else count_ends(kinds[first:last], how[first:last]))
            first = last

    def _time(
        self,
        from_due: list[float],
        from_start: list[float],
        kinds: Sequence[int],
        timed: list[bool] | None,
        buckets: Counter[int] | None,
    ) -> None:
        """Count latencies, all of them or those that are ``timed``."""
        if timed is not None:
            from_due, from_start = list(compress(from_due, timed)), list(compress(from_start, timed))
            kinds = list(compress(kinds, timed))
        self.from_due.add_all(from_due, buckets)
        self.from_start.add_all(from_start)
        every = set(kinds)
        for kind in every:
            own = (
                from_due if len(every) == 1 else [one for one, its in zip(from_due, kinds, strict=True) if its == kind]
            )
            self._of_kind(RequestKind(kind)).add_all(own, buckets if len(every) == 1 else None)

    def _of_kind(self, kind: RequestKind) -> Latencies:
        return self.by_kind.setdefault(kind, Latencies())

    def _accept_all(self, ends: Sequence[EndedRequest]) -> int:
        """Note which events were accepted, and return how many answers were a success."""
        good = [request for request, _, _, end in ends if end == 200 or self.is_success(end)]
        events = [original for _, _, kind, original, _, _ in good if kind != _FORGED]
        if events:
            self._make_room(max(events))
            accepted = self._accepted
            for original in events:
                accepted[original] = 1
        return len(good)

    def _make_room(self, original: int) -> None:
        missing = original + 1 - len(self._accepted)
        if missing > 0:
            self._accepted.extend(bytes(max(_ROOM, missing)))

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
        for kind, latencies in other.by_kind.items():
            self._of_kind(kind).merge(latencies)
        self._accepted_elsewhere += other.accepted_events
        for number, interval in enumerate(other.intervals):
            self._interval((number + 0.5) * self.interval_s).merge(interval)

    def _interval(self, seconds: float) -> Interval:
        return self._numbered(int(seconds / self.interval_s))

    def _numbered(self, number: int) -> Interval:
        number, intervals = max(0, number), self.intervals
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
            "ends": ends_as_list(self.ends),
            "latencies": [one.as_dict() for one in (self.from_due, self.from_start, self.lateness)],
            "by_kind": [[int(kind), one.as_dict()] for kind, one in sorted(self.by_kind.items())],
            "intervals": [one.as_list() for one in self.intervals],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "LoadTally":
        """Rebuild what :meth:`as_dict` gave, also after JSON; anything else raises ``ValueError``."""
        try:
            tally = cls(float(data["interval_s"]), any_2xx=bool(data["any_2xx"]))
            tally.started, tally.unfinished = int(data["started"]), int(data["unfinished"])
            tally._accepted_elsewhere = int(data["accepted_events"])
            tally.ends = ends_from_list(data["ends"])
            tally.from_due, tally.from_start, tally.lateness = map(Latencies.from_dict, data["latencies"])
            tally.by_kind = {RequestKind(kind): Latencies.from_dict(one) for kind, one in data["by_kind"]}
            tally.intervals = [Interval.from_list(one) for one in data["intervals"]]
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError("this is not the tally of a load") from error
        return tally
