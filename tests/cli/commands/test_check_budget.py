"""``mhook check --budget``: what is taken for one, and what comes of it."""

from collections.abc import Iterator

import pytest

from tests.cli.calling import SECRET, Mhook
from tests.receivers.broken.arrival import IsSlow
from tests.receivers.correct import CorrectReceiver

ONLY = ("--select", "DELIVERY002")


@pytest.fixture
def slow() -> Iterator[CorrectReceiver]:
    """Return a receiver that takes 30 ms for each event."""
    with IsSlow(SECRET) as receiver:
        yield receiver


@pytest.mark.parametrize("budget", ["max=5s", "p95=5", "P50 = 5000ms"])
def test_a_budget_that_is_kept(mhook: Mhook, slow: CorrectReceiver, budget: str) -> None:
    """Answers within the budget are fine, in whatever unit it is given."""
    ran = mhook("check", slow.url, *ONLY, "--budget", budget)
    assert ran.code == 0


def test_a_budget_that_is_not_kept(mhook: Mhook, slow: CorrectReceiver) -> None:
    """A slower answer is an error that says what was measured, and what was wanted."""
    ran = mhook("check", slow.url, *ONLY, "--budget", "p90=10ms", "--format", "json")
    (finding,) = (one for one in ran.objects if one.get("rule") == "DELIVERY002")
    assert ran.code == 1
    assert finding["reason"].startswith("the p90 of 20 answers took ")
    assert finding["reason"].endswith(", and the budget is 10 ms")


@pytest.mark.parametrize(
    ("budget", "problem"),
    [
        (
            "500ms",
            "--budget '500ms' does not say of what it is: write it like p95=500ms, with p50, p90, p95, p99 or max",
        ),
        ("p59=500ms", "--budget knows no 'p59': did you mean p99, p95 or p90?"),
        ("mean=500ms", "--budget knows no 'mean'"),
        ("p95=soon", "'soon' is not a duration"),
        ("p95=", "'' is not a duration"),
        ("p95=-1s", "'-1s' is negative"),
        ("p95=0", "--budget 'p95=0' is no time at all"),
        ("max=11s", "--budget 'max=11s' is longer than --timeout, 10 s: give a longer --timeout"),
        ("p95=\x1b[2J", "is not a duration"),
    ],
)
def test_what_is_no_budget(mhook: Mhook, budget: str, problem: str) -> None:
    """What is no budget is refused before anything is sent, with what to do."""
    ran = mhook("check", "http://127.0.0.1:1/webhook", "--budget", budget)
    assert ran.code == 2
    assert problem in ran.error
