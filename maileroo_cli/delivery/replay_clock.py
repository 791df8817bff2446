"""Simulated time: virtual (no waiting), scaled (so many times as fast), or real. One interface for all three.

Simulated moments are Unix seconds. Where time really passes it is counted on a clock that goes on while the machine
sleeps and that nobody can set, so a jump of the time of day moves nothing.
"""

from collections.abc import Callable
from typing import Protocol


class ReplayClock(Protocol):
    """What lets simulated time pass."""

    text: str
    """As the user writes it: ``virtual``, ``scaled:3600`` or ``real``."""

    counts_work: bool
    """Whether the time that an attempt really took counts; else it takes only what its plan says."""

    def time(self) -> float:
        """Return the simulated moment, in Unix seconds; it never goes back."""
        ...

    def reach(self, moment: float) -> float:
        """Return the real seconds that are left until ``moment``, 0 or less where it has come.

        A virtual clock jumps there, and returns 0.
        """
        ...

    def pause(self, seconds: float, stopped: Callable[[], bool]) -> None:
        """Let simulated ``seconds`` pass within an attempt, or fewer once ``stopped``; for use in any thread."""
        ...
