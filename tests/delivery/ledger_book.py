"""What the tests of ledgers share: attempts as they could have been made, written down in a line each."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.delivery.effects.ledger import Ledger
from maileroo_cli.delivery.effects.result import DeliveryFinding, DeliveryResult, FindingKind, RunResult
from maileroo_cli.delivery.fault.kind import Fault, FaultKind, Reach
from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptResult, Delivery, DeliveryEnd
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.webhook.signing.request import Request
from tests.delivery.replaying import START

DIED = None
"""An attempt whose outcome was never recorded."""

_PRETENDED = (FaultKind.STATUS, FaultKind.GATEWAY)


class Tried(NamedTuple):
    """One attempt: what the sender saw, the fault, what reached the receiver, its answers, and what was observed.

    Without ``answers`` the receiver gave the status that the sender saw, if no fault gave it in its place.
    """

    seen: int | Outcome
    fault: Fault | None = None
    reach: Reach = Reach.WHOLE
    answers: tuple[int, ...] | None = None
    before: float | None = None
    after: float | None = None
    phase: Phase = Phase.READING
    location: str | None = None

    @property
    def result(self) -> AttemptResult:
        """What a sender returns of it."""
        status, outcome = (self.seen, Outcome.ANSWERED) if isinstance(self.seen, int) else (None, self.seen)
        answers = self.answers
        if answers is None:
            pretended = self.fault is not None and self.fault.kind in _PRETENDED
            answers = () if status is None or pretended else (status,)
        attempt = Attempt(outcome, 0.001, status, phase=self.phase, location=self.location)
        return AttemptResult(attempt, self.reach, answers, 0.0, self.before, self.after)


def fault(kind: FaultKind, status: int | None = None) -> Fault:
    """Return a fault."""
    return Fault(kind, status)


LOST = Tried(Outcome.TIMEOUT, fault(FaultKind.LOST), answers=(200,), phase=Phase.WAITING)
"""The receiver answered 200, and the answer got lost."""

REFUSED = Tried(Outcome.REFUSED, reach=Reach.NOTHING, phase=Phase.CONNECTING)
"""Nothing listened, and no fault was made."""

PRETENDED_REFUSAL = REFUSED._replace(fault=fault(FaultKind.REFUSE))
TRUNCATED = Tried(Outcome.RESET, fault(FaultKind.TRUNCATE), Reach.PART, answers=())
CORRUPTED = Tried(401, fault(FaultKind.CORRUPT), Reach.ALTERED)


def delivery(
    index: int = 0, event_id: str | None = None, offset: float = 0.0, mail: str = "", kind: str = ""
) -> Delivery:
    """Return the delivery at a place of the run; ``mail`` is the reference id that its body names."""
    body = b'{"message_reference_id": "%s"}' % mail.encode() if mail else b"{}"
    name = f"event-{index}" if event_id is None else event_id
    return Delivery(index, kind or "delivered", name, Request("POST", "http://127.0.0.1:9/", (), body), offset)


class Book:
    """A ledger and the attempts that it has taken; it counts the attempts of each delivery itself."""

    def __init__(
        self,
        schedule: Schedule = MAILEROO,
        success: Success = Success.STRICT,
        *,
        observed: bool = False,
        per_event: bool = False,
        total: int = 0,
        allow_no_effect: Sequence[str] = (),
    ) -> None:
        self.ledger = Ledger(
            schedule, success, observed=observed, per_event=per_event, total=total, allow_no_effect=allow_no_effect
        )
        self._schedule = schedule
        self._success = success
        self._numbers: dict[int, int] = {}

    def add(self, tried: Tried | None, to: Delivery | None = None, late: float = 0.0) -> tuple[DeliveryFinding, ...]:
        """Let the ledger take the next attempt of a delivery, ``late`` seconds after the plan.

        One of unknown outcome is made again.
        """
        to = to or delivery()
        number = self._numbers.get(to.index, 0) + 1
        planned = self._schedule.elapsed[number - 1]
        at = START + to.offset + planned + late
        if tried is None:
            return self.ledger.add(AttemptRecord(to, number, planned, at, at, at, None, None))
        self._numbers[to.index] = number
        result = tried.result
        status = result.attempt.status
        accepted = result.attempt.outcome is Outcome.ANSWERED and status is not None and self._success.accepts(status)
        over = number == self._schedule.attempts or status in self._schedule.refusals
        end = DeliveryEnd.ACCEPTED if accepted else DeliveryEnd.GIVEN_UP if over else None
        return self.ledger.add(AttemptRecord(to, number, planned, at, at, at, tried.fault, result, accepted, end))

    def add_all(self, tries: Iterable[Tried | None], to: Delivery | None = None) -> list[DeliveryFinding]:
        """Take several attempts of one delivery, and return what became known at them."""
        return [finding for tried in tries for finding in self.add(tried, to)]

    @property
    def only(self) -> DeliveryResult:
        """The one delivery."""
        (one,) = self.ledger.delivered()
        return one

    @property
    def result(self) -> RunResult:
        """What the run came to."""
        return self.ledger.result()


def kinds(findings: Sequence[DeliveryFinding]) -> list[tuple[FindingKind, int | None]]:
    """Return what was found, and at which attempts."""
    return [(one.kind, one.attempt) for one in findings]
