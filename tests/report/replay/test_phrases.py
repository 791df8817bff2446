"""One attempt in words: what was made to go wrong, what the receiver did about it, and what the sender saw of it."""

import pytest

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.delivery.fault.kind import Fault, FaultKind, Reach
from maileroo_cli.delivery.replay.records import AttemptResult
from maileroo_cli.delivery.schedule.catalogue import SCHEDULES
from maileroo_cli.report.replay.phrases import CHANCES, EXPECTED, NEVER_RECORDED, said, say, spent
from tests.report.replaying import fault_of, trial_of

SENTENCES = {
    "refuse": "the connection is refused",
    "dns": "the receiver's host name is not found",
    "tls": "the TLS handshake fails",
    "connect-timeout": "the connection is never accepted",
    "status:503": "a gateway answers 503 instead of the receiver",
    "truncate": "the connection ends in the middle of the body",
    "reset": "the connection is reset in the middle of the body",
    "drip:2s": "the body arrives slowly, in small pieces: accepted with 200",
    "lost": "the receiver's answer (200) gets lost",
    "late": "the receiver's answer (200) comes after the deadline",
    "gateway:502": "a proxy replaces the receiver's answer (200) with 502",
    "reset-after": "the connection is reset before the answer (200) is read",
    "duplicate": "two copies arrive at the same instant: answered 200 and 200",
    "reorder": "accepted with 200",
    "200": "accepted with 200",
    "503": "answered 503: it, or a proxy before it, is not ready or overloaded",
    "201": "answered 201, but Maileroo counts only 200 as success (official)",
    "real-timeout": "timed out after 30.0 s while waiting for the answer: "
    "answer first and work later, or allow more with --timeout",
    "real-reset": "the connection ended without an answer",
    "unknown": NEVER_RECORDED,
}


@pytest.mark.parametrize(("step", "sentence"), SENTENCES.items(), ids=SENTENCES)
def test_sentences(step: str, sentence: str) -> None:
    """Each kind of fault has a sentence of its own; that Maileroo would try again is not said where we do."""
    fault, result = trial_of(step)
    assert say(fault, result, Success.STRICT) == sentence


def test_every_kind_of_fault_has_a_sentence() -> None:
    """The table above has each kind but that of an altered body, which has a test of its own."""
    kinds = {fault_of(step).kind for step in SENTENCES if step.split(":")[0] in set(FaultKind)}
    assert kinds == set(FaultKind) - {FaultKind.CORRUPT}


ALTERED = {
    200: "one bit of the body is flipped in transit: accepted with 200",
    401: "one bit of the body is flipped in transit: refused with 401, as it should be",
    500: "one bit of the body is flipped in transit: answered 500; the signature check itself failed",
    404: "one bit of the body is flipped in transit: answered 404; that is the route, not the signature",
    204: "one bit of the body is flipped in transit: answered 204",
}


@pytest.mark.parametrize(("status", "sentence"), ALTERED.items())
def test_an_altered_body(status: int, sentence: str) -> None:
    """A refusal is what an altered body should get, so no advice is given about it."""
    fault, result = trial_of("corrupt", said=status)
    assert say(fault, result, Success.STRICT) == sentence


def test_a_fault_that_did_not_come_about() -> None:
    """Where the receiver itself failed before the fault could be made, that is what is told."""
    refused = AttemptResult(Attempt(Outcome.REFUSED, 0.1, place="a.test:80"), Reach.NOTHING)
    sentence = say(Fault(FaultKind.LOST), refused, Success.STRICT)
    assert sentence.startswith("nothing listens on a.test:80")
    assert "fault lost" in sentence


UNDER = {
    "maileroo": "answered 201, but Maileroo counts only 200 as success (official)",
    "mailgun": "answered 201, but mailgun counts only 200 as success (published)",
    "standard-webhooks": "accepted with 201",
}


@pytest.mark.parametrize(("name", "sentence"), UNDER.items())
def test_other_schedules(name: str, sentence: str) -> None:
    """What a 201 is, is told of the provider whose schedule is replayed."""
    schedule = SCHEDULES[name]
    success = Success.ANY_2XX if schedule.any_2xx else Success.STRICT
    assert say(*trial_of("201"), success, schedule) == sentence


def test_other_failures_under_other_schedules() -> None:
    """That it would be tried again is left out, whoever would do so; that it would not is told."""
    assert say(*trial_of("415"), Success.STRICT, SCHEDULES["mailgun"]).endswith("allow it on this route")
    assert say(*trial_of("406"), Success.STRICT, SCHEDULES["mailgun"]).endswith(
        "; mailgun does not try again after 406"
    )


def test_an_answer_that_never_came() -> None:
    """That the receiver did not answer at all is told where the fault would have hidden one."""
    silent = AttemptResult(Attempt(Outcome.TIMEOUT, 0.0, phase=Phase.WAITING), Reach.WHOLE, (), 30.0)
    assert say(Fault(FaultKind.LOST), silent, Success.STRICT) == "the receiver's answer (none came) gets lost"


@pytest.mark.parametrize("reused", [False, True], ids=["new", "kept"])
def test_a_reset_without_an_answer(reused: bool) -> None:
    """No cause is guessed at for a connection that ended without an answer; an answer that broke off is told."""
    broken = AttemptResult(Attempt(Outcome.RESET, 0.1, phase=Phase.WAITING, place="a.test:80", reused=reused))
    assert say(None, broken, Success.STRICT) == "the connection ended without an answer"
    partly = AttemptResult(Attempt(Outcome.RESET, 0.1, 200, phase=Phase.READING, place="a.test:80", reused=reused))
    assert say(None, partly, Success.STRICT).startswith("answered 200, but the answer broke off")


def test_any_2xx() -> None:
    """A 201 that counts as success is told with what Maileroo would make of it."""
    fault, result = trial_of("201")
    assert "Maileroo counts only 200" in say(fault, result, Success.ANY_2XX)


def test_answers_and_durations() -> None:
    """The receiver's answers are told of faulty attempts alone; a simulated time-out lasts as long as it would."""
    assert said(*trial_of("duplicate", said=409)) == "409+409"
    assert [said(*trial_of(step)) for step in ("lost", "200", "refuse", "unknown")] == ["200", "", "", ""]
    assert [spent(trial_of(step)[1]) for step in ("lost", "200", "unknown")] == [30_000, pytest.approx(1.2), None]


def test_every_reach_has_words() -> None:
    """Whether the receiver could act is told for all that can reach it."""
    assert set(CHANCES) == set(Reach)


def test_every_kind_of_fault_has_what_the_sender_sees_of_it() -> None:
    """No kind of fault is taken for another one."""
    assert set(EXPECTED) == set(FaultKind)
    assert set(CHANCES) == set(Reach)
