"""Numbers at axes and in tables: short, with their unit, and never rounded into another one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.report.chart.definition import Unit
from maileroo_cli.report.chart.wording import number_words, time_words, value_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (2.5e-6, "2.5 µs"),
        (0.0009999, "1 ms"),
        (0.02, "20 ms"),
        (0.1234, "123 ms"),
        (0.9999, "1 s"),
        (1.25, "1.25 s"),
        (30, "30 s"),
        (59.97, "1 min"),
        (60, "1 min"),
        (90, "1 min 30 s"),
        (-300, "-5 min"),
        (3_599.7, "1 h"),
        (5_400, "1 h 30 min"),
        (50_400, "14 h"),
        (86_400, "24 h"),
        (71.9999 * 3_600, "3 d"),
        (84 * 3_600, "3 d 12 h"),
        (100_000 * 86_400, "100,000 d"),
    ],
)
def test_times(seconds: float, words: str) -> None:
    """A time is told in its two greatest units; rounding carries into the next one."""
    assert time_words(seconds) == words


@given(st.floats(-1e12, 1e12))
def test_every_time_has_words(seconds: float) -> None:
    """Whatever a time is, its words are short and of one line."""
    words = time_words(seconds)
    assert words.isprintable()
    assert len(words) < 24
    assert "60 s" not in words.split("min ")[-1:]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0"),
        (0.05, "0.05"),
        (0.00001, "1e-05"),
        (2.5, "2.5"),
        (99.5, "99.5"),
        (1_200, "1,200"),
        (999_999, "999,999"),
        (2_500_000, "2.5 M"),
        (-3e9, "-3 G"),
        (8e14, "800 T"),
        (3e18, "3e+18"),
    ],
)
def test_numbers(value: float, words: str) -> None:
    """Numbers have few digits, and those beyond millions a letter."""
    assert number_words(value) == words


def test_values_by_their_unit() -> None:
    """A share is told in percent, a duration as a time, and what is not known as a dash."""
    assert value_words(0.125, Unit.SHARE) == "12.5 %"
    assert value_words(90, Unit.SECONDS) == "1 min 30 s"
    assert value_words(1_500, Unit.PER_MINUTE) == "1,500"
    assert [value_words(one, Unit.COUNT) for one in (None, float("nan"), float("inf"))] == ["-", "-", "-"]
