"""Ctrl-C and SIGTERM as a wish to come to an end, and not as an exception in the middle of something.

An exception they become at last, where nobody heeds the wish: where output is written that nobody reads, for instance.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue

from maileroo_cli.errors import Terminated

_HEEDED_WITHIN = 1.0
"""So many seconds whoever is busy with what was handed out has for that, before a wish is taken for ignored."""

_LOOK = 0.25


@contextmanager
def ended_by_signals(stop: Callable[[], None], busy_since: Callable[[], float | None]) -> Iterator[None]:
    """Call ``stop`` at each Ctrl-C and SIGTERM, however many come; only the main thread may ask for that.

    ``busy_since`` says since when, on the monotonic clock, the main thread is where ``stop`` has no effect; ``None``
    where it is not. If it stays there for more than a moment, it is interrupted with an exception.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    wish = _Wish(stop, busy_since)
    before = {number: signal.signal(number, wish.hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        wish.close()
        for number, handler in before.items():
            signal.signal(number, handler)


class _Wish:
    """What the signals wish for, and a thread that repeats the first one while it is ignored."""

    def __init__(self, stop: Callable[[], None], busy_since: Callable[[], float | None]) -> None:
        self._stop = stop
        self._busy_since = busy_since
        self._first: float | None = None
        self._came: SimpleQueue[int | None] = SimpleQueue()  # of all that wakes a thread, a handler may use this alone
        self._main = threading.get_ident()
        self._thread = threading.Thread(target=self._repeat, name="mhook-signals", daemon=True)
        self._thread.start()

    def hear(self, number: int, _frame: object) -> None:
        """Handle a signal."""
        self._stop()
        if self._first is None:
            self._first = time.monotonic()
            self._came.put(number)
        elif self._is_ignored(self._first):
            self._first = time.monotonic()  # it is given its moment again, to tidy up
            raise Terminated if number == signal.SIGTERM else KeyboardInterrupt

    def close(self) -> None:
        """End the thread; no signal comes from it any more."""
        self._came.put(None)
        self._thread.join()

    def _repeat(self) -> None:
        """Send the first signal once more to the main thread, whose write that breaks off, until it is heeded."""
        send = getattr(signal, "pthread_kill", None)  # Windows breaks no write off
        number = self._came.get()
        if number is None or send is None:
            return
        first = time.monotonic()
        while True:
            try:
                self._came.get(timeout=_LOOK)
            except Empty:
                if self._is_ignored(first):
                    send(self._main, number)
                continue
            return

    def _is_ignored(self, first: float) -> bool:
        busy_since = self._busy_since()
        return busy_since is not None and time.monotonic() - max(busy_since, first) >= _HEEDED_WITHIN
