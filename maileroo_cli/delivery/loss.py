"""Under which other schedules and rules an accepted event would have been lost, had each attempt come out the same.

What is alike is the attempt, not the hour: a schedule with fewer attempts gives up before the one that went well.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from maileroo_cli.delivery.attempt import Success
from maileroo_cli.delivery.schedule import SCHEDULES, Schedule, limit_attempts

REFUSALS: Mapping[str, int] = MappingProxyType({"mailgun": 406, "postmark": 403, "standard-webhooks": 410})
"""The status after which nothing is sent again (published): each schedule that has one tells it in its ``ends``."""

LENIENT = frozenset({"standard-webhooks"})
"""The schedules to which any 2xx is a success (published)."""

EXACTLY_200 = "exactly 200"

_WORTH_NOTING = frozenset(REFUSALS.values())


class Course(NamedTuple):
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
    return status in _WORTH_NOTING


class Losses:
    """Compares what happened with what would have happened; ``schedule`` and ``success`` are those of the run."""

    def __init__(self, schedule: Schedule, success: Success) -> None:
        self._others = tuple(_others(schedule))
        self._fewest = min(other.attempts for _, other in self._others)
        self._lenient = success is not Success.STRICT

    def under(self, course: Course) -> tuple[str, ...]:
        """Return the names of what would have lost the event, the rule first."""
        rules = (EXACTLY_200,) if self._lenient and course.status != 200 else ()
        if course.number <= self._fewest and not course.refusals:
            return rules
        return rules + tuple(name for name, other in self._others if _loses(course, other))


def _others(schedule: Schedule) -> Iterator[tuple[str, Schedule]]:
    """Yield the catalogue without the run's own schedule, and with the other readings of each."""
    for name, one in SCHEDULES.items():
        readings = [(f"{name} --attempts {count}", limit_attempts(one, count)) for count, _ in one.readings]
        for called, other in [(name, one), *readings]:
            if other.waits != schedule.waits:
                yield called, other


def _loses(course: Course, other: Schedule) -> bool:
    last = course.lenient if other.name in LENIENT else course.number
    if other.attempts < last:
        return True
    final = REFUSALS.get(other.name)
    return any(status == final and number < last for number, status in course.refusals)
