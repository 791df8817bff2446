"""Simulated time: virtual (no waiting), scaled (so many times as fast), or real. One interface for all three.

Simulated moments are Unix seconds. Where time really passes it is counted on a clock that goes on while the machine
sleeps and that nobody can set, so a jump of the time of day moves nothing.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from maileroo_cli.delivery.replay.timekeeper import SystemTimekeeper, Timekeeper
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.shown import show

CLOCK_FORMS = "give virtual, real, or scaled:NUMBER (simulated seconds per real second), like scaled:3600"
_SLICE = 0.05
_FASTEST, _SLOWEST = 1e9, 1e-3


class ReplayClock(Protocol):
    """What lets simulated time pass."""

    @property
    def jumps(self) -> bool:
        """Whether nothing is waited for: one attempt at a time is under way, and takes only what its plan says."""
        ...

    def time(self) -> float:
        """Return the simulated moment, in Unix seconds; it never goes back."""
        ...

    def reach(self, moment: float) -> float:
        """Return the real seconds that are left until ``moment``, 0 where it has come.

        A virtual clock jumps there, and returns 0.
        """
        ...

    def sleep(self, seconds: float) -> None:
        """Let real ``seconds`` pass; never asked of a clock that jumps."""
        ...

    def pause(self, seconds: float, stopped: Callable[[], bool]) -> None:
        """Let simulated ``seconds`` pass within an attempt, or fewer once ``stopped``; for use in any thread."""
        ...

    def stand_still(self) -> AbstractContextManager[None]:
        """Return a block that takes no simulated time where that is faster than real time; for use in any thread."""
        ...


@dataclass(frozen=True, slots=True)
class ClockSpeed:
    """How fast simulated time passes: ``speed`` simulated seconds in a real one, ``None`` for no waiting at all.

    ``text`` is how a user writes it.
    """

    text: str
    speed: float | None


VIRTUAL = ClockSpeed("virtual", None)
REAL = ClockSpeed("real", 1.0)


class ClockAnchor(NamedTuple):
    """A simulated moment beside what the outer clocks showed then, so that another process can tell what time it is."""

    moment: float
    wall: float
    steady: float
    boot: str


class VirtualClock:
    """Jumps from one due moment to the next."""

    jumps = True

    def __init__(self, start: float) -> None:
        self._now = start

    def time(self) -> float:
        """Return the moment that was reached."""
        return self._now

    def reach(self, moment: float) -> float:
        """Be there at once."""
        self._now = max(self._now, moment)
        return 0.0

    def sleep(self, seconds: float) -> None:
        """Wait for nothing."""

    def pause(self, seconds: float, stopped: Callable[[], bool]) -> None:
        """Let nothing pass: what an attempt takes by plan is told by what it returns."""

    def stand_still(self) -> AbstractContextManager[None]:
        """Do nothing: it never moves by itself."""
        return nullcontext()


class RunningClock:
    """Goes on by itself, ``speed`` times as fast as the clock of ``timekeeper`` that nobody can set.

    One that is ``held`` stands still until it is asked how long to wait, so that no run begins late by what it takes to
    get ready: on a fast clock that can be minutes. For the same reason it can be asked to :meth:`stand_still` later.
    """

    jumps = False

    def __init__(
        self, start: float, speed: float = 1.0, timekeeper: Timekeeper | None = None, *, held: bool = False
    ) -> None:
        self._timekeeper = timekeeper or SystemTimekeeper()
        self._held = held
        self._start = start
        self._speed = speed
        self._began = self._latest = self._timekeeper.steady()
        self._lock = threading.Lock()
        self._stops = 0
        """So many want it to stand still."""

    def time(self) -> float:
        """Return the moment; a clock that went back all the same stands still until it has caught up."""
        with self._lock:
            return self._time()

    def _time(self) -> float:
        if not self._held and not self._stops:
            self._latest = max(self._latest, self._timekeeper.steady())
        return self._start + (self._latest - self._began) * self._speed

    @contextmanager
    def stand_still(self) -> Iterator[None]:
        """Let no time pass in this block, whatever it takes, on a clock that is fast; for use in any thread.

        One that keeps to real time or is slower goes on: there nothing comes out larger than it is.
        """
        if self._speed <= 1:
            yield
            return
        with self._lock:
            self._time()
            self._stops += 1
        try:
            yield
        finally:
            with self._lock:
                self._stops -= 1
                if not self._stops:
                    passed = max(0.0, self._timekeeper.steady() - self._latest)
                    self._began, self._latest = self._began + passed, self._latest + passed

    def reach(self, moment: float) -> float:
        """Return the real seconds until ``moment``."""
        if self._held:
            self._held = False
            self._began = self._latest = self._timekeeper.steady()
        return max(0.0, (moment - self.time()) / self._speed)

    def sleep(self, seconds: float) -> None:
        """Sleep."""
        self._timekeeper.sleep(seconds)

    def pause(self, seconds: float, stopped: Callable[[], bool]) -> None:
        """Sleep in slices, so that a stop is noticed."""
        end = self._timekeeper.steady() + seconds / self._speed
        while (left := end - self._timekeeper.steady()) > 0 and not stopped():
            self._timekeeper.sleep(min(left, _SLICE))


def parse_clock(text: str) -> ClockSpeed:
    """Read ``virtual``, ``real`` or ``scaled:NUMBER``; anything else raises ``UsageError``."""
    name, colon, number = text.strip().lower().partition(":")
    if name == "scaled":
        return ClockSpeed(f"scaled:{number}", _speed(number, text))
    for clock_speed in (VIRTUAL, REAL):
        if name == clock_speed.text and not colon:
            return clock_speed
    raise UsageError(f"there is no clock '{show(text)}'", CLOCK_FORMS)


def make_clock(
    clock_speed: ClockSpeed, start: float, timekeeper: Timekeeper | None = None, *, held: bool = False
) -> ReplayClock:
    """Return a clock that shows ``start`` (Unix seconds) now, or if it is ``held`` when the first attempt is made."""
    if clock_speed.speed is None:
        return VirtualClock(start)
    return RunningClock(start, clock_speed.speed, timekeeper, held=held)


def anchor_of(clock: ReplayClock, timekeeper: Timekeeper) -> ClockAnchor:
    """Return what is needed to know the simulated time later, in another process."""
    return ClockAnchor(clock.time(), timekeeper.wall(), timekeeper.steady(), timekeeper.boot())


def resume_moment(anchor: ClockAnchor, clock_speed: ClockSpeed, timekeeper: Timekeeper) -> float:
    """Return the simulated moment of now, from an anchor that another process left.

    Within one boot of the machine the steady clock tells, so that a time of day that was set changes nothing; after
    a restart the time of day does, but it never goes back. Virtual time has stood still.
    """
    if clock_speed.speed is None:
        return anchor.moment
    passed = timekeeper.wall() - anchor.wall
    if anchor.boot and anchor.boot == timekeeper.boot() and timekeeper.steady() >= anchor.steady:
        passed = timekeeper.steady() - anchor.steady
    return anchor.moment + max(0.0, passed) * clock_speed.speed


def _speed(number: str, text: str) -> float:
    try:
        speed = float(number)
    except ValueError:
        speed = 0.0
    if not _SLOWEST <= speed <= _FASTEST:
        raise UsageError(f"'{show(text)}' is not a clock speed", CLOCK_FORMS)
    return speed
