"""What a load yields while it runs; how it looks is told in ``report.load``."""

from dataclasses import dataclass
from typing import TypeAlias

from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import LoadResult, ProbeResult


@dataclass(frozen=True, slots=True)
class LoadProbed:
    """The endpoint was probed, and what it did decides whether the window begins."""

    plan: LoadPlan
    probe: ProbeResult


@dataclass(frozen=True, slots=True)
class LoadStarted:
    """The window begins: requests have been made ahead. ``workers`` is how many processes or machines send."""

    plan: LoadPlan
    workers: int


@dataclass(frozen=True, slots=True)
class LoadProgress:
    """How it stands ``seconds`` after the beginning; ``p99_s`` is of latencies from due so far.

    What was ``started`` has ``ended`` or is ``under_way``; ``failed`` are those that ended otherwise than they should.
    """

    seconds: float
    due: int
    started: int
    ended: int
    failed: int
    under_way: int
    p99_s: float


@dataclass(frozen=True, slots=True)
class EffectsAwaited:
    """The window has ended, and the observer is asked until its number stays: ``seen`` of ``expected`` effects."""

    expected: int
    seen: float
    seconds: float


@dataclass(frozen=True, slots=True)
class LoadEnded:
    """All that is known at the end, also of a load that was interrupted."""

    result: LoadResult


LoadEvent: TypeAlias = LoadProbed | LoadStarted | LoadProgress | EffectsAwaited | LoadEnded
