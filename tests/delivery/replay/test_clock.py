"""Simulated time: how a clock is written, how it passes, and what another process knows of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.delivery.replay.clock import (
    REAL,
    VIRTUAL,
    ClockAnchor,
    ClockSpeed,
    RunningClock,
    VirtualClock,
    anchor_of,
    make_clock,
    parse_clock,
    resume_moment,
)
from maileroo_cli.delivery.replay.timekeeper import SystemTimekeeper
from maileroo_cli.errors import UsageError
from tests.delivery.replaying import START, SetTimekeeper


@pytest.mark.parametrize(
    ("text", "clock_speed"),
    [
        ("virtual", VIRTUAL),
        ("real", REAL),
        (" Real ", REAL),
        ("scaled:3600", ClockSpeed("scaled:3600", 3_600.0)),
        ("scaled:0.5", ClockSpeed("scaled:0.5", 0.5)),
    ],
)
def test_clocks_that_can_be_written(text: str, clock_speed: ClockSpeed) -> None:
    """A clock is virtual, real, or scaled by a number."""
    assert parse_clock(text) == clock_speed


@pytest.mark.parametrize(
    "text", ["", "fast", "scaled", "scaled:", "scaled:nan", "scaled:inf", "scaled:-1", "scaled:0", "virtual:2", "real:"]
)
def test_clocks_that_cannot_be(text: str) -> None:
    """Anything else is refused with the forms that there are."""
    with pytest.raises(UsageError, match="scaled:3600"):
        parse_clock(text)


def test_virtual_time_jumps_and_never_goes_back() -> None:
    """Reaching a moment costs nothing, and one that is over changes nothing."""
    clock = VirtualClock(START)
    assert clock.reach(START + 50_400) == 0
    assert clock.time() == START + 50_400
    clock.reach(START)
    clock.pause(1e9, lambda: False)
    assert clock.time() == START + 50_400
    assert clock.jumps


@pytest.mark.parametrize("speed", [1.0, 3_600.0])
def test_running_time_is_scaled(speed: float) -> None:
    """A second outside is ``speed`` seconds inside, and what is left is told in seconds outside."""
    timekeeper = SetTimekeeper()
    clock = RunningClock(START, speed, timekeeper)
    assert clock.reach(START + 7_200) == pytest.approx(7_200 / speed)
    timekeeper.sleep(2)
    assert clock.time() == pytest.approx(START + 2 * speed)
    assert clock.reach(START) == 0
    assert not clock.jumps


@given(st.lists(st.floats(-1e5, 1e5), max_size=20))
def test_running_time_never_goes_back(changes: list[float]) -> None:
    """Whatever the outer clocks do, a moment that was told is never after one that is told later."""
    timekeeper = SetTimekeeper()
    clock, told = RunningClock(START, 1.0, timekeeper), START
    for change in changes:
        timekeeper.wall_now += change
        timekeeper.steady_now += change / 2
        assert clock.time() >= told
        told = clock.time()


def test_a_pause_ends_when_it_is_stopped() -> None:
    """An attempt that only waits lasts as long as it is told to, or until it is stopped."""
    timekeeper = SetTimekeeper()
    clock = RunningClock(START, 10.0, timekeeper)
    clock.pause(30, lambda: False)
    assert clock.time() == pytest.approx(START + 30, abs=1e-6)
    clock.pause(30, lambda: clock.time() > START + 40)
    assert START + 40 < clock.time() < START + 41


@pytest.mark.parametrize(
    ("steady", "wall", "boot", "passed"),
    [
        (60.0, 60.0, "boot-1", 60.0),
        (60.0, 86_460.0, "boot-1", 60.0),
        (60.0, -3_540.0, "boot-1", 60.0),
        (-900.0, 7_200.0, "boot-2", 7_200.0),
        (5_000.0, 7_200.0, "boot-2", 7_200.0),
        (-900.0, -60.0, "boot-2", 0.0),
        (60.0, 90.0, "", 90.0),
    ],
    ids=["the same boot", "a day on", "an hour back", "restarted", "restarted long ago", "never back", "boot unknown"],
)
@pytest.mark.parametrize("clock_speed", [REAL, ClockSpeed("scaled:60", 60.0)], ids=lambda clock_speed: clock_speed.text)
def test_another_process_knows_the_moment(
    clock_speed: ClockSpeed, steady: float, wall: float, boot: str, passed: float
) -> None:
    """Within a boot the steady clock tells what passed, after a restart the time of day, and nothing goes back."""
    timekeeper = SetTimekeeper()
    timekeeper.boot_name = boot if boot in ("", "boot-1") else "boot-1"
    anchor = anchor_of(make_clock(clock_speed, START, timekeeper), timekeeper)
    timekeeper.steady_now += steady
    timekeeper.wall_now += wall
    timekeeper.boot_name = boot
    assert resume_moment(anchor, clock_speed, timekeeper) == pytest.approx(START + passed * (clock_speed.speed or 0))


def test_virtual_time_stands_still_between_processes() -> None:
    """A virtual clock goes on where it stopped."""
    assert resume_moment(ClockAnchor(START, 0.0, 0.0, ""), VIRTUAL, SetTimekeeper(wall=5e9)) == START


def test_the_machines_own_clocks() -> None:
    """They tell the time, go on, and know one boot."""
    timekeeper = SystemTimekeeper()
    before = timekeeper.steady()
    timekeeper.sleep(0)
    assert timekeeper.steady() >= before
    assert timekeeper.wall() > START
    assert timekeeper.boot() == timekeeper.boot()


def test_what_is_not_the_receivers_takes_no_time() -> None:
    """A fast clock stands still while anybody wants it to, and goes on where it was; one that is not fast goes on."""
    timekeeper = SetTimekeeper()
    clock, real = RunningClock(START, 3_600.0, timekeeper), RunningClock(START, 1.0, timekeeper)
    timekeeper.sleep(1)
    with clock.stand_still(), real.stand_still():
        timekeeper.sleep(1)
        with clock.stand_still():
            timekeeper.sleep(1)
        timekeeper.sleep(1)
        assert clock.time() == pytest.approx(START + 3_600)
    assert clock.time() == pytest.approx(START + 3_600)
    timekeeper.sleep(1)
    assert clock.time() == pytest.approx(START + 7_200)
    assert clock.reach(START + 10_800) == pytest.approx(1)
    assert real.time() == pytest.approx(START + 5)
