"""Scales: whole and in order, with round ticks that lie within them."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maileroo_cli.report.chart.definition import Unit
from maileroo_cli.report.chart.scale import time_scale, value_scale

ANY = st.floats(allow_nan=True, allow_infinity=True)
VALUES = st.lists(st.one_of(ANY, st.floats(0, 1e5), st.floats(0, 1)), max_size=8)


@given(VALUES, st.sampled_from(Unit), st.booleans(), st.integers(3, 9))
def test_scales_of_values(values: list[float], unit: Unit, logarithmic: bool, most: int) -> None:
    """Every value lies on the scale, however huge or small; a straight one has 0 on it, and ends at its ticks."""
    scale = value_scale(values, unit, most, logarithmic=logarithmic)
    assert scale.low < scale.high
    places = [tick.place for tick in scale.ticks]
    assert all(0 <= place <= 1 for place in places)
    assert all(left < right for left, right in pairwise(places))
    assert 1 <= len(places) <= most + 2
    if not logarithmic:
        assert scale.low <= 0 <= scale.high
        assert (places[0], places[-1]) == (0, 1)


@given(VALUES, st.integers(3, 9))
@example([1.7e308], 3)
def test_scales_of_time(moments: list[float], most: int) -> None:
    """The scale reaches from the first moment to the last, and has ticks within it only."""
    scale = time_scale(moments, most)
    assert scale.low < scale.high
    places = [tick.place for tick in scale.ticks]
    assert all(0 <= place <= 1 for place in places)
    assert all(left < right for left, right in pairwise(places))
    assert len(places) <= most + 2


@pytest.mark.parametrize(
    ("end", "ticks"),
    [
        (60, ["0 s", "10 s", "20 s", "30 s", "40 s", "50 s", "1 min"]),
        (2.4, ["0 s", "0.5 s", "1 s", "1.5 s", "2 s"]),
        (0.04, ["0 ms", "5 ms", "10 ms", "15 ms", "20 ms", "25 ms", "30 ms", "35 ms", "40 ms"]),
        (600, ["0 min", "2 min", "4 min", "6 min", "8 min", "10 min"]),
        (7_200, ["0 min", "15 min", "30 min", "45 min", "1 h", "1 h 15 min", "1 h 30 min", "1 h 45 min", "2 h"]),
        (50_400, ["0 h", "2 h", "4 h", "6 h", "8 h", "10 h", "12 h", "14 h"]),
        (172_800, ["0 h", "6 h", "12 h", "18 h", "24 h", "30 h", "36 h", "42 h", "48 h"]),
        (14 * 86_400, ["0 d", "2 d", "4 d", "6 d", "8 d", "10 d", "12 d", "14 d"]),
    ],
)
def test_round_times(end: float, ticks: list[str]) -> None:
    """Times are round in the unit that a person would take."""
    assert [tick.text for tick in time_scale([0, end], 9).ticks] == ticks


def test_beginnings() -> None:
    """A time that begins soon after 0 begins there; one before 0 has 0 among its ticks."""
    assert time_scale([0.5, 60], 5).low == 0
    assert time_scale([50, 60], 5).low == 50
    assert "0 min" in [tick.text for tick in time_scale([-300, 600], 9).ticks]


@pytest.mark.parametrize(
    ("highest", "unit", "ticks"),
    [
        (487, Unit.PER_SECOND, ["0", "100", "200", "300", "400", "500"]),
        (3, Unit.COUNT, ["0", "1", "2", "3"]),
        (0, Unit.COUNT, ["0", "1"]),
        (0.9, Unit.SHARE, ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]),
        (6_000, Unit.SECONDS, ["0 s", "20 min", "40 min", "1 h", "1 h 20 min", "1 h 40 min"]),
        (4_200_000, Unit.COUNT, ["0", "1 M", "2 M", "3 M", "4 M", "5 M"]),
    ],
)
def test_round_values(highest: float, unit: Unit, ticks: list[str]) -> None:
    """Values are round; of things that are counted there are no halves."""
    assert [tick.text for tick in value_scale([0.0, highest], unit, 6).ticks] == ticks


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([0.003, 0.3], ["2 ms", "10 ms", "50 ms", "200 ms"]),
        ([0.003, 9], ["10 ms", "100 ms", "1 s", "10 s"]),
        ([0.003, 0.9], ["10 ms", "100 ms", "1 s"]),
        ([0.003, 0.009], ["2 ms", "5 ms", "10 ms"]),
        ([1, 30_000], ["1 s", "10 s", "1 min", "10 min", "1 h", "10 h"]),
        ([0, -1], ["1 s", "2 s", "5 s", "10 s"]),
    ],
)
def test_powers_of_ten(values: list[float], ticks: list[str]) -> None:
    """A logarithmic scale of latencies has powers of ten, or minutes and hours, and finer ones where few fit."""
    assert [tick.text for tick in value_scale(values, Unit.SECONDS, 6, logarithmic=True).ticks] == ticks
