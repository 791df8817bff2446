"""The bent time axis: its order and ends, and which ticks have a text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.schedule.catalogue import MAILEROO, SCHEDULES
from maileroo_cli.delivery.schedule.definition import limit_attempts
from maileroo_cli.delivery.schedule.text import parse_schedule
from maileroo_cli.report.replay.lane.axis import Axis, axis_for, format_moment

SECONDS = st.floats(0, 60 * 86_400)
EVERY = [*SCHEDULES.values(), parse_schedule(",".join(f"{number}s" for number in range(100))), parse_schedule("0s")]


@given(longest=SECONDS, first=SECONDS, second=SECONDS, length=st.floats(1, 2_000))
def test_order_is_kept(longest: float, first: float, second: float, length: float) -> None:
    """What is later lies no further to the left, and nothing lies outside."""
    axis = Axis(longest, length)
    early, late = (axis.place(seconds) for seconds in sorted((first, second)))
    assert 0 <= early <= late <= length * (1 + 1e-9)
    assert axis.place(0) == 0


def test_ends() -> None:
    """The axis ends with the schedule, or later where attempts happened later."""
    assert axis_for(MAILEROO, 0.0, 50).place(50_400) == pytest.approx(50)
    assert axis_for(MAILEROO, 60_000.0, 50).place(60_000) == pytest.approx(50)
    assert axis_for(limit_attempts(MAILEROO, 1), 0.0, 50).place(10) == 0


def test_ticks_of_maileroo() -> None:
    """All nine attempts have a tick where there is room, and the first and the last one always."""
    ticks = axis_for(MAILEROO, 0.0, 80).ticks(MAILEROO, len, 1)
    assert [tick.text for tick in ticks] == ["0", "5m", "15m", "30m", "1h", "2h", "4h", "8h", "14h"]
    assert [tick.text for tick in axis_for(MAILEROO, 0.0, 10).ticks(MAILEROO, len, 1)] == ["0", "5m", "1h", "14h"]


@pytest.mark.parametrize("schedule", EVERY, ids=lambda schedule: f"{schedule.name}-{schedule.attempts}")
@pytest.mark.parametrize("length", [20, 55, 90, 200])
def test_ticks_do_not_touch(schedule: object, length: int) -> None:
    """The texts of ticks have a gap between them, but for the two at the ends where there is no room at all."""
    assert isinstance(schedule, type(MAILEROO))
    ticks = axis_for(schedule, 0.0, length).ticks(schedule, len, 1)
    places = [(tick.place - len(tick.text) / 2, tick.place + len(tick.text) / 2) for tick in ticks]
    for (_, end), (start, _) in pairwise(places):
        assert start - end >= 1


def test_moments() -> None:
    """A moment is written without blanks, as it stands at an axis."""
    assert [format_moment(seconds) for seconds in (0, 900, 5_400, 0.5)] == ["0", "15m", "1h30m", "0.5s"]
