"""Budgets and allowances as users write them, and who keeps them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.attempt.latency import Latencies
from maileroo_cli.delivery.load.judgement.budget import (
    ErrorAllowance,
    LoadBudget,
    parse_budgets,
    parse_max_errors,
)
from maileroo_cli.errors import UsageError


def test_budgets_are_read() -> None:
    """Several budgets stand in one text or in many, and come in the order of their percentiles."""
    budgets = parse_budgets(["P99=1s, p50=100ms", "max=5s"], 30)
    assert budgets == (LoadBudget("p50", 0.1), LoadBudget("p99", 1), LoadBudget("max", 5))
    assert [one.text for one in budgets] == ["p50=100ms", "p99=1s", "max=5s"]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (
            ["1s"],
            "--budget '1s' does not say of what it is: write it like p99=1s, with p50, p90, p95, p99, p99.9 or max",
        ),
        (["p98=1s"], "--budget knows no 'p98': did you mean"),
        (["p99=soon"], "--budget p99: 'soon' is not a duration: write it like"),
        (["p99=500"], "--budget p99: '500' has no unit: write 500ms or 500s"),
        (["p99=0s"], "--budget 'p99=0s' is no time at all: write it like"),
        (["p99=1m"], "--budget 'p99=1m' is longer than --timeout, 30 s: give a longer --timeout"),
        (["p99=1s", "p99=2s"], "--budget has p99 twice: give each once"),
        (["p99=1s,"], "--budget '' does not say of what it is: write it like"),
    ],
)
def test_wrong_budgets_are_refused(texts: list[str], message: str) -> None:
    """A wrong budget is refused in a line that says what to write."""
    with pytest.raises(UsageError) as error:
        parse_budgets(texts, 30)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "allowance", "most"),
    [
        ("0", ErrorAllowance(0), 0),
        ("10", ErrorAllowance(10), 10),
        ("0.5%", ErrorAllowance(share=0.005), 5),
        ("0.29%", ErrorAllowance(share=0.0029), 2),
        ("100%", ErrorAllowance(share=1), 1_000),
    ],
)
def test_allowances_are_read(text: str, allowance: ErrorAllowance, most: int) -> None:
    """Errors are allowed by number, or by share of what was started."""
    read = parse_max_errors(text)
    assert read.number == allowance.number
    assert read.share == pytest.approx(allowance.share)
    assert read.most(1_000) == most
    assert read.text == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("few", "--max-errors 'few' is neither a number nor a share: write it like 0, 10 or 0.5%"),
        ("-1", "--max-errors '-1' is neither a number nor a share: write it like 0, 10 or 0.5%"),
        ("0.05", "--max-errors '0.05' is no whole number: did you mean 5%?"),
        ("101%", "--max-errors '101%' is more than all requests: write it like 0, 10 or 0.5%"),
    ],
)
def test_wrong_allowances_are_refused(text: str, message: str) -> None:
    """A wrong allowance is refused in a line that says what to write."""
    with pytest.raises(UsageError) as error:
        parse_max_errors(text)
    assert str(error.value) == message


@given(st.lists(st.floats(0.001, 10), min_size=1, max_size=200), st.floats(0.001, 10))
def test_the_longest_is_measured_exactly(seconds: list[float], budget: float) -> None:
    """A budget of the longest is kept where every latency keeps it, and one of any percentile where that does."""
    latencies = Latencies()
    for one in seconds:
        latencies.add(one)
    assert LoadBudget("max", budget).is_kept(latencies) == (max(seconds) <= budget)
    for name, percent in (("p50", 50), ("p99.9", 99.9)):
        within = sum(one <= budget for one in seconds)
        assert LoadBudget(name, budget).is_kept(latencies) == (within >= len(seconds) * percent / 100 - 1e-9)


def test_nothing_keeps_a_budget() -> None:
    """Where nothing ended no budget is broken: what went wrong is told elsewhere."""
    assert LoadBudget("p99", 1).is_kept(Latencies())
