"""What a report keeps of each attempt, so that it can draw them all at the end: as little as that takes.

Ninety thousand attempts take some 20 MiB, since what many of them have in common is kept once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.effects.result import DeliveryResult
from maileroo_cli.delivery.fault.kind import FaultKind, Reach
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord, DeliveryEnd
from maileroo_cli.operation.replay.asked import asked_statuses
from maileroo_cli.report.replay.phrases import CHANCES, DID_NOT_ACT, UNKNOWN, RefusalHints, said, say, spent

_MOST_LOOKS = 10_000
"""More different looks than this are not remembered: a receiver may answer something new each time."""


class AttemptMark(StrEnum):
    """How an attempt stands in a picture; the value is the word for it in a legend."""

    ACCEPTED = "accepted"
    MISSED = "failed, the receiver could not act"
    REFUSED = "refused, so the receiver did not act"
    ACTED = "failed, but the receiver may have acted"
    UNKNOWN = "outcome unknown"
    PLANNED = "not attempted"


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
        return f"{self.short_fault}/{self.said}" if self.said else self.short_fault

    @property
    def short_fault(self) -> str:
        """The fault as it stands in a column: of a status its number alone."""
        return self.fault.removeprefix(f"{FaultKind.STATUS}:")

    @property
    def receiver(self) -> str:
        """What the receiver got, or that it refused it and so did not act, in a few words."""
        if self.mark is AttemptMark.REFUSED:
            return DID_NOT_ACT
        return UNKNOWN if self.reach is None else CHANCES[self.reach]

    @property
    def refusal(self) -> int | None:
        """The status with which the receiver refused, if it did."""
        return int((self.said or self.answer).partition("+")[0]) if self.mark is AttemptMark.REFUSED else None


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

    def attempts(self) -> list[tuple[float, AttemptPoint]]:
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
        self._asked = asked_statuses(plan)
        self._looks: dict[AttemptLook, AttemptLook] = {}
        self._answers: dict[tuple[object, ...], AttemptLook] = {}
        """The looks of whole answers by all that they depend on: to find one costs a tenth of putting it into words."""

    def point(self, record: AttemptRecord, *, alone: bool = False) -> AttemptPoint:
        """Return what is kept of an attempt; ``alone`` as :func:`say` has it."""
        result = record.result
        effects = None
        if result is not None and result.before is not None and result.after is not None:
            effects = max(0.0, result.after - result.before)
        return AttemptPoint(record.number, record.began, spent(result), effects, self.look(record, alone=alone))

    def look(self, record: AttemptRecord, *, alone: bool = False) -> AttemptLook:
        """Return how an attempt looks."""
        fault, result = record.fault, record.result
        if result is None or result.attempt.outcome is not Outcome.ANSWERED or result.attempt.location is not None:
            return self._look(record, alone=alone)
        key = (fault, result.attempt.status, result.reach, result.answers, record.accepted, alone, result.refused)
        known = self._answers.get(key)
        if known is None:
            known = self._look(record, alone=alone)
            # What a 400 means is read out of its body as well.
            if result.attempt.status != 400 and len(self._answers) < _MOST_LOOKS:
                self._answers[key] = known
        return known

    def _look(self, record: AttemptRecord, *, alone: bool) -> AttemptLook:
        fault, result = record.fault, record.result
        look = AttemptLook(
            _mark(record),
            "" if fault is None else str(fault),
            UNKNOWN if result is None else result.attempt.word,
            said(fault, result),
            None if result is None else result.reach,
            say(fault, result, self._success, self._schedule, alone=alone, hinted=False, asked=self._asked),
        )
        if len(self._looks) < _MOST_LOOKS:
            return self._looks.setdefault(look, look)
        return self._looks.get(look, look)


def _mark(record: AttemptRecord) -> AttemptMark:
    if record.result is None:
        return AttemptMark.UNKNOWN
    if record.accepted:
        return AttemptMark.ACCEPTED
    if record.result.refused:
        return AttemptMark.REFUSED
    return AttemptMark.ACTED if record.result.could_act else AttemptMark.MISSED


def refusal_hints(rows: Iterable[DeliveryRow], plan: RunPlan) -> list[str]:
    """Return what is probably wrong where the receiver of ``plan`` refused, each cause once."""
    hints = RefusalHints(asked_statuses(plan))
    statuses = dict.fromkeys(point.look.refusal for row in rows for point in row.points)
    return [hint for status in statuses if status is not None and (hint := hints.of_status(status))]
