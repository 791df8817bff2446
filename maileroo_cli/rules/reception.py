"""How the answers to requests are judged that are signed well, however odd they are otherwise.

There are three demands: that an event is taken in, that its bytes are verified though nobody can use them, and that the
receiver stands it. What may be the network or an overload is never held against the receiver.
"""

from collections.abc import Generator

from maileroo_cli.delivery.attempt.explanation import explain
from maileroo_cli.delivery.attempt.hint.bystander import find_bystander
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.attempt.refusal import PASSING, who_answered
from maileroo_cli.rules.judging import is_accepted
from maileroo_cli.rules.step import Manner, Script, Step, StepResult, send
from maileroo_cli.rules.verdict import (
    PASSED,
    Consequence,
    RuleResult,
    RuleVerdict,
    Severity,
    failed,
    passed_with,
    skipped,
)
from maileroo_cli.webhook.signing.request import Request

_UNVERIFIED = (401, 403)
_ENDED = (Outcome.RESET, Outcome.GARBAGE)


def deliver(
    request: Request, ideal: int = 200, *, manner: Manner = Manner.WHOLE, apart: bool = False
) -> Generator[Step, StepResult, Attempt]:
    """Send a request and return its attempt; one that a kept connection lost is sent again over a new one.

    ``apart`` asks for a connection of its own from the first.

    Any server may close a connection at the moment when the next request comes: that is no mistake.
    """
    attempt = yield from send(request, ideal, manner=manner, apart=apart)
    if attempt.reused and attempt.outcome is Outcome.RESET:
        attempt = yield from send(request, ideal, manner=manner, apart=True)
    return attempt


def compare(verdict: RuleVerdict, control: Request, why: str, ordinary: Request) -> Script:
    """Return the verdict; a failure counts only where the ``control``, which has not what is tried, is taken in.

    ``why`` says what it means where the control is refused too. Where that is not answered at all the receiver may have
    ended with what was tried, and the failure stands; unless it takes in an ``ordinary`` event, and not the control.
    """
    if verdict.result is not RuleResult.FAIL:
        return verdict
    attempt = yield from deliver(control)
    if attempt.outcome in _ENDED and is_accepted((yield from deliver(ordinary))):
        attempt = yield from deliver(control)
        return skipped(why) if attempt.outcome in _ENDED or _is_refused(attempt) else verdict
    return skipped(why) if _is_refused(attempt) else verdict


def _is_refused(attempt: Attempt) -> bool:
    return attempt.outcome is Outcome.ANSWERED and not is_accepted(attempt)


def judge_silence(attempt: Attempt, what: str, crash: Consequence | None = None) -> RuleVerdict | None:
    """Judge where the receiver itself did not answer ``what``; return ``None`` where it did.

    ``crash`` is what it leads to where the receiver ended the connection, if that is not what the rule itself says.
    """
    if attempt.outcome is Outcome.ANSWERED:
        if attempt.status is not None and attempt.status in PASSING:
            return skipped(f"{what} was answered {attempt.status}: {who_answered(attempt.status, attempt)}")
        return None
    reason = f"{what}: {explain(attempt)}"
    if attempt.outcome in _ENDED:
        return failed(reason, attempt, consequence=crash)
    if attempt.outcome is Outcome.TIMEOUT and attempt.reached_receiver:
        return failed(reason, attempt, severity=Severity.WARNING, consequence=Consequence.RETRIED)
    return skipped(reason)


def judge_taken(attempt: Attempt, what: str) -> RuleVerdict:
    """Judge the answer to an event that has to be taken in: any of 2xx is right."""
    if is_accepted(attempt):
        return PASSED
    return judge_silence(attempt, what) or _not_taken(attempt, what)


def judge_verified(attempt: Attempt, what: str, *, is_json: bool = True) -> RuleVerdict:
    """Judge the answer to what has to be verified, but may be refused, since not every parser understands it.

    What is no JSON is rightly refused then; a refusal of what is JSON is an info.
    """
    if is_accepted(attempt):
        return PASSED
    if (verdict := judge_silence(attempt, what, Consequence.CRASHED)) is not None:
        return verdict
    reason = f"{what} was answered {attempt.status}"
    if _is_crash(attempt):
        return failed(reason, attempt, severity=Severity.WARNING, consequence=Consequence.CRASHED)
    if attempt.status in _UNVERIFIED:
        return _not_taken(attempt, what)
    if not is_json:
        return PASSED
    return passed_with(Severity.INFO, f"{reason}: it is not read, though nothing is wrong with its signature", attempt)


def judge_survived(attempt: Attempt, what: str) -> RuleVerdict:
    """Judge the answer to what is no event: every refusal is right, and so is 200; a crash is not."""
    if (verdict := judge_silence(attempt, what, Consequence.CRASHED)) is not None:
        return verdict
    if _is_crash(attempt):
        return failed(f"{what} was answered {attempt.status}", attempt, consequence=Consequence.CRASHED)
    return PASSED


def _not_taken(attempt: Attempt, what: str) -> RuleVerdict:
    reason = f"{what} was answered {attempt.status}"
    if (bystander := find_bystander(attempt)) is not None:
        return failed(f"{reason}: that is {bystander.name}", attempt, fix=bystander.advice)
    return failed(reason, attempt)


def _is_crash(attempt: Attempt) -> bool:
    """Return whether the receiver failed; 501 says that the server does not know what was asked."""
    return attempt.status is not None and attempt.status >= 500 and attempt.status != 501
