"""Ctrl-C of a command that has to tidy up and to tell what it did: whoever presses it twice does not lose that.

One that Python could not raise comes again. What ``listen`` makes of it is in ``transport.server``.
"""

import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

PATIENCE = 1.0
"""For so many seconds after the first Ctrl-C further ones say nothing new."""

_AGAIN = 0.02
"""So many seconds after an interruption was lost it comes again."""


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

    def forget(self) -> None:
        """Take the next Ctrl-C for the first one."""
        self._first = None


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


@contextmanager
def repeated_where_lost(heed_again: Callable[[KeyboardInterrupt], int]) -> Iterator[None]:
    """Within the ``with`` block an interruption comes again that Python could not raise.

    That is one that comes within a callback or a destructor. ``heed_again`` makes the process heed its signal again and
    returns its number. It comes a moment later and from a thread: what is raised within the hook is lost too.
    """
    previous = sys.unraisablehook

    def hook(lost: "sys.UnraisableHookArgs") -> None:
        if not isinstance(lost.exc_value, KeyboardInterrupt):
            previous(lost)
            return
        number = heed_again(lost.exc_value)
        if isinstance(handler := signal.getsignal(number), PatientHandler):
            handler.forget()
        timer = threading.Timer(_AGAIN, _send_to_main_thread, (number,))
        timer.daemon = True
        timer.start()

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = previous


def _send_to_main_thread(number: int) -> None:
    main = threading.main_thread().ident
    if sys.platform != "win32" and main is not None:
        signal.pthread_kill(main, number)  # ends what that thread waits for as well
    else:
        signal.raise_signal(number)
