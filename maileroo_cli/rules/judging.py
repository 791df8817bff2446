"""How an answer is judged that several rules wait for: that an event was accepted, or a forged one refused.

That a success is exactly 200 is asked by one rule alone; for the others any 2xx is one, so that a receiver that answers
202 breaks one rule and not fifty.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from maileroo_cli.delivery.attempt.explanation import explain
from maileroo_cli.delivery.attempt.hint.bystander import find_bystander
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.attempt.refusal import PASSING, what_to_do, who_answered
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

_TOLERABLE = (400, 403)
_NO_ERROR = (
    "let no signature raise an error: compare bytes and not text, and answer 401; the receiver's log says what failed"
)
_ANSWER_401 = "answer 401 to every bad signature"
_MISLEADING: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        404: ("as where no route is", _ANSWER_401),
        405: ("as where no POST is taken", _ANSWER_401),
        406: ("as for another Accept header", _ANSWER_401),
        409: ("as for a conflict", _ANSWER_401),
        410: ("as where nothing is any more", _ANSWER_401),
        415: ("as for a content type that is not taken", _ANSWER_401),
        422: (
            "as for fields that are not valid",
            f"{_ANSWER_401}, also where the header is missing: FastAPI validates it unless it has the default None",
        ),
    }
)
"""What a refusal says that a valid event, which differs in its signature alone, does not get; and what to do."""


def is_accepted(attempt: Attempt) -> bool:
    """Return whether the answer is whole, and one of 2xx."""
    return attempt.outcome is Outcome.ANSWERED and attempt.status is not None and 200 <= attempt.status < 300


def judge_accepted(attempt: Attempt, what: str) -> RuleVerdict:
    """Judge the answer to a request that has to be accepted; ``what`` is that request, such as ``a valid event``."""
    if is_accepted(attempt):
        return PASSED
    if attempt.outcome is not Outcome.ANSWERED:
        return failed(f"{what}: {explain(attempt)}", attempt, consequence=Consequence.RETRIED)
    return failed(f"{what} was answered {attempt.status}", attempt)


def judge_refused(attempt: Attempt, what: str) -> RuleVerdict:
    """Judge the answer to a request whose signature is bad; ``what`` is that request, such as ``an empty signature``.

    401 is right; 400 and 403 pass with a warning. Any other refusal says another thing than that the signature is
    wrong: what it says is told, and who else may have refused. It counts only where a valid event is accepted.
    """
    status = attempt.status
    if attempt.outcome is not Outcome.ANSWERED or status is None:
        return _judge_silence(attempt, what)
    if 200 <= status < 300:
        return failed(f"{what} was accepted with {status}", attempt)
    if status in PASSING:
        return skipped(f"{what} was answered {status}: {who_answered(status, attempt)}")
    return _judge_refusal(attempt, status, what)


def judge_lenient(attempt: Attempt, what: str) -> RuleVerdict:
    """Judge the answer to a signature that holds the right digest, written as Maileroo does not write it.

    Nobody can make it without the secret, so accepting it is no danger; refusing it is right, failing at it is not.
    """
    if is_accepted(attempt):
        reason = f"{what} was accepted with {attempt.status}, which is lenient: nobody can forge it without the secret"
        fix = "nothing has to be changed: Maileroo sends 64 lowercase hex digits alone"
        return replace(passed_with(Severity.INFO, reason, attempt, fix=fix), consequence=Consequence.COSMETIC)
    verdict = judge_refused(attempt, what)
    if verdict.result is RuleResult.FAIL and verdict.severity is None:
        return replace(verdict, severity=Severity.ERROR)
    return verdict


def _judge_silence(attempt: Attempt, what: str) -> RuleVerdict:
    """Judge a bad signature that got no answer: what did not come to the receiver says nothing of it."""
    if not attempt.reached_receiver:
        return skipped(f"{what} did not reach the receiver: {explain(attempt)}")
    late = attempt.outcome is Outcome.TIMEOUT  # which may be the network's fault
    anew = replace(attempt, reused=False)  # whether the connection had been kept is not what is told here
    return failed(
        f"{what} got no answer: {explain(anew)}",
        attempt,
        fix="" if late else _NO_ERROR,
        severity=Severity.WARNING if late else None,
        consequence=Consequence.CRASHED,
    )


def _judge_refusal(attempt: Attempt, status: int, what: str) -> RuleVerdict:
    if status in _MISLEADING and find_bystander(attempt) is None:
        seems, fix = _MISLEADING[status]
        reason = f"{what} was answered {status}, {seems}, though nothing but the signature is wrong"
        verdict = failed(reason, attempt, fix=fix, severity=Severity.WARNING, consequence=Consequence.COSMETIC)
        return replace(verdict, alike=f"{status}: {seems}")
    if told := who_answered(status, attempt):
        verdict = failed(
            f"{what} was answered {status}: {told}",
            attempt,
            fix=what_to_do(attempt),
            severity=Severity.WARNING,
            consequence=Consequence.COSMETIC,
        )
        return replace(verdict, alike=f"{status}: {told}")
    if status >= 500:
        reason = f"{what} was answered {status}: the check itself failed"
        return failed(reason, attempt, fix=_NO_ERROR, consequence=Consequence.CRASHED)
    if status in _TOLERABLE:
        reason = f"{what} was refused with {status}; 401 says more clearly why"
        verdict = passed_with(Severity.WARNING, reason, attempt, fix="answer 401 to every bad signature")
        return replace(verdict, alike=f"refused with {status}")
    return PASSED


def worst(verdicts: Iterable[RuleVerdict]) -> RuleVerdict:
    """Return the worst of several verdicts: a failure, else a skip, else a pass with a finding, else a pass."""
    return min(verdicts, key=_lightness, default=PASSED)


def _lightness(verdict: RuleVerdict) -> tuple[int, int]:
    results = (RuleResult.FAIL, RuleResult.SKIP, RuleResult.PASS)
    weights = [None, *Severity] if verdict.result is RuleResult.FAIL else [*Severity, None]
    return results.index(verdict.result), weights.index(verdict.severity)
