"""When a webhook is tried again, as data: what a schedule is, and the attempts that follow from one.

Nothing is sent and no clock is read here. The schedules that have a name are in ``catalogue``; how a user writes one of
their own is read in ``text``.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.catalogue.event import Grade

_LATEST = 253_402_214_400.0
"""The last day of the year 9999 in UTC: later than that some time zone has no date."""


class Basis(StrEnum):
    """What a statement rests on that is not one about Maileroo; for those there is ``Grade``."""

    PUBLISHED = "published"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement about a schedule: what it is about in a word or two, what it says, and how sure that is."""

    about: str
    text: str
    grade: Grade | Basis


@dataclass(frozen=True, slots=True)
class Schedule:
    """The waits between attempts, in seconds, each counted from the failed try; the first attempt has none.

    ``facts`` say how sure the waits and the number of attempts are, ``ends`` what ends a delivery. ``readings`` are
    the numbers of attempts that the same source can also be read as. ``any_2xx`` tells that every status from 200 to
    299 is a success to this provider, and ``refusals`` are the statuses after which it does not try again.
    """

    name: str
    meaning: str
    waits: tuple[float, ...]
    source: str
    facts: tuple[Fact, ...]
    ends: tuple[Fact, ...]
    readings: tuple[tuple[int, Fact], ...] = ()
    any_2xx: bool = False
    refusals: tuple[int, ...] = ()

    @property
    def attempts(self) -> int:
        """How many requests are made in all, when none of them succeeds."""
        return len(self.waits) + 1

    @property
    def elapsed(self) -> tuple[float, ...]:
        """The seconds from the first attempt to each one, if every try fails at once."""
        return tuple(round(seconds, 6) for seconds in accumulate(self.waits, initial=0.0))

    @property
    def total(self) -> float:
        """The seconds from the first attempt to the last."""
        return self.elapsed[-1]


@dataclass(frozen=True, slots=True)
class Planned:
    """One attempt of a schedule: ``wait`` seconds after the one before, ``elapsed`` after the first, at Unix ``at``."""

    number: int
    wait: float | None
    elapsed: float
    at: float


def limit_attempts(schedule: Schedule, attempts: int) -> Schedule:
    """Return ``schedule`` with its first ``attempts`` alone; fewer than one or more than it has raise ``UsageError``.

    Where its source can be read as that number, that is what the facts then say.
    """
    if not 1 <= attempts <= schedule.attempts:
        most = schedule.attempts
        raise UsageError(f"{schedule.name} does not have {attempts} attempts", f"give a number from 1 to {most}")
    if attempts == schedule.attempts:
        return schedule
    shortened = Fact("attempts", f"{attempts} of its {schedule.attempts}, as you asked", Basis.OWN)
    count = dict(schedule.readings).get(attempts, shortened)
    others = tuple(fact for fact in schedule.facts if fact.about != count.about)
    return replace(schedule, waits=schedule.waits[: attempts - 1], facts=(*others, count))


def plan_attempts(schedule: Schedule, start: float) -> tuple[Planned, ...]:
    """Return every attempt if the first is made at ``start`` (Unix seconds) and each fails at once.

    Waits are physical time, whatever clocks on walls do meanwhile. An end beyond the year 9999 raises ``UsageError``.
    """
    if start + schedule.total > _LATEST:
        raise UsageError("the last attempt would be after the year 9999", "choose an earlier start")
    waits = (None, *schedule.waits)
    return tuple(
        Planned(number, wait, elapsed, start + elapsed)
        for number, (wait, elapsed) in enumerate(zip(waits, schedule.elapsed, strict=True), 1)
    )
