"""What a user can expect of an attempt, and whether one meets it."""

import pytest

from maileroo_cli.delivery.attempt.expected_outcome import ExpectedOutcome, parse_expected_outcome
from maileroo_cli.delivery.attempt.judgement import judge
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.errors import UsageError


def answered(status: int) -> Attempt:
    """Return an attempt that was answered."""
    return Attempt(Outcome.ANSWERED, 0.01, status=status, place="127.0.0.1:5000")


@pytest.mark.parametrize(
    ("text", "met", "unmet"),
    [
        (
            "200",
            [answered(200)],
            [answered(201), Attempt(Outcome.REFUSED, 1.5), Attempt(Outcome.RESET, 1.5, status=200)],
        ),
        ("4xx", [answered(400), answered(499)], [answered(399), answered(500)]),
        ("200,204", [answered(200), answered(204)], [answered(202)]),
        ("401|403", [answered(401), answered(403)], [answered(402)]),
        (" 401 , 5XX ", [answered(401), answered(503)], [answered(200)]),
        ("refused", [Attempt(Outcome.REFUSED, 1.5)], [Attempt(Outcome.RESET, 1.5), answered(200)]),
        ("Timeout|4xx", [Attempt(Outcome.TIMEOUT, 1.5), answered(404)], [Attempt(Outcome.DNS, 1.5)]),
        ("answered", [answered(200), answered(500)], [Attempt(Outcome.DNS, 1.5)]),
    ],
)
def test_expectation(text: str, met: list[Attempt], unmet: list[Attempt]) -> None:
    """With an expectation an attempt is good when it ended in one of the expected ways, and only then."""
    expectation = parse_expected_outcome(text)
    assert isinstance(expectation, ExpectedOutcome)
    for attempt in met:
        judgement = judge(attempt, expectation=expectation)
        assert judgement.ok
        assert judgement.sentence.endswith(", as expected")
    for attempt in unmet:
        judgement = judge(attempt, expectation=expectation)
        assert not judgement.ok
        wanted = "a refused connection" if text == "refused" and attempt.status else expectation.text
        assert judgement.sentence.startswith(f"expected {wanted}, but ")


def test_refused_is_said_of_connections() -> None:
    """Who expects ``refused`` of a receiver that answers 401 is told what expects that."""
    said = judge(answered(401), expectation=parse_expected_outcome("refused")).sentence
    assert said == "expected a refused connection, but the receiver answered 401; --expect 401 expects that"


@pytest.mark.parametrize("text", ["", ",", "20", "600", "000", "2000", "6xx", "x", "ok", "200,", "2xx3", "²00"])
def test_bad_expectation(text: str) -> None:
    """What cannot be expected is refused with the forms that can."""
    with pytest.raises(UsageError, match="a status") as raised:
        parse_expected_outcome(text)
    assert "refused" in raised.value.hint
