"""Whether an attempt is good, by the provider's rule or by what a user expects. Why not is told by ``explanation``."""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from maileroo_cli.delivery.attempt.expected_outcome import ExpectedOutcome
from maileroo_cli.delivery.attempt.explanation import explain, why_not_200
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.schedule.definition import Schedule


class Success(StrEnum):
    """Which statuses count as success: exactly 200, as Maileroo counts (official), or any 2xx."""

    STRICT = "strict"
    ANY_2XX = "2xx"

    def accepts(self, status: int) -> bool:
        """Return whether an answer with ``status`` is a success under this rule."""
        match self:
            case Success.STRICT:
                return status == 200
            case Success.ANY_2XX:
                return 200 <= status < 300
            case _:
                assert_never(self)

    def is_met(self, attempt: Attempt) -> bool:
        """Return whether ``attempt`` was answered, and with a success."""
        return attempt.outcome is Outcome.ANSWERED and attempt.status is not None and self.accepts(attempt.status)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether an attempt is good, one sentence that says why and what to do, and a risk where a good one has one.

    Both texts may quote the peer (a redirect's target): make them safe before showing them.
    """

    ok: bool
    sentence: str
    risk: str = ""


def judge(
    attempt: Attempt,
    success: Success = Success.STRICT,
    expectation: ExpectedOutcome | None = None,
    schedule: Schedule = MAILEROO,
) -> Judgement:
    """Say whether ``attempt`` is good and what to do if not.

    With an ``expectation`` alone that counts. Otherwise ``success`` does: exactly 200 is what Maileroo accepts
    (official); under ``Success.ANY_2XX`` a 201, 202 or 204 passes, with a risk that names what Maileroo would do, or
    the provider of another ``schedule``.
    """
    if expectation is not None:
        return _judge_expected(attempt, expectation)
    if attempt.status is None or not success.is_met(attempt):
        return Judgement(False, explain(attempt, schedule))
    risk = "" if attempt.status == 200 or schedule.any_2xx else why_not_200(attempt.status, schedule)
    return Judgement(True, f"accepted with {attempt.status}", risk)


def _judge_expected(attempt: Attempt, expectation: ExpectedOutcome) -> Judgement:
    got = str(attempt.status) if attempt.outcome is Outcome.ANSWERED else str(attempt.outcome)
    if expectation.is_met(attempt):
        return Judgement(True, f"{got}, as expected")
    if attempt.outcome is Outcome.ANSWERED:
        return Judgement(False, f"expected {expectation.text}, but the receiver answered {got}")
    return Judgement(False, f"expected {expectation.text}, but {explain(attempt)}")
