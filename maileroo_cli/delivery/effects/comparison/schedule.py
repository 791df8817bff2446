"""Under which other schedules and rules an accepted event would have been lost, had each attempt come out the same.

Under a schedule of the catalogue, another one loses the event if it has fewer attempts than it took, and makes its last
one before the hour at which it was accepted. A schedule of the user's own may have many attempts at once, so that their
numbers say nothing of others: the hour alone is compared then. Hours are those that are planned.
"""

from collections.abc import Iterator
from typing import NamedTuple

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.schedule.catalogue import SCHEDULES
from maileroo_cli.delivery.schedule.definition import Schedule, limit_attempts

EXACTLY_200 = "exactly 200"

_FINAL_SOMEWHERE = frozenset(status for schedule in SCHEDULES.values() for status in schedule.refusals)


class DeliveryCourse(NamedTuple):
    """How a delivery went, as far as another schedule could have made something else of it.

    ``number`` and ``status`` are those of the attempt that was accepted. ``lenient`` is the first attempt that was
    answered with 2xx, ``refusals`` the attempts before with a status that is final somewhere, as pairs.
    """

    number: int
    status: int
    lenient: int
    refusals: tuple[tuple[int, int], ...] = ()


def is_worth_noting(status: int) -> bool:
    """Return whether a status is final under some schedule."""
    return status in _FINAL_SOMEWHERE


class ScheduleComparison:
    """Compares what happened with what would have happened; ``schedule`` and ``success`` are those of the run."""

    def __init__(self, schedule: Schedule, success: Success) -> None:
        self._others = tuple(_others(schedule))
        self._elapsed = schedule.elapsed
        self._by_number = _is_of_catalogue(schedule)
        self._soonest = min(other.total for _, other in self._others)
        self._lenient = success is not Success.STRICT

    def under(self, delivery: DeliveryCourse) -> tuple[str, ...]:
        """Return the names of what would have lost the event, the rule first."""
        rules = (EXACTLY_200,) if self._lenient and delivery.status != 200 else ()
        if self._elapsed[delivery.number - 1] <= self._soonest and not delivery.refusals:
            return rules
        return rules + tuple(name for name, other in self._others if self._loses(delivery, other))

    def _loses(self, delivery: DeliveryCourse, other: Schedule) -> bool:
        last = delivery.lenient if other.any_2xx else delivery.number
        if not self._by_number:
            return other.total < self._elapsed[last - 1]
        if other.attempts < last and other.total < self._elapsed[last - 1]:
            return True
        return any(status in other.refusals and number < last for number, status in delivery.refusals)


def _is_of_catalogue(schedule: Schedule) -> bool:
    known = SCHEDULES.get(schedule.name)
    return known is not None and known.waits[: len(schedule.waits)] == schedule.waits


def _others(schedule: Schedule) -> Iterator[tuple[str, Schedule]]:
    """Yield the catalogue without the run's own schedule, and with the other readings of each."""
    for name, one in SCHEDULES.items():
        readings = [(f"{name} --attempts {count}", limit_attempts(one, count)) for count, _ in one.readings]
        for called, other in [(name, one), *readings]:
            if other.waits != schedule.waits:
                yield called, other
