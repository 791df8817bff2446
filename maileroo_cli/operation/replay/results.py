"""What a replay yields: how it begins, each attempt, and how it ends. How they come about is in ``play``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from maileroo_cli.delivery.effects.result import DeliveryFinding, DeliveryResult, RunResult
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord


@dataclass(frozen=True, slots=True)
class ReplayStarted:
    """A run begins, or goes on: how many deliveries it has, its id where it is kept, and its plan.

    The plan has the moment at which the run really began. ``finished`` is when it ended, in Unix seconds, where it was
    to go on and nothing is left to do.
    """

    deliveries: int
    run_id: str | None
    plan: RunPlan
    finished: float | None = None


class ReplayedAttempt(NamedTuple):
    """One attempt, with what became known at it; one that is ``past`` was made by an earlier process."""

    record: AttemptRecord
    findings: Sequence[DeliveryFinding] = ()
    past: bool = False


@dataclass(frozen=True, slots=True)
class ReplayEnded:
    """What became of each delivery, in the order of the run, and what they come to.

    It is the last result also of a run that was cut short: what cut it short is raised after it, and its exit code is
    the one in ``result``.
    """

    delivered: Sequence[DeliveryResult]
    result: RunResult


class OldRunsRemoved(NamedTuple):
    """Finished runs were deleted, since more than ``keep`` had been kept."""

    removed: int
    keep: int


class AttemptsLate(NamedTuple):
    """So many ``attempts`` were made much later than they were due, by up to ``most`` simulated seconds.

    The ``clock`` runs ahead of them; ``observed`` tells whether somebody looks for effects, which takes its time too.
    """

    attempts: int
    most: float
    clock: str
    observed: bool


ReplayEvent: TypeAlias = ReplayStarted | ReplayedAttempt | ReplayEnded | OldRunsRemoved | AttemptsLate
