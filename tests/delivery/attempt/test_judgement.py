"""Tests of maileroo_cli.delivery.attempt.judgement, and of the words of maileroo_cli.delivery.attempt.explanation."""

import pytest

from maileroo_cli.delivery.attempt.judgement import Success, judge
from maileroo_cli.delivery.attempt.outcome import Attempt, AttemptProblem, Outcome, Phase
from maileroo_cli.delivery.schedule.catalogue import SCHEDULES

ONLY_200 = "Maileroo counts only 200 as success (official)"


def answered(status: int, location: str | None = None, body: bytes = b"") -> Attempt:
    """Return an attempt that was answered."""
    return Attempt(Outcome.ANSWERED, 0.01, status=status, location=location, body=body, place="127.0.0.1:5000")


def failed(outcome: Outcome, phase: Phase = Phase.CONNECTING, **more: object) -> Attempt:
    """Return an attempt that was not answered."""
    return Attempt(outcome, 1.5, phase=phase, place="127.0.0.1:5000", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("success", list(Success))
def test_exactly_200(success: Success) -> None:
    """200 is accepted without any risk under every rule."""
    judgement = judge(answered(200), success)
    assert (judgement.ok, judgement.sentence, judgement.risk) == (True, "accepted with 200", "")


@pytest.mark.parametrize("status", [201, 202, 204, 206, 299])
def test_other_2xx(status: int) -> None:
    """Any other 2xx fails as Maileroo counts, and is a named risk where the user accepts it."""
    strict = judge(answered(status))
    loose = judge(answered(status), Success.ANY_2XX)
    assert not strict.ok
    assert loose.ok
    assert ONLY_200 in strict.sentence
    assert ONLY_200 in loose.risk
    assert judge(answered(201), Success.ANY_2XX, schedule=SCHEDULES["standard-webhooks"]).risk == ""
    assert "mailgun counts only 200" in judge(answered(201), schedule=SCHEDULES["mailgun"]).sentence


@pytest.mark.parametrize(
    ("attempt", "words"),
    [
        (answered(101), "WebSocket"),
        (answered(301, "https://example.com/final"), "redirect to https://example.com/final"),
        (answered(308, "/x"), "register the final URL"),
        (answered(302), "a redirect without a target"),
        (answered(304), "answered 304"),
        (answered(400), "could not read the request"),
        (answered(400, body=b"The plain HTTP request was sent to HTTPS port"), "use https://"),
        (answered(401), "secret"),
        (answered(403), "signature"),
        (answered(404), "routes"),
        (answered(405), "POST"),
        (answered(413), "too large"),
        (answered(415), "application/json"),
        (answered(429), "--rate"),
        (answered(418), "answered 418"),
        (answered(500), "look at its log"),
        (answered(599), "look at its log"),
        (answered(502), "proxy"),
        (failed(Outcome.REFUSED), "nothing listens on 127.0.0.1:5000: is the receiver running?"),
        (failed(Outcome.DNS), "typing error"),
        (failed(Outcome.TLS), "speak HTTPS?"),
        (failed(Outcome.TLS, problem=AttemptProblem.EXPIRED), "expired"),
        (failed(Outcome.RESET), "crash"),
        (failed(Outcome.RESET, reused=True), "Connection: close"),
        (failed(Outcome.RESET, status=200), "answered 200, but the answer broke off"),
        (failed(Outcome.TIMEOUT), "timed out after 1.5 s while connecting: check the host"),
        (failed(Outcome.TIMEOUT, Phase.SECURING), "HTTPS?"),
        (
            failed(Outcome.TIMEOUT, Phase.WAITING),
            "while waiting for the answer: answer first and work later",
        ),
        (Attempt(Outcome.TIMEOUT, 0.25, phase=Phase.READING), "after 250 ms while reading the answer"),
        (failed(Outcome.GARBAGE), "not in valid HTTP"),
        (failed(Outcome.UNREACHABLE), "cannot be reached"),
    ],
    ids=lambda value: f"{value.outcome}-{value.status}" if isinstance(value, Attempt) else "",
)
def test_failure(attempt: Attempt, words: str) -> None:
    """Each failure is told in one sentence that says what to do."""
    judgement = judge(attempt)
    assert not judgement.ok
    assert words in judgement.sentence
    assert judgement.sentence.isprintable()


@pytest.mark.parametrize("problem", list(AttemptProblem))
def test_tls_problem(problem: AttemptProblem) -> None:
    """Each TLS problem has a sentence that names the place."""
    assert "127.0.0.1:5000" in judge(failed(Outcome.TLS, problem=problem)).sentence


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("phase", list(Phase))
def test_whether_the_receiver_was_reached(outcome: Outcome, phase: Phase) -> None:
    """It was, unless no connection came about; a time-out tells by how far the attempt had come."""
    unreached = {"refused", "dns", "tls", "unreachable"}
    early = phase in (Phase.CONNECTING, Phase.SECURING)
    assert phase.has_connection is not early
    reached = failed(outcome, phase).reached_receiver
    assert reached is not (outcome in unreached or (outcome is Outcome.TIMEOUT and early))


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_failure_has_a_sentence(outcome: Outcome) -> None:
    """However an attempt ended, there is a sentence for it."""
    assert judge(failed(outcome)).sentence
