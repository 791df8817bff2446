"""The plan of a storm that is sent: all that decides which requests are sent and when. No secret is in it.

The same plan gives the same events, so a storm that was broken off goes on from its plan and what was noted.
"""

import re
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from maileroo_cli.delivery.schedule.definition import Basis, Fact, Schedule
from maileroo_cli.delivery.storm.scenario import Campaign, Scenario
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.text.instant import parse_span
from maileroo_cli.webhook.text.shown import show

MOST_EVENTS = 1_000_000
LONGEST_REAL_SECONDS = 24 * 3_600.0
DEFAULT_SCALE = 60.0
DEFAULT_STEADY = 5.0
DEFAULT_LOST_ANSWERS = 10
DEFAULT_PATIENCE = 60.0
"""So many real seconds are waited at most for effects after a storm."""

LIVE_MIX = "delivered=55,deferred-then-delivered=30,bounced=15"
"""Mails whose state depends on the order of their events."""

_SLOW = re.compile(r"slow:(.+)", re.ASCII)
_STATUS = re.compile(r"[345]\d\d", re.ASCII)


class OutageKind(StrEnum):
    """What attempts meet during the outage; the value is what a user writes."""

    REFUSED = "refused"
    STATUS = "status"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class OutageMode:
    """What the outage looks like: nothing listens, an answer that is a failure, or none within so many ``seconds``."""

    kind: OutageKind
    status: int = 0
    seconds: float = 0.0

    @property
    def word(self) -> str:
        """How a user writes it."""
        match self.kind:
            case OutageKind.REFUSED:
                return "refused"
            case OutageKind.STATUS:
                return str(self.status)
            case OutageKind.SLOW:
                return f"slow:{self.seconds:g}s"


def parse_mode(text: str) -> OutageMode:
    """Read ``refused``, ``500`` or ``slow:20s``; anything else raises ``UsageError``."""
    word = text.strip().lower()
    if word == "refused":
        return OutageMode(OutageKind.REFUSED)
    if _STATUS.fullmatch(word):
        return OutageMode(OutageKind.STATUS, status=int(word))
    if (slow := _SLOW.fullmatch(word)) is not None:
        try:
            seconds = parse_span(slow[1])
        except UsageError as error:
            raise UsageError(f"--mode slow: {error.message}", error.hint) from None
        if 0 < seconds <= 3_600:
            return OutageMode(OutageKind.SLOW, seconds=float(seconds))
    raise UsageError(f"--mode '{show(text[:40])}' is no kind of outage", "write refused, 500 or slow:20s")


@dataclass(frozen=True, slots=True)
class StormPlan:
    """What is sent, and how fast time passes.

    ``scale`` is how many simulated seconds pass in a real one. In a ``closed`` storm the receiver's answers decide what
    is tried again; in an open one the wave goes out as planned whatever they are.
    ``steady`` is how many real seconds of traffic there are before the outage, and at least after the recovery.
    ``after`` is how long traffic goes on after the recovery in simulated seconds, ``None`` as long as events from
    before it are pending; ``drain`` says that what is pending then is tried on. The first ``lost_answers`` events of
    the outage reach the receiver, and their answers are lost, as in a crash. ``start`` is the Unix time of simulated 0,
    ``timeout`` is real seconds. ``header_names`` are those of headers that a user added: their values may be secrets.
    ``ids`` is another number in every storm, so that its events are no earlier one's.
    """

    url: str
    scenario: Scenario
    mode: OutageMode
    scale: float = DEFAULT_SCALE
    closed: bool = False
    steady: float = DEFAULT_STEADY
    after: float | None = None
    drain: bool = False
    lost_answers: int = DEFAULT_LOST_ANSWERS
    locale: str = "en_US"
    start: int = 0
    timeout: float = 30.0
    any_2xx: bool = False
    connections: int = 1_000
    most_events: int = MOST_EVENTS
    header_names: tuple[str, ...] = ()
    ids: int = 0

    @property
    def before(self) -> float:
        """How long traffic runs before the outage; a campaign before it lies within, after some steady traffic."""
        earliest = max((-campaign.at for campaign in self.scenario.campaigns), default=0.0)
        if self.scenario.per_second:
            return self.steady * self.scale + max(0.0, earliest)
        return max(self.steady * self.scale, earliest)

    @property
    def steady_until(self) -> float:
        """Until when traffic is as steady as it is without campaigns: the outage, or the first campaign before it."""
        return min((campaign.at for campaign in self.scenario.campaigns if campaign.at < 0), default=0.0)

    @property
    def outage(self) -> float:
        """How long the outage lasts."""
        return self.scenario.outage

    @property
    def latest(self) -> float:
        """When no attempt is made any more, whatever is pending."""
        schedule = self.scenario.schedule
        longest = schedule.total + schedule.attempts * self.scenario.failing + self.before
        if self.after is not None:
            return self.outage + self.after + (longest if self.drain else 0.0)
        return self.outage + max(longest, 2 * self.before)

    @property
    def interval(self) -> float:
        """How many simulated seconds one point stands for of what is told over time."""
        lasts = self.before + self.outage * 2.0
        return next((width for width in _WIDTHS if lasts / width <= _POINTS and width >= self.scale / 4), _WIDTHS[-1])

    def real(self, moment: float) -> float:
        """Return the real seconds since the beginning of the storm at a simulated moment."""
        return (moment + self.before) / self.scale

    def simulated(self, seconds: float) -> float:
        """Return the simulated moment so many real seconds after the beginning."""
        return seconds * self.scale - self.before

    @property
    def sent(self) -> Scenario:
        """The scenario as it is sent: with traffic before the outage, and for as long after it as there may be any."""
        after = self.latest - self.outage if self.after is None else self.after
        return replace(self.scenario, before=self.before, after=after)

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "StormPlan":
        """Rebuild what :meth:`as_dict` gave, also after JSON; anything else raises one of Python's own errors."""
        values = {field.name: data[field.name] for field in fields(cls)}
        scenario = dict(data["scenario"])
        scenario["schedule"] = _schedule(scenario["schedule"])
        scenario["campaigns"] = tuple(Campaign(int(mails), *map(float, rest)) for mails, *rest in scenario["campaigns"])
        mode = OutageMode(**{**data["mode"], "kind": OutageKind(data["mode"]["kind"])})
        names = tuple(map(str, data["header_names"]))
        plan = cls(**{**values, "scenario": Scenario(**scenario), "mode": mode, "header_names": names})
        for one in (plan, plan.scenario, plan.scenario.schedule, plan.mode):
            _check_values(one)
        if (
            plan.scale <= 0
            or plan.most_events > MOST_EVENTS
            or not all(wait < _MOST for wait in plan.scenario.schedule.waits)
        ):
            raise ValueError("it has a number that mhook does not write")
        return plan


def check_plan(plan: StormPlan) -> None:
    """Raise ``UsageError`` for a storm that would be endless, or too large for one machine's memory."""
    real = plan.real(plan.latest)
    if real > LONGEST_REAL_SECONDS:
        hours = f"{real / 3_600:,.0f} h"
        raise UsageError(f"this storm may take {hours} of real time", "give a larger --scale, or an --after")
    events = plan.scenario.per_second * (plan.before + plan.outage)
    events += sum(campaign.mails for campaign in plan.scenario.campaigns)
    if events > plan.most_events:
        raise UsageError(
            f"this storm has {events:,.0f} events before its recovery, and at most {plan.most_events:,} can be sent",
            "give less --traffic, a shorter --outage, or look at it with --plan",
        )


def _check_values(plan: Any) -> None:
    """Raise ``ValueError`` where a text, a number or a switch is something else, or a number is none that counts."""
    for field in fields(plan):
        value = getattr(plan, field.name)
        if field.type is str and not isinstance(value, str):
            raise ValueError(f"{field.name} is no text")
        if field.type in (int, float):
            wanted = int if field.type is int else int | float
            if isinstance(value, bool) or not isinstance(value, wanted) or not abs(value) < _MOST:
                raise ValueError(f"{field.name} is no number that mhook writes")


def _schedule(data: dict[str, Any]) -> Schedule:
    facts = {name: tuple(map(_fact, data[name])) for name in ("facts", "ends")}
    readings = tuple((int(number), _fact(fact)) for number, fact in data["readings"])
    waits, refusals = tuple(map(float, data["waits"])), tuple(map(int, data["refusals"]))
    return Schedule(**{**data, **facts, "readings": readings, "waits": waits, "refusals": refusals})


def _fact(data: dict[str, Any]) -> Fact:
    grade = data["grade"]
    return Fact(str(data["about"]), str(data["text"]), Basis(grade) if grade in set(Basis) else Grade(grade))


_WIDTHS = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_200.0, 1_800.0, 3_600.0, 7_200.0)
_POINTS = 200
_MOST = 1 << 200
"""Every number of a plan is smaller; the ids of a storm are the largest."""
