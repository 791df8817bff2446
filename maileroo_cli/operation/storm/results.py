"""What a storm yields while it is sent; how it looks is told in ``report.storm``."""

from dataclasses import dataclass
from typing import TypeAlias

from maileroo_cli.delivery.storm.live.plan import StormPlan
from maileroo_cli.delivery.storm.live.result import StormResult


@dataclass(frozen=True, slots=True)
class StormStarted:
    """A storm begins, or goes on at a simulated ``moment``; ``run_id`` names it where it is kept.

    One that ``is_over`` was to go on, and nothing is left to do.
    """

    plan: StormPlan
    run_id: str | None
    moment: float
    resumed: bool = False
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class StormProgress:
    """How it stands at a simulated ``moment``; ``accepted`` and ``pending`` are events, ``p90_s`` is of the last ones.

    ``effects`` is what was last observed, ``None`` where nobody looks.
    """

    moment: float
    events: int
    accepted: int
    pending: int
    sent: int
    under_way: int
    p90_s: float
    effects: float | None = None


@dataclass(frozen=True, slots=True)
class StormSettling:
    """The storm has ended, and the observer is asked until its number stays: ``seen`` of ``expected`` effects."""

    expected: int
    seen: float
    seconds: float


@dataclass(frozen=True, slots=True)
class StormEnded:
    """All that is known at the end, also of a storm that was interrupted; ``run_id`` names one that can go on."""

    result: StormResult
    run_id: str | None


StormReportEvent: TypeAlias = StormStarted | StormProgress | StormSettling | StormEnded
