"""What a load came to: all that is known at its end. Whether that is good is judged in ``verdict``."""

from dataclasses import dataclass
from enum import StrEnum

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.tally import LoadTally


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What the endpoint did before the window: ``valid`` had to be accepted, ``forged`` to be refused (401, 403, 400).

    ``None`` where it was not sent: without a probe, or since the one before it had failed.
    """

    valid: Attempt | None
    forged: Attempt | None
    takes_events: bool
    refuses_forged: bool


class ProbeWanted(StrEnum):
    """Which probes are sent before the window."""

    FULL = "full"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class EffectsResult:
    """What the observer saw.

    ``expected`` are distinct events that were accepted, also of slow clients, ``seen`` effects since the beginning.
    ``drain_s`` is from the last answer to the last change of the number, in seconds; ``settled`` is False where it was
    still changing when nobody waited any longer. With an observer of single events only ``sampled`` of them were asked
    about: ``expected`` and ``seen`` are of these then.
    """

    expected: int
    seen: float
    drain_s: float
    settled: bool
    sampled: int | None = None
    lost: int = 0
    """Sampled events that were accepted and had no effect."""

    doubled: int = 0
    """Sampled events that had more than one."""


@dataclass(frozen=True, slots=True)
class SlowClientsResult:
    """What came of the slow clients' requests, which are counted apart from all others.

    ``accepted`` are those of the ``answered`` whose answer was a success; effects of theirs are expected too.
    """

    clients: int
    started: int
    answered: int
    failed: int
    unfinished: int
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class WorkerResult:
    """What one process, or one machine, has told: ``lost`` where it ended before it told all."""

    name: str
    planned: int
    started: int
    lost: bool = False


@dataclass(frozen=True, slots=True)
class LoadResult:
    """The whole of it.

    ``planned`` are the requests that were to be begun within the window, all of which are in ``tally``, are
    ``unknown``, or were never started. Unknown are those of lost workers, which may have started any of them.
    ``discrepancies`` are sentences about counts that do not agree, which should never happen. ``seconds`` is how long
    it took, from the first due time to the last end, or until it was interrupted. ``at_limit`` tells whether requests
    that were due had to wait for a connection, since none was left.
    """

    plan: LoadPlan
    planned: int
    tally: LoadTally
    probe: ProbeResult
    seconds: float
    effects: EffectsResult | None = None
    slow: SlowClientsResult | None = None
    workers: tuple[WorkerResult, ...] = ()
    discrepancies: tuple[str, ...] = ()
    interrupted: bool = False
    at_limit: bool = False
    unknown: int = 0

    @property
    def not_started(self) -> int:
        """How many of the planned requests were never begun."""
        return max(0, self.planned - self.tally.started - self.unknown)
