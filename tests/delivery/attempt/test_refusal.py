"""What an answer to a bad signature shows, over every status that there can be."""

import pytest

from maileroo_cli.delivery.attempt.judgement import judge_forged
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.delivery.attempt.refusal import SignatureVerdict, is_refusal, read_verdict, what_to_do, who_answered
from maileroo_cli.webhook.signing.tamper import BadSignature


def answered(status: int) -> Attempt:
    """Return an attempt that was answered."""
    return Attempt(Outcome.ANSWERED, 0.01, status=status, place="127.0.0.1:5000")


def test_only_three_statuses_refuse() -> None:
    """Of all statuses but those of success and of a crash, three alone are good; each other says what answered."""
    good = [one for one in range(100, 600) if judge_forged(answered(one), BadSignature.MISSING).ok]
    assert good == [400, 401, 403]
    assert [one for one in range(100, 600) if is_refusal(one)] == good
    for status in [*range(300, 400), *(one for one in range(402, 500) if one != 403), 502, 503, 504]:
        judgement = judge_forged(answered(status), BadSignature.MISSING)
        assert judgement.verdict is SignatureVerdict.UNDECIDED
        assert judgement.sentence == f"answered {status}: {who_answered(status)}"
        assert who_answered(status)
        assert what_to_do(answered(status))


@pytest.mark.parametrize("kind", BadSignature)
def test_success(kind: BadSignature) -> None:
    """Any success is a hole, whatever the provider counts as one, or leniency where the secret was needed."""
    for status in (200, 201, 204, 299):
        judgement = judge_forged(answered(status), kind)
        assert judgement.verdict is (SignatureVerdict.LENIENT if kind.needs_secret else SignatureVerdict.ACCEPTED)
        assert judgement.ok is kind.needs_secret
        assert what_to_do(answered(status)) == ""


@pytest.mark.parametrize(
    ("attempt", "verdict"),
    [
        (Attempt(Outcome.RESET, 1.0, status=401, phase=Phase.READING), SignatureVerdict.UNDECIDED),
        (Attempt(Outcome.RESET, 1.0, status=200, phase=Phase.READING), SignatureVerdict.ACCEPTED),
        (Attempt(Outcome.RESET, 1.0, phase=Phase.WAITING), SignatureVerdict.CRASHED),
        (Attempt(Outcome.TIMEOUT, 1.0, phase=Phase.WAITING), SignatureVerdict.UNDECIDED),
        (Attempt(Outcome.REFUSED, 1.0), SignatureVerdict.UNDECIDED),
    ],
)
def test_no_whole_answer(attempt: Attempt, verdict: SignatureVerdict) -> None:
    """An answer that broke off refuses nothing, a success that began is one, and who hangs up has crashed."""
    assert read_verdict(attempt) is verdict
    judgement = judge_forged(attempt, BadSignature.EMPTY)
    assert not judgement.ok
    assert judgement.sentence
