"""What time it is outside of the simulation: the clocks of the machine."""

import sys
import time
from functools import cache
from typing import Protocol


class Timekeeper(Protocol):
    """What time it is outside of the simulation."""

    def wall(self) -> float:
        """Return the time of day in Unix seconds; somebody may set it."""
        ...

    def steady(self) -> float:
        """Return seconds that nobody can set, and that go on while the machine sleeps; they restart with it."""
        ...

    def boot(self) -> str:
        """Return what is the same until the machine restarts, and different after it; empty where unknown."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let ``seconds`` pass."""
        ...


class SystemTimekeeper:
    """The machine's own clocks."""

    def wall(self) -> float:
        """Return the time of day in Unix seconds."""
        return time.time()

    def steady(self) -> float:
        """Return seconds since the machine started, sleep included."""
        if sys.platform == "linux":
            return time.clock_gettime(time.CLOCK_BOOTTIME)
        elif sys.platform == "darwin":  # noqa: RET505 - type checkers read one of the three, not what follows it
            return time.clock_gettime(time.CLOCK_MONOTONIC)  # unlike time.monotonic it counts sleep
        else:
            return time.monotonic()

    def boot(self) -> str:
        """Return the kernel's name of this boot, where it has one."""
        return _boot()

    def sleep(self, seconds: float) -> None:
        """Sleep; a signal's handler may raise out of it."""
        time.sleep(seconds)


@cache
def _boot() -> str:
    try:
        with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as file:
            return file.read(64).strip()
    except (OSError, ValueError):
        return ""
