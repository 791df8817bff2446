"""Percentiles in constant memory are those of the sorted list, to half a percent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.attempt.latency import Latencies


def test_nothing() -> None:
    """Without latencies every percentile is 0."""
    assert Latencies().percentile(99) == 0.0


@given(st.lists(st.floats(1e-6, 1000), min_size=1, max_size=60), st.sampled_from([1, 50, 90, 99, 100]))
def test_nearest_rank(values: list[float], percent: int) -> None:
    """The value is the smallest that so many percent stay at or below."""
    latencies = Latencies()
    for value in values:
        latencies.add(value)
    exact = sorted(values)[max(1, -(-len(values) * percent // 100)) - 1]
    assert latencies.percentile(percent) == pytest.approx(exact, rel=0.006)


def test_memory() -> None:
    """A million of them need no more room than their buckets."""
    latencies = Latencies()
    for number in range(20_000):
        latencies.add(0.001 + number * 1e-7)
    latencies.add(0.0)
    assert len(latencies._buckets) < 300
