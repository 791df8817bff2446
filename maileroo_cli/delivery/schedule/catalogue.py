"""When a webhook is tried again, as data: Maileroo's schedule, and those that other providers publish.

Nothing is sent and no clock is read here. How a user writes a schedule of their own is read in ``text``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate
from types import MappingProxyType

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.catalogue.event import Grade

_MINUTE, _HOUR = 60.0, 3_600.0
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


MAILEROO = Schedule(
    "maileroo",
    "how Maileroo retries an event that was not accepted",
    (5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, 30 * _MINUTE, _HOUR, 2 * _HOUR, 4 * _HOUR, 6 * _HOUR),
    "Maileroo's help page on webhooks",
    (
        Fact("waits", "5, 10, 15 and 30 minutes, then 1, 2, 4 and 6 hours", Grade.OFFICIAL),
        Fact("counted", "each wait from the failed try, so a slow receiver moves what follows", Grade.OFFICIAL),
        Fact(
            "attempts",
            "nine requests: one delivery and eight more; its words can also mean eight in all (--attempts 8)",
            Grade.INFERRED,
        ),
    ),
    (
        Fact("success", "the status 200 alone: to Maileroo every other answer, and none, is a failure", Grade.OFFICIAL),
        Fact("the end", "after the last attempt Maileroo gives up: the event is lost", Grade.INFERRED),
    ),
    readings=(
        (
            8,
            Fact(
                "attempts",
                "eight requests in all, as its words can also be read; nine are thought more likely",
                Grade.INFERRED,
            ),
        ),
    ),
)
"""The default. Source of the waits and of the success is Maileroo's own page (official)."""

_MAILGUN = Schedule(
    "mailgun",
    "Mailgun's webhooks, the one for delivered mail aside",
    (5 * _MINUTE, 10 * _MINUTE, 15 * _MINUTE, _HOUR, 2 * _HOUR, 4 * _HOUR),
    "Mailgun user manual, Webhooks, Automatic Retries",
    (
        Fact("waits", "as the manual lists them; it says eight hours in all", Basis.PUBLISHED),
        Fact(
            "otherwise",
            "an article of Mailgun's help centre lists 10, 10, 15 and 30 minutes, 1, 2 and 4 hours",
            Basis.PUBLISHED,
        ),
    ),
    (
        Fact("success", "the status 200", Basis.PUBLISHED),
        Fact("refusal", "the status 406: it is not tried again", Basis.PUBLISHED),
        Fact("the end", "after the last attempt Mailgun stops trying", Basis.PUBLISHED),
    ),
    refusals=(406,),
)

_POSTMARK = Schedule(
    "postmark",
    "Postmark's webhook for inbound mail; those for outbound mail have another schedule",
    (
        *(_MINUTE, 5 * _MINUTE, 10 * _MINUTE, 10 * _MINUTE, 10 * _MINUTE),
        *(15 * _MINUTE, 30 * _MINUTE, _HOUR, 2 * _HOUR, 6 * _HOUR),
    ),
    "Postmark support, Understanding Inbound Webhook Retries",
    (
        Fact("waits", "as the article lists them; it says roughly ten and a half hours in all", Basis.PUBLISHED),
        Fact("attempts", "one delivery and ten retries", Basis.PUBLISHED),
    ),
    (
        Fact("success", "the status 200", Basis.PUBLISHED),
        Fact("refusal", "the status 403: it is not tried again", Basis.PUBLISHED),
        Fact("the end", "the message is marked as an inbound error, and can be retried by hand", Basis.PUBLISHED),
    ),
    refusals=(403,),
)

_RESEND = Schedule(
    "resend",
    "Resend's webhooks",
    (5.0, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR, 10 * _HOUR, 10 * _HOUR),
    "Resend documentation, Webhooks, Retries and Replays",
    (
        Fact(
            "waits", "as the page lists them; another of Resend's pages ends after the first 10 hours", Basis.PUBLISHED
        ),
        Fact("counted", "each wait from the failed try", Basis.PUBLISHED),
    ),
    (
        Fact("success", "the status 200", Basis.PUBLISHED),
        Fact("the end", "the message has failed, and can be replayed by hand", Basis.PUBLISHED),
    ),
)

_STANDARD_WEBHOOKS = Schedule(
    "standard-webhooks",
    "the example in the specification of Standard Webhooks",
    (
        *(5.0, 5 * _MINUTE, 30 * _MINUTE, 2 * _HOUR, 5 * _HOUR),
        *(10 * _HOUR, 14 * _HOUR, 20 * _HOUR, 24 * _HOUR),
    ),
    "Standard Webhooks specification 1.0.0, Deliverability and reliability",
    (
        Fact("waits", "as the example lists them; some random time in addition is recommended", Basis.PUBLISHED),
        Fact("attempts", "ten, in an example that is no rule", Basis.PUBLISHED),
    ),
    (
        Fact("success", "any status from 200 to 299; a redirect is a failure", Basis.PUBLISHED),
        Fact("refusal", "the status 410: nothing more is sent to the endpoint", Basis.PUBLISHED),
    ),
    any_2xx=True,
    refusals=(410,),
)

SCHEDULES: Mapping[str, Schedule] = MappingProxyType(
    {one.name: one for one in (MAILEROO, _MAILGUN, _POSTMARK, _RESEND, _STANDARD_WEBHOOKS)}
)
"""Every schedule that has a name, Maileroo's first."""


def find_schedule(name: str) -> Schedule:
    """Return the schedule of this name; an unknown one raises ``UsageError`` naming the nearest."""
    if name in SCHEDULES:
        return SCHEDULES[name]
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), SCHEDULES, 1, cutoff=0.5)
    names = f"use one of {', '.join(SCHEDULES)}, or offsets like 0s,5m,30m, or a TOML file"
    raise UsageError(f"there is no schedule {name[:60]!r}", f"did you mean {near[0]}?" if near else names)


def limit_attempts(schedule: Schedule, attempts: int) -> Schedule:
    """Return ``schedule`` with its first ``attempts`` alone; fewer than one or more than it has raise ``UsageError``.

    Where its source can be read as that number, that is what the facts then say.
    """
    if not 1 <= attempts <= schedule.attempts:
        most = schedule.attempts
        raise UsageError(f"{schedule.name} has no {attempts} attempts", f"ask for a number from 1 to {most}")
    if attempts == schedule.attempts:
        return schedule
    cut = Fact("attempts", f"{attempts} of its {schedule.attempts}, as you wanted", Basis.OWN)
    count = dict(schedule.readings).get(attempts, cut)
    others = tuple(fact for fact in schedule.facts if fact.about != count.about)
    return replace(schedule, waits=schedule.waits[: attempts - 1], facts=(*others, count))


def plan_attempts(schedule: Schedule, start: float) -> tuple[Planned, ...]:
    """Return every attempt if the first is made at ``start`` (Unix seconds) and each fails at once.

    Waits are physical time, whatever clocks on walls do meanwhile. An end beyond the year 9999 raises ``UsageError``.
    """
    if start + schedule.total > _LATEST:
        raise UsageError("the last attempt would come after the year 9999", "choose an earlier start")
    waits = (None, *schedule.waits)
    return tuple(
        Planned(number, wait, elapsed, start + elapsed)
        for number, (wait, elapsed) in enumerate(zip(waits, schedule.elapsed, strict=True), 1)
    )
