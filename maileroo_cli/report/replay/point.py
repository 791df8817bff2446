"""What a report keeps of each attempt, so that it can draw them all at the end: as little as that takes.

Ninety thousand attempts take some 20 MiB, since what many of them have in common is kept once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.effects.result import DeliveryResult
from maileroo_cli.delivery.fault.kind import FaultKind, Reach
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord, DeliveryEnd
from maileroo_cli.report.delivery.attempts import answer_word
from maileroo_cli.report.replay.phrases import UNKNOWN, said, say, spent

_MOST_LOOKS = 10_000
"""More different looks than this are not remembered: a receiver may answer something new each time."""


class AttemptMark(StrEnum):
    """How an attempt stands in a picture; the value is the word for it in a legend."""

    ACCEPTED = "accepted"
    MISSED = "failed, the receiver could not act"
    ACTED = "failed although the receiver could act"
    UNKNOWN = "outcome unknown"
    PLANNED = "planned"


class AttemptLook(NamedTuple):
    """What many attempts have in common.

    ``fault`` is empty without one, ``answer`` what the sender saw in one word, ``said`` what the receiver itself
    answered at a faulty attempt, ``reach`` what came to it where that is known. ``sentence`` may quote the peer.
    """

    mark: AttemptMark
    fault: str
    answer: str
    said: str
    reach: Reach | None
    sentence: str

    @property
    def label(self) -> str:
        """The fault and the receiver's own answer, ``lost/200``, or the answer where there is no fault."""
        if not self.fault:
            return self.answer
        fault = self.fault.removeprefix(f"{FaultKind.STATUS}:")
        return f"{fault}/{self.said}" if self.said else fault


class AttemptPoint(NamedTuple):
    """One attempt that was made: ``began`` is simulated Unix time, ``effects`` are those that were seen to follow."""

    number: int
    began: float
    milliseconds: float | None
    effects: float | None
    look: AttemptLook


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One delivery as it is drawn: what became of it, and its attempts. ``first`` is when the first one began."""

    delivered: DeliveryResult
    points: Sequence[AttemptPoint]
    first: float

    def made(self) -> list[tuple[float, AttemptPoint]]:
        """Return each attempt with the simulated seconds from the first one to it."""
        return [(max(0.0, point.began - self.first), point) for point in self.points]

    def unmade(self, elapsed: Sequence[float]) -> Sequence[float]:
        """Return those planned seconds of a schedule at which no attempt was made."""
        last = max((point.number for point in self.points), default=0)
        return () if self.delivered.end is DeliveryEnd.GIVEN_UP else elapsed[last:]


class Looks:
    """Makes the points of a run; equal looks become one."""

    def __init__(self, plan: RunPlan) -> None:
        self._success = plan.success
        self._schedule = plan.schedule
        self._looks: dict[AttemptLook, AttemptLook] = {}
        self._answers: dict[tuple[object, ...], AttemptLook] = {}
        """The looks of whole answers by all that they depend on: to find one costs a tenth of putting it into words."""

    def point(self, made: AttemptRecord, *, alone: bool = False) -> AttemptPoint:
        """Return what is kept of an attempt; ``alone`` as :func:`say` has it."""
        trial = made.trial
        effects = None
        if trial is not None and trial.before is not None and trial.after is not None:
            effects = max(0.0, trial.after - trial.before)
        return AttemptPoint(made.number, made.began, spent(trial), effects, self.look(made, alone=alone))

    def look(self, made: AttemptRecord, *, alone: bool = False) -> AttemptLook:
        """Return how an attempt looks."""
        fault, trial = made.fault, made.trial
        if trial is None or trial.attempt.outcome is not Outcome.ANSWERED or trial.attempt.location is not None:
            return self._look(made, alone=alone)
        key = (fault, trial.attempt.status, trial.reach, trial.answers, made.accepted, alone)
        known = self._answers.get(key)
        if known is None:
            known = self._look(made, alone=alone)
            # What a 400 means is read out of its body as well.
            if trial.attempt.status != 400 and len(self._answers) < _MOST_LOOKS:
                self._answers[key] = known
        return known

    def _look(self, made: AttemptRecord, *, alone: bool) -> AttemptLook:
        fault, trial = made.fault, made.trial
        look = AttemptLook(
            _mark(made),
            "" if fault is None else str(fault),
            UNKNOWN if trial is None else answer_word(trial.attempt),
            said(fault, trial),
            None if trial is None else trial.reach,
            say(fault, trial, self._success, self._schedule, alone=alone),
        )
        if len(self._looks) < _MOST_LOOKS:
            return self._looks.setdefault(look, look)
        return self._looks.get(look, look)


def _mark(made: AttemptRecord) -> AttemptMark:
    if made.trial is None:
        return AttemptMark.UNKNOWN
    if made.accepted:
        return AttemptMark.ACCEPTED
    return AttemptMark.ACTED if made.trial.could_act else AttemptMark.MISSED
