"""When the next attempt may begin. Whose turn it is is decided elsewhere."""

from collections.abc import Callable

from maileroo_cli.delivery.attempt.clock import Clock

# How far behind its plan a stream may fall and still catch up: the jitter of sleeping, but no burst.
_CATCH_UP = 0.1
# A long pause is slept in slices, so that a stop is noticed.
_SLICE = 0.1


def _never() -> bool:
    return False


class Pace:
    """Plans the beginnings of attempts: ``rate`` a second, and ``interval`` seconds after the end of the one before.

    :meth:`next_start` must be called by one thread at a time; :meth:`wait` may be called by many.
    """

    def __init__(self, clock: Clock, rate: float | None, interval: float) -> None:
        self._clock = clock
        self._step = 1 / rate if rate is not None else 0.0
        self._interval = interval
        self._next: float | None = None

    def next_start(self) -> float | None:
        """Return when the next attempt may begin, on the clock's scale, or ``None`` where no rate is given.

        Each start is planned from the plan before and not from when that attempt really began, so that nothing drifts.
        """
        if not self._step:
            return None
        now = self._clock.now()
        start = now if self._next is None else max(self._next, now - _CATCH_UP)
        self._next = start + self._step
        return start

    def wait(self, start: float | None, ended: float | None, is_stopped: Callable[[], bool] = _never) -> None:
        """Sleep until ``start`` has come and the interval since ``ended`` is over, or until ``is_stopped``."""
        due = start
        if ended is not None and self._interval:
            due = max(due or ended, ended + self._interval)
        if due is None:
            return
        while (left := due - self._clock.now()) > 0 and not is_stopped():
            self._clock.sleep(min(left, _SLICE))
