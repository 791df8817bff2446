"""A storm minute by minute: what arrives and what is tried in each. Minutes count from the recovery, both ways."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from maileroo_cli.delivery.storm.traffic import SECOND

MINUTE = 60 * SECOND
"""Microseconds."""


class StormMinute(NamedTuple):
    """One minute that begins ``start`` seconds after the outage began, or before that where it is negative.

    ``arrived`` events are new ones; ``new`` are first attempts, ``retries`` all others. Of all these ``accepted`` were
    accepted; with failed last ones ``lost`` events were given up. ``backlog`` events are neither at its end. ``age``
    is how old the accepted events are on average, and ``oldest`` the oldest of them, in seconds: ``None`` where there
    are none.
    """

    start: float
    arrived: int
    new: int
    retries: int
    accepted: int
    lost: int
    backlog: int
    age: float | None
    oldest: float | None

    @property
    def attempts(self) -> int:
        """All attempts."""
        return self.new + self.retries


def busiest_minute(minutes: Sequence[StormMinute]) -> StormMinute:
    """Return the minute with the most attempts, the first of equal ones."""
    return max(minutes, key=lambda minute: minute.attempts)


class MinuteSums:
    """Adds up attempts in the minutes before and after the recovery (microseconds since the outage began)."""

    def __init__(self, recovery: int) -> None:
        self._recovery = recovery
        self._arrived: defaultdict[int, int] = defaultdict(int)
        self._new: defaultdict[int, int] = defaultdict(int)
        self._retries: defaultdict[int, int] = defaultdict(int)
        self._accepted: defaultdict[int, int] = defaultdict(int)
        self._lost: defaultdict[int, int] = defaultdict(int)
        self._ages: defaultdict[int, int] = defaultdict(int)
        self._oldest: defaultdict[int, int] = defaultdict(int)

    def index(self, moment: int) -> int:
        """Return the number of the minute of a moment; the one that begins with the recovery has number 0."""
        return (moment - self._recovery) // MINUTE

    def start(self, minute: int) -> int:
        """Return the moment at which a minute begins."""
        return self._recovery + minute * MINUTE

    def add_arrivals(self, minute: int, count: int) -> None:
        """Count new events."""
        self._arrived[minute] += count

    def add_attempts(self, minute: int, count: int, *, first: bool) -> None:
        """Count attempts: the first ones of events, or retries."""
        (self._new if first else self._retries)[minute] += count

    def add_accepted(self, minute: int, count: int, age: int) -> None:
        """Count attempts that are accepted, all for events of this age (microseconds)."""
        self._accepted[minute] += count
        self._ages[minute] += count * age
        self._oldest[minute] = max(self._oldest[minute], age)

    def add_lost(self, minute: int, count: int) -> None:
        """Count events whose last attempt failed."""
        self._lost[minute] += count

    def minutes(self, first: int, last: int) -> tuple[StormMinute, ...]:
        """Return all minutes from the ``first`` to the ``last`` number, which nothing lies outside of."""
        minutes, backlog = [], 0
        for index in range(first, last + 1):
            accepted, lost, arrived = (
                self._accepted.get(index, 0),
                self._lost.get(index, 0),
                self._arrived.get(index, 0),
            )
            backlog += arrived - accepted - lost
            minutes.append(
                StormMinute(
                    self.start(index) / SECOND,
                    arrived,
                    self._new.get(index, 0),
                    self._retries.get(index, 0),
                    accepted,
                    lost,
                    backlog,
                    self._ages[index] / accepted / SECOND if accepted else None,
                    self._oldest[index] / SECOND if accepted else None,
                )
            )
        return tuple(minutes)
