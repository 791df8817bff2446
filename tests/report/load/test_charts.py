"""The charts of a load: what they count adds up to what the load came to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.arrivals import ArrivalPlan, Wave
from maileroo_cli.delivery.load.judgement.budget import LoadBudget
from maileroo_cli.delivery.load.judgement.counts import LoadCounts
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import LoadResult
from maileroo_cli.delivery.load.tally import LoadTally
from maileroo_cli.report.chart.definition import Chart, Mark, Series
from maileroo_cli.report.load.charts import load_charts
from tests.load_result import GOOD_PROBE, URL, load_plan, load_result

EVENT, DUPLICATE, AT_ONCE, BAD = RequestKind
ENDS = st.sampled_from([200, 401, 404, 500, 502, 503, 504, Outcome.TIMEOUT, Outcome.RESET])


def total(series: Series, result: LoadResult) -> float:
    """Return how many requests a line stands for."""
    return sum(value or 0.0 for _, value in series.points) * result.tally.interval_s


def names(chart: Chart) -> list[str]:
    """Return what the lines of a chart are called."""
    return [one.name for one in chart.series]


@given(st.dictionaries(st.tuples(st.sampled_from(RequestKind), ENDS), st.integers(1, 9), min_size=1))
def test_charts_add_up(ends: dict[tuple[RequestKind, int | Outcome], int]) -> None:
    """Every request is in the chart of requests, and every error in that of errors, which is there for errors alone."""
    number = sum(ends.values())
    result = load_result(load_plan(number, 10.0), ends)
    rates, _, *errors = load_charts(result)
    planned, started, accepted = rates.series
    assert total(planned, result) == pytest.approx(number)
    assert total(started, result) == pytest.approx(result.tally.started)
    assert total(accepted, result) == pytest.approx(sum(one.accepted for one in result.tally.intervals))
    wrong = LoadCounts(result.tally).errors
    assert len(errors) == (1 if wrong else 0)
    for chart in errors:
        assert sum(total(one, result) for one in chart.series) == pytest.approx(wrong)
        assert len(chart.series) <= 6


def test_classes_of_errors() -> None:
    """Errors are told apart by status and by failure, the most frequent first, and what is forged apart."""
    ends: dict[tuple[RequestKind, int | Outcome], int]
    ends = {(EVENT, 200): 70, (EVENT, 503): 9, (DUPLICATE, Outcome.TIMEOUT): 20, (BAD, 401): 5, (BAD, 200): 1}
    *_, errors = load_charts(load_result(load_plan(105), ends))
    assert names(errors) == ["timeout", "answered 503", "forged: answered 200"]
    many: dict[tuple[RequestKind, int | Outcome], int]
    many = {(EVENT, 500 + at): 20 - at for at in range(9)}
    *_, errors = load_charts(load_result(load_plan(sum(many.values())), many))
    assert names(errors) == [*(f"answered {500 + at}" for at in range(5)), "others"]


def test_latencies_and_budgets() -> None:
    """Latencies are on a scale of powers of ten, with a line for each budget, and a gap where nothing ended."""
    result = load_result(load_plan(10, 10.0), took=0.25)
    _, latency = load_charts(result, (LoadBudget("p99", 1.0),))
    assert names(latency) == ["p50", "p90", "p99", "max", "budget p99=1s"]
    assert latency.logarithmic
    known = [value for _, value in latency.series[0].points if value is not None]
    assert known == pytest.approx([0.25] * 10, rel=0.01)
    assert len(latency.series[0].points) > len(known)
    assert {value for _, value in latency.series[-1].points} == {1.0}


def test_models() -> None:
    """In the closed model nothing is planned; an end of the window is named where answers come long after it."""
    closed, _ = load_charts(load_result(load_plan(users=5)))
    assert names(closed) == ["started", "answered with success"]
    late, _ = load_charts(load_result(load_plan(10, 10.0), took=9.0))
    assert list(late.marks) == [Mark(10.0, "end of the window")]
    assert not load_charts(load_result(load_plan(10, 10.0)))[0].marks


def test_wave() -> None:
    """A wave has no window."""
    plan = LoadPlan(URL, ArrivalPlan(Wave(), 50, 0.0))
    rates, latency = load_charts(load_result(plan, took=3.0))
    assert not rates.marks
    assert len(latency.series[0].points) == 31


def test_nothing() -> None:
    """Where nothing was sent there is nothing to draw."""
    plan = load_plan()
    assert load_charts(LoadResult(plan, plan.count, LoadTally(1.0), GOOD_PROBE, 0.0)) == []
