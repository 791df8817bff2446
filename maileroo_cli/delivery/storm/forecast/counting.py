"""A storm counted, not played: where all events fare alike, how many are tried when follows from when they arrive.

An event that arrives at a moment is tried that moment plus a fixed time later, and it is tried at all where the attempt
before was within the outage. So attempts of one number within a minute are events that arrived within a span of time.
"""

from collections.abc import Iterator
from itertools import accumulate

from maileroo_cli.delivery.storm.forecast.definition import StormForecast
from maileroo_cli.delivery.storm.forecast.minutes import MinuteSums, StormMinute, busiest_minute
from maileroo_cli.delivery.storm.scenario import Scenario
from maileroo_cli.delivery.storm.traffic import SECOND, StormTraffic, microseconds


def count_attempts(scenario: Scenario, pair_gap: float) -> StormForecast:
    """Return the forecast of a scenario that has no jitter and no limit of parallel deliveries.

    The second event of a pair comes ``pair_gap`` seconds after the first.
    """
    storm = _CountedStorm(scenario)
    drain = storm.count()
    pairs, reversed_pairs, lost_pairs = storm.pairs(microseconds(pair_gap))
    first, last = storm.span(drain)
    minutes = storm.sums.minutes(first, last)
    return StormForecast(
        scenario,
        minutes,
        tuple(storm.accepted),
        storm.lost,
        drain / SECOND,
        pairs,
        reversed_pairs,
        lost_pairs,
        storm.most_within(busiest_minute(minutes[-first:])),
    )


class _CountedStorm:
    """One scenario while it is counted; all moments are microseconds since the outage began."""

    def __init__(self, scenario: Scenario) -> None:
        self._traffic = StormTraffic(scenario)
        self._outage = microseconds(scenario.outage)
        self._first, self._end = -microseconds(scenario.before), self._outage + microseconds(scenario.after)
        failing = microseconds(scenario.failing)
        steps = (failing + microseconds(wait) for wait in scenario.schedule.waits)
        self._offsets = list(accumulate(steps, initial=0))
        self.sums = MinuteSums(self._outage)
        self.accepted = [0] * len(self._offsets)
        self.lost = 0

    def span(self, drain: int) -> tuple[int, int]:
        """Return the numbers of the first and the last minute, the last retry being ``drain`` after the recovery."""
        index = self.sums.index
        return index(self._first), max(index(self._end - 1), index(self._outage + drain), 0)

    def count(self) -> int:
        """Count all attempts, and return how long after the recovery the last retry is made."""
        before, drain = self._traffic.before, 0
        for attempt, offset in enumerate(self._offsets):
            low, high = self._tried(attempt)
            if high <= low:
                break
            known = before(low)
            for minute in range(self.sums.index(low + offset), self.sums.index(high - 1 + offset) + 1):
                until = min(high, self.sums.start(minute + 1) - offset)
                count = before(until) - known
                if count:
                    early = before(min(until, 0)) - known if known < before(0) and not attempt else 0
                    self._add(minute, attempt, count, max(early, 0))
                known += count
            latest = self._traffic.latest(high)
            if attempt and latest is not None and latest >= low:
                drain = max(drain, latest + offset - self._outage)
        return drain

    def most_within(self, minute: StormMinute) -> int:
        """Return how many attempts the busiest second of a minute has."""
        start = microseconds(minute.start)
        return max(self._attempts(start + second * SECOND) for second in range(60))

    def _attempts(self, moment: int) -> int:
        """Return how many attempts are made within the second that begins at a moment."""
        before, attempts = self._traffic.before, 0
        for attempt, offset in enumerate(self._offsets):
            low, high = self._tried(attempt)
            begin, end = max(low, moment - offset), min(high, moment - offset + SECOND)
            attempts += before(end) - before(begin) if begin < end else 0
        return attempts

    def _tried(self, attempt: int) -> tuple[int, int]:
        """Return from when on and before when events arrive that are tried so often."""
        if not attempt:
            return self._first, self._end
        return 0, min(self._end, self._outage - self._offsets[attempt - 1])

    def _add(self, minute: int, attempt: int, count: int, early: int) -> None:
        """Add the attempts of one number in a minute, of which so many are ``early``: before the outage."""
        sums = self.sums
        if not attempt:
            sums.add_arrivals(minute, count)
        sums.add_attempts(minute, count, first=not attempt)
        accepted = count if minute >= 0 else early
        if accepted:
            sums.add_accepted(minute, accepted, self._offsets[attempt])
            self.accepted[attempt] += accepted
        if attempt == len(self._offsets) - 1:
            sums.add_lost(minute, count - accepted)
            self.lost += count - accepted

    def pairs(self, gap: int) -> tuple[int, int, int]:
        """Return how many pairs there are whose events are both accepted, how many of these in the wrong order.

        Last is how many others there are, of which an event is given up.
        """
        pairs = reversed_pairs = 0
        for first, low, high in self._accepted_at(0):
            for second, second_low, second_high in self._accepted_at(gap):
                low_both, high_both = max(low, second_low), min(high, second_high)
                if low_both < high_both:
                    count = self._traffic.before(high_both) - self._traffic.before(low_both)
                    pairs += count
                    reversed_pairs += count if gap + self._offsets[second] < self._offsets[first] else 0
        every = self._traffic.before(self._outage) - self._traffic.before(0)
        return pairs, reversed_pairs, every - pairs

    def _accepted_at(self, gap: int) -> Iterator[tuple[int, int, int]]:
        """Yield each attempt, and between which moments of the outage an event has to arrive to be accepted with it.

        It is told for an event that comes ``gap`` after one that arrives at these moments.
        """
        yield 0, max(0, self._outage - gap), self._outage
        for attempt in range(1, len(self._offsets)):
            low, high = self._outage - gap - self._offsets[attempt], self._outage - gap - self._offsets[attempt - 1]
            yield attempt, max(0, low), max(0, high)
