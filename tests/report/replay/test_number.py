"""Numbers of seconds as programs get them."""

import pytest

from maileroo_cli.report.replay.object import number


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(300.0, "300"), (300.0000001, "300"), (0.123456, "0.123456"), (0.1234567, "0.123457"), (-0.5, "-0.5"), (0.0, "0")],
)
def test_to_the_microsecond(seconds: float, shown: str) -> None:
    """A number is exact to the microsecond, and a whole one has no fraction."""
    assert repr(number(seconds)) == shown
