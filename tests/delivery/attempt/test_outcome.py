"""How an attempt looks where a test shows it."""

import pytest

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase


@pytest.mark.parametrize(
    ("attempt", "shown"),
    [
        (Attempt(Outcome.ANSWERED, 0.1, 200), "Attempt(200)"),
        (Attempt(Outcome.ANSWERED, 0.1, 401, body=b"bad signature\n"), r"Attempt(401, 'bad signature\n')"),
        (
            Attempt(Outcome.ANSWERED, 0.1, 500, raised="KeyError: 'id'", raised_at="shop/main.py, line 12"),
            "Attempt(500, raised KeyError: 'id' (shop/main.py, line 12))",
        ),
        (Attempt(Outcome.TIMEOUT, 5.0, phase=Phase.WAITING), "Attempt(timeout while waiting for the answer)"),
        (Attempt(Outcome.DNS, 0.1, detail="no such host"), "Attempt(dns, no such host)"),
    ],
)
def test_an_attempt_is_shown_in_short(attempt: Attempt, shown: str) -> None:
    """A failed assertion about an attempt says what came back, and none of the fields that say nothing."""
    assert repr(attempt) == shown


def test_a_long_answer_is_cut() -> None:
    """A page of HTML is shown by its beginning, in one line."""
    shown = repr(Attempt(Outcome.ANSWERED, 0.1, 500, body=b"<html>\n" * 100))
    assert len(shown) < 120
    assert shown.isprintable()
