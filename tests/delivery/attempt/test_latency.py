"""Percentiles are those of the sorted list: exact up to a thousand latencies, to half a percent beyond."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.attempt.latency import Latencies

PERCENTS = [1, 50, 90, 99, 100]


def of(values: list[float]) -> Latencies:
    """Return latencies added up."""
    latencies = Latencies()
    for value in values:
        latencies.add(value)
    return latencies


def nearest_rank(values: list[float], percent: int) -> float:
    """Return the smallest value that ``percent`` of all stay at or below."""
    return sorted(values)[max(1, -(-len(values) * percent // 100)) - 1]


def test_nothing() -> None:
    """Without latencies every percentile is 0, and there is no figure."""
    assert Latencies().percentile(99) == 0.0
    assert Latencies().figures() == []


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=60), st.sampled_from(PERCENTS))
def test_few_are_exact(values: list[float], percent: int) -> None:
    """A percentile of few latencies is one of them: the smallest that so many percent stay at or below."""
    assert of(values).percentile(percent) == nearest_rank(values, percent)


@pytest.mark.parametrize(("number", "error"), [(1_000, 0), (1_001, 0.006), (5_000, 0.006)])
def test_a_thousand_are_exact(number: int, error: float) -> None:
    """A thousand latencies are kept one by one; of more, those that came first count too."""
    values = [0.001 + (number * 7919 % 1009) * 1e-5 for number in range(number)]
    for percent in PERCENTS:
        assert of(values).percentile(percent) == pytest.approx(nearest_rank(values, percent), rel=error, abs=0)


@pytest.mark.parametrize(
    ("number", "figures"),
    [
        (1, {"min": 1, "median": 1, "max": 1}),
        (2, {"min": 1, "median": 1, "max": 2}),
        (19, {"min": 1, "median": 10, "max": 19}),
        (20, {"p50": 10, "p90": 18, "p99": 20}),
        (100, {"p50": 50, "p90": 90, "p99": 99}),
    ],
)
def test_figures(number: int, figures: dict[str, float]) -> None:
    """Below twenty the shortest, the median and the longest are told, from twenty on percentiles."""
    assert dict(of([float(one) for one in range(number, 0, -1)]).figures()) == figures


def test_memory() -> None:
    """A million of them need no more room than their buckets."""
    latencies = of([0.001 + number * 1e-7 for number in range(20_000)] + [0.0])
    assert len(latencies._buckets) < 300
    assert not latencies._kept


@given(st.floats(1e-5, 100), st.integers(1_001, 3_000), st.floats(1, 100))
def test_no_percentile_is_beyond_the_longest(seconds: float, count: int, percent: float) -> None:
    """However buckets are rounded, a percentile lies between the shortest and the longest latency."""
    latencies = Latencies()
    latencies.add_all([seconds] * count)
    assert latencies.percentile(percent) == seconds
