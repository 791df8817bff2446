"""What is told of a run: its state, a summary of it, the whole, and results. Nothing is read or opened here.

``summary`` reads them from files.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.store.lock import Holder
from maileroo_cli.delivery.replay.clock import ClockAnchor
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord, Delivery
from maileroo_cli.errors import InputError
from maileroo_cli.transport.run.folder import run_id
from maileroo_cli.transport.run.queries import RunCounts


class RunState(StrEnum):
    """Whether a run is being played, was broken off, or has nothing left to do."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What is known of a run without its attempts one by one.

    ``created`` is when it was made, in Unix seconds of real time. ``event_types`` are its first twenty
    types. ``next_due`` is the simulated moment at which the next attempt is due, ``anchor`` the last moment that is
    known, ``holder`` who plays the run.
    """

    path: Path
    plan: RunPlan
    created: float
    event_types: tuple[str, ...]
    deliveries: int
    counts: RunCounts
    next_due: float | None
    anchor: ClockAnchor
    holder: Holder | None

    @property
    def id(self) -> str:
        """The run's id."""
        return run_id(self.path)

    @property
    def open(self) -> int:
        """How many deliveries have not ended."""
        return self.deliveries - self.counts.accepted - self.counts.given_up

    @property
    def unknown(self) -> int:
        """How many attempts have no outcome and can have none any more."""
        return self.counts.unknown + (self.counts.begun if self.holder is None else 0)

    @property
    def state(self) -> RunState:
        """Whether it is being played, was broken off, or has nothing left to do."""
        if not self.open:
            return RunState.FINISHED
        return RunState.INTERRUPTED if self.holder is None else RunState.RUNNING


class Run(NamedTuple):
    """A whole run: its deliveries and its attempts, both in order. Attempts that are under way are not among them.

    ``looks`` are the last looks after it, each with the index of the delivery that it was at, if at one.
    """

    summary: RunSummary
    deliveries: tuple[Delivery, ...]
    records: tuple[AttemptRecord, ...]
    looks: tuple[tuple[int | None, float], ...] = ()


class UnreadableRun(NamedTuple):
    """A file among the runs that cannot be read, and why."""

    path: Path
    error: InputError


class ResultKind(StrEnum):
    """What came to a result."""

    CHECK = "check"
    LOAD = "load"

    @property
    def suffix(self) -> str:
        """What the names of their files end in."""
        return f".{self}"


@dataclass(frozen=True, slots=True)
class KeptResult:
    """What a check or a load came to: ``reason`` is the verdict in a sentence, ``made`` when it began, in Unix seconds.

    ``objects`` are the lines of its report as JSON, ``lines`` those of its text; ``pictures`` are titles with whole
    files of SVG.
    """

    made: float
    url: str
    state: RunState
    reason: str
    exit_code: int
    objects: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()


class NamedResult(NamedTuple):
    """A result under its id."""

    kind: ResultKind
    id: str
    result: KeptResult
