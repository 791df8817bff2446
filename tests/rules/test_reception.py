"""What answers to well signed requests are taken for: nothing that may be the network is held against the receiver."""

import pytest

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.operation.check.sample import SAMPLE_URL
from maileroo_cli.rules.reception import compare, deliver, judge_survived, judge_taken, judge_verified
from maileroo_cli.rules.step import Script, SendOne
from maileroo_cli.rules.verdict import PASSED, Consequence, RuleResult, RuleVerdict, Severity, failed
from maileroo_cli.webhook.signing.request import Request

REQUEST = Request("POST", SAMPLE_URL, (), b"{}")
PASS, FAIL, SKIP = RuleResult.PASS, RuleResult.FAIL, RuleResult.SKIP


def answered(status: int, body: bytes = b"") -> Attempt:
    """Return a whole answer."""
    return Attempt(Outcome.ANSWERED, 0.01, status, body=body, phase=Phase.READING)


RESET = Attempt(Outcome.RESET, 0.01, phase=Phase.WAITING)
LATE = Attempt(Outcome.TIMEOUT, 5.0, phase=Phase.WAITING)
UNREACHED = Attempt(Outcome.REFUSED, 0.01)
OTHERS = [(answered(429), SKIP), (answered(502), SKIP), (answered(503), SKIP), (UNREACHED, SKIP)]
FAILURES = [(answered(500), FAIL), (RESET, FAIL), (LATE, FAIL)]


def ids(value: object) -> str:
    """Name an attempt in a test's id."""
    return value.word if isinstance(value, Attempt) else ""


@pytest.mark.parametrize(
    ("attempt", "result"),
    [*OTHERS, (answered(200), PASS), (answered(202), PASS), (answered(401), FAIL), (answered(302), FAIL), *FAILURES],
    ids=ids,
)
def test_what_has_to_be_taken_in(attempt: Attempt, result: RuleResult) -> None:
    """Any of 2xx is right, overload and the network say nothing, and all else is wrong."""
    assert judge_taken(attempt, "it").result is result


@pytest.mark.parametrize(
    ("attempt", "result", "severity", "consequence"),
    [
        (answered(200), PASS, None, None),
        (answered(400), PASS, Severity.INFO, None),
        (answered(422), PASS, Severity.INFO, None),
        (answered(401), FAIL, None, None),
        (answered(403), FAIL, None, None),
        (answered(500), FAIL, Severity.WARNING, Consequence.CRASHED),
        (RESET, FAIL, None, Consequence.CRASHED),
        (answered(503), SKIP, None, None),
    ],
    ids=ids,
)
def test_what_has_to_be_verified(
    attempt: Attempt, result: RuleResult, severity: Severity | None, consequence: Consequence | None
) -> None:
    """A refusal that is none of the signature is an info; one of the signature is as bad as the rule says."""
    verdict = judge_verified(attempt, "it")
    assert (verdict.result, verdict.severity, verdict.consequence) == (result, severity, consequence)


@pytest.mark.parametrize(
    ("attempt", "result"),
    [*OTHERS, (answered(200), PASS), (answered(400), PASS), (answered(401), PASS), (answered(501), PASS), *FAILURES],
    ids=ids,
)
def test_what_has_to_be_survived(attempt: Attempt, result: RuleResult) -> None:
    """Every answer is right that is no failure; 501 is none."""
    assert judge_survived(attempt, "it").result is result


def test_what_is_no_json_may_be_refused() -> None:
    """It is enough that it was verified."""
    assert judge_verified(answered(400), "it", is_json=False) == PASSED
    assert judge_verified(answered(401), "it", is_json=False).result is FAIL


def test_a_late_answer_is_a_warning() -> None:
    """What may be a slow network is no error."""
    assert judge_taken(LATE, "it").severity is Severity.WARNING


def test_who_answered_instead_is_named() -> None:
    """A page of a CSRF check is told as such, with what to do."""
    verdict = judge_taken(answered(403, b"CSRF verification failed"), "it")
    assert "CSRF" in verdict.reason
    assert verdict.fix


def play(script: Script, *attempts: Attempt) -> tuple[RuleVerdict, int]:
    """Play a script against these attempts; return its verdict, and how many requests there were."""
    results = iter(attempts)
    try:
        step = next(script)
        while True:
            assert isinstance(step, SendOne)
            step = script.send(next(results))
    except StopIteration as end:
        return end.value, len(attempts) - len(list(results))


def test_a_failure_counts_where_the_control_is_taken_in() -> None:
    """It is the thing that is tried which was refused."""
    verdict = failed("it was answered 500")
    assert play(compare(verdict, REQUEST, "nothing is", REQUEST), answered(200)) == (verdict, 1)


@pytest.mark.parametrize("control", [RESET, UNREACHED, LATE], ids=ids)
def test_a_failure_counts_where_the_control_is_not_answered(control: Attempt) -> None:
    """The receiver may have ended with what was tried."""
    verdict = failed("it was answered 500")
    assert play(compare(verdict, REQUEST, "nothing is", REQUEST), control, UNREACHED)[0] is verdict


@pytest.mark.parametrize(("again", "counts"), [(RESET, False), (answered(500), False), (answered(200), True)], ids=ids)
def test_a_control_that_ends_the_connection_by_itself(again: Attempt, counts: bool) -> None:
    """Where an ordinary event is taken in the receiver is there: what fails then is not what was tried."""
    verdict = failed("it got no answer")
    told, number = play(compare(verdict, REQUEST, "nothing is", REQUEST), RESET, answered(200), again)
    assert (told is verdict, number) == (counts, 3)


def test_a_failure_says_nothing_where_the_control_is_refused() -> None:
    """Then something else was the reason, and that is told."""
    verdict, _ = play(compare(failed("it was answered 500"), REQUEST, "nothing is accepted", REQUEST), answered(422))
    assert (verdict.result, verdict.reason) == (SKIP, "nothing is accepted")


def test_a_rule_that_is_kept_needs_no_control() -> None:
    """Nothing more is sent."""
    assert play(compare(PASSED, REQUEST, "nothing is", REQUEST)) == (PASSED, 0)


def test_a_kept_connection_that_was_lost_is_no_crash() -> None:
    """The request is sent again, over a connection of its own."""

    def script() -> Script:
        attempt = yield from deliver(REQUEST)
        return judge_taken(attempt, "it")

    lost = Attempt(Outcome.RESET, 0.01, phase=Phase.WAITING, reused=True)
    assert play(script(), lost, answered(200)) == (PASSED, 2)
    assert play(script(), RESET)[0].result is FAIL
