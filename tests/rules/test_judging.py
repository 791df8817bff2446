"""What each answer, and each end of an attempt, says of a request that has to be accepted, or refused."""

import pytest

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.rules.judging import is_accepted, judge_accepted, judge_lenient, judge_refused, worst
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

FAIL, PASS, SKIP = RuleResult.FAIL, RuleResult.PASS, RuleResult.SKIP
ALL_STATUSES = range(200, 600)

REFUSED = {401: (PASS, None), 400: (PASS, Severity.WARNING), 403: (PASS, Severity.WARNING)}
PASSING = {408, 425, 429, 502, 503, 504}
"""Statuses that may be others a moment later: nothing can be said."""


def answered(status: int, body: bytes = b"", **headers: str) -> Attempt:
    """Return a whole answer."""
    return Attempt(Outcome.ANSWERED, 0.01, status, tuple(headers.items()), body, phase=Phase.READING, place="a:1")


def broken(outcome: Outcome, phase: Phase = Phase.WAITING) -> Attempt:
    """Return an attempt without an answer."""
    return Attempt(outcome, 0.01, phase=phase, place="a:1")


def ideal_of(status: int) -> tuple[RuleResult, Severity | None, Consequence | None]:
    """Return what an answer to a bad signature says."""
    if status in PASSING:
        return SKIP, None, None
    if status in REFUSED:
        return (*REFUSED[status], None)
    if status < 300:
        return FAIL, None, None
    if status < 500:
        return FAIL, Severity.WARNING, Consequence.COSMETIC
    return FAIL, None, Consequence.CRASHED


@pytest.mark.parametrize("status", ALL_STATUSES)
def test_a_bad_signature(status: int) -> None:
    """Only 401 is well; 400 and 403 nearly; 2xx lets it in, 5xx is a crash, and what else refuses says who did."""
    verdict = judge_refused(answered(status), "it")
    assert (verdict.result, verdict.severity, verdict.consequence) == ideal_of(status)
    assert verdict.reason.startswith("it was ") or verdict == PASSED
    assert not verdict.reason.endswith((".", ": "))


OTHER_LAYERS = [
    (404, "as where no route is"),
    (405, "as where no POST is taken"),
    (413, "the size limit"),
    (415, "as for a content type"),
    (419, "a CSRF check"),
    (422, "as for fields that are not valid"),
    (429, "the rate limit"),
    (302, "a redirect"),
]


@pytest.mark.parametrize(("status", "words"), OTHER_LAYERS)
def test_another_layer_is_named(status: int, words: str) -> None:
    """What refused in the place of the check is said."""
    assert words in judge_refused(answered(status), "it").reason


def test_a_bystander_is_named() -> None:
    """A 403 with the words of a CSRF check is none of the signature's."""
    verdict = judge_refused(answered(403, b"CSRF verification failed."), "it")
    assert (verdict.result, verdict.severity) == (FAIL, Severity.WARNING)
    assert "a CSRF check" in verdict.reason
    assert verdict.fix


@pytest.mark.parametrize("status", ALL_STATUSES)
def test_a_valid_event(status: int) -> None:
    """Every 2xx accepts it, nothing else does."""
    attempt = answered(status)
    verdict = judge_accepted(attempt, "it")
    assert is_accepted(attempt) == (status < 300)
    assert (verdict.result, verdict.severity) == (PASS if status < 300 else FAIL, None)


@pytest.mark.parametrize("status", ALL_STATUSES)
def test_a_lenient_signature(status: int) -> None:
    """Accepting it is an info; a crash is an error whatever the rule weighs; all else is as with a bad one."""
    verdict = judge_lenient(answered(status), "it")
    result, severity, consequence = ideal_of(status)
    if status < 300:
        assert (verdict.result, verdict.severity, verdict.consequence) == (PASS, Severity.INFO, Consequence.COSMETIC)
    elif status >= 500 and result is FAIL:
        assert (verdict.result, verdict.severity, verdict.consequence) == (FAIL, Severity.ERROR, consequence)
    else:
        assert (verdict.result, verdict.severity, verdict.consequence) == (result, severity, consequence)


ENDS = [
    (Outcome.REFUSED, Phase.CONNECTING, SKIP, None),
    (Outcome.DNS, Phase.CONNECTING, SKIP, None),
    (Outcome.TLS, Phase.SECURING, SKIP, None),
    (Outcome.UNREACHABLE, Phase.CONNECTING, SKIP, None),
    (Outcome.TIMEOUT, Phase.CONNECTING, SKIP, None),
    (Outcome.TIMEOUT, Phase.WAITING, FAIL, Severity.WARNING),
    (Outcome.TIMEOUT, Phase.READING, FAIL, Severity.WARNING),
    (Outcome.RESET, Phase.WAITING, FAIL, None),
    (Outcome.GARBAGE, Phase.READING, FAIL, None),
]


@pytest.mark.parametrize(("outcome", "phase", "result", "severity"), ENDS)
def test_a_bad_signature_without_an_answer(
    outcome: Outcome, phase: Phase, result: RuleResult, severity: Severity | None
) -> None:
    """What did not come to the receiver says nothing; a time-out is a warning, a broken connection a crash."""
    verdict = judge_refused(broken(outcome, phase), "it")
    assert (verdict.result, verdict.severity) == (result, severity)
    assert verdict.consequence is (Consequence.CRASHED if result is FAIL else None)


@pytest.mark.parametrize("outcome", [one for one in Outcome if one is not Outcome.ANSWERED])
def test_a_valid_event_without_an_answer(outcome: Outcome) -> None:
    """An event without an answer is not accepted, and comes again."""
    verdict = judge_accepted(broken(outcome), "it")
    assert (verdict.result, verdict.consequence) == (FAIL, Consequence.RETRIED)
    assert verdict.reason.startswith("it: ")


def test_half_an_answer() -> None:
    """A status without the rest of its answer accepts nothing."""
    attempt = Attempt(Outcome.RESET, 0.01, 200, phase=Phase.READING, place="a:1")
    assert not is_accepted(attempt)
    assert judge_accepted(attempt, "it").result is FAIL


def test_the_worst_of_several() -> None:
    """A failure comes before a skip, and that before a pass with a finding; the heavier one before the lighter."""
    rising = [
        PASSED,
        passed_with(Severity.INFO, "info"),
        passed_with(Severity.WARNING, "warning"),
        skipped("skip"),
        failed("info", severity=Severity.INFO),
        failed("warning", severity=Severity.WARNING),
        failed("error", severity=Severity.ERROR),
        failed("the rule's own"),
    ]
    for number, verdict in enumerate(rising, 1):
        assert worst(rising[:number]) == verdict
        assert worst(reversed(rising[:number])) == verdict
    assert worst(list[RuleVerdict]()) == PASSED


@pytest.mark.parametrize("attempt", [answered(500), answered(403)])
def test_a_finding_about_a_refusal_says_what_to_do(attempt: Attempt) -> None:
    """Whether the check crashed or answered another status, a fix is told."""
    assert "401" in judge_refused(attempt, "an empty signature").fix
