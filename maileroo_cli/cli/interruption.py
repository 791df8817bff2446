"""Ctrl-C of a command that has to tidy up and to tell what it did: whoever presses it twice does not lose that.

What ``listen`` makes of it is in ``transport.server``.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

PATIENCE = 1.0
"""For so many seconds after the first Ctrl-C further ones say nothing new."""


class PatientHandler:
    """Raises ``KeyboardInterrupt`` at the first Ctrl-C, and again at one that comes more than a second later."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._first: float | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal."""
        if self._first is None:
            self._first = self._now()
        elif self._now() - self._first < PATIENCE:
            return
        raise KeyboardInterrupt


@contextmanager
def patient_interruption() -> Iterator[None]:
    """Within the ``with`` block Ctrl-C interrupts once, and once more only where that takes over a second.

    Where Ctrl-C is ignored, or somebody else handles it, it is left as it is.
    """
    is_ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if not is_ours or threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGINT, PatientHandler())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
