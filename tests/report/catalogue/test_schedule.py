"""Durations of a schedule are written exactly."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.webhook.text.instant import format_span

UNITS = {"h": 3_600_000_000, "m": 60_000_000, "s": 1_000_000}


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (5, "5s"),
        (300, "5m"),
        (3_600, "1h"),
        (50_400, "14h"),
        (272_105, "75h 35m 5s"),
        (0.5, "0.5s"),
        (299.5, "4m 59.5s"),
        (3_600.000001, "1h 0.000001s"),
        (0.1 + 0.2, "0.3s"),
        (2_592_000, "720h"),
    ],
)
def test_spans(seconds: float, text: str) -> None:
    """Hours, minutes and seconds are written where there are any, fractions to the microsecond."""
    assert format_span(seconds) == text


@given(st.integers(0, 2_592_000_000_000))
def test_spans_lose_nothing(microseconds: int) -> None:
    """A duration read back from its text is the same to the microsecond."""
    parts = re.findall(r"([0-9.]+)([hms])", format_span(microseconds / 1_000_000))
    assert round(sum(float(number) * UNITS[unit] for number, unit in parts)) == microseconds
