"""Time as an argument: what paces deliveries is handed a clock, so that a test need not wait."""

import time
from typing import Protocol


class Clock(Protocol):
    """A steady clock to measure and wait by, and the time of day."""

    def now(self) -> float:
        """Return seconds on a clock that never goes back; only differences mean something."""
        ...

    def today(self) -> float:
        """Return the time of day as seconds since 1970 in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let ``seconds`` pass."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        """Return the monotonic time in seconds."""
        return time.monotonic()

    def today(self) -> float:
        """Return the seconds since 1970 in UTC."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Sleep for ``seconds``."""
        time.sleep(seconds)
