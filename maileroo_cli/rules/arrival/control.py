"""What a refusal shows: a rule blames what it tries only where an event without it is accepted at the same time."""

from collections.abc import Generator

from maileroo_cli.delivery.attempt.explanation import explain
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.attempt.refusal import PASSING, who_answered
from maileroo_cli.rules.judging import is_accepted, judge_accepted
from maileroo_cli.rules.step import Step, StepResult, send
from maileroo_cli.rules.verdict import PASSED, RuleVerdict, failed, skipped
from maileroo_cli.webhook.signing.request import Request


def tell(attempt: Attempt, what: str) -> str:
    """Return what became of ``what``, such as ``a duplicate``."""
    if attempt.outcome is Outcome.ANSWERED:
        return f"{what} was answered {attempt.status}"
    return f"{what}: {explain(attempt)}"


def not_tried(attempt: Attempt, what: str = "a valid event") -> RuleVerdict:
    """Return that nothing can be said, since ``what`` comes before that, and was not accepted."""
    return skipped(tell(attempt, what))


def says_nothing(attempt: Attempt) -> bool:
    """Return whether the answer may be another one in a moment, or never came from the receiver."""
    return not attempt.reached_receiver or (attempt.outcome is Outcome.ANSWERED and attempt.status in PASSING)


def judge_lasting(attempt: Attempt, what: str) -> RuleVerdict:
    """Judge the answer to ``what``, which has to be accepted; one that may pass says nothing."""
    if not says_nothing(attempt):
        return judge_accepted(attempt, what)
    who = who_answered(attempt.status or 0, attempt) if attempt.outcome is Outcome.ANSWERED else ""
    return skipped(f"{tell(attempt, what)}{who and f': {who}'}")


def judge_again(first: Attempt, again: Attempt, what: str) -> RuleVerdict:
    """Judge the answer to ``what``, the same request as ``first``, which was accepted.

    One that was answered 200 has to be again: that it is exactly 200 in the first place another rule asks.
    """
    if is_accepted(again) and first.status == 200 != again.status:
        return failed(f"an event was answered 200, and {what} {again.status}", again)
    return judge_lasting(again, what)


def judge_beside(
    attempt: Attempt, what: str, control: Request, beside: str = "an ordinary event"
) -> Generator[Step, StepResult, RuleVerdict]:
    """Judge the answer to ``what``; where it is refused, only if ``control`` is accepted, told as ``beside``."""
    verdict = judge_lasting(attempt, what)
    if verdict is PASSED or says_nothing(attempt):
        return verdict
    second = yield from send(control)
    return verdict if is_accepted(second) else not_tried(second, f"{beside} after it")
