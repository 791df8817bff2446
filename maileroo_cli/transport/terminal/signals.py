"""The signals that have to do with a POSIX terminal: Ctrl-Z and ``fg``, another size, and sudden ends.

Ctrl-C and SIGTERM are heard by whoever runs: they end it in its own time.
"""

from __future__ import annotations

import os
import signal
import threading
from typing import Any, Protocol

_ENDS = (signal.SIGQUIT, signal.SIGHUP)


class SignalListener(Protocol):
    """Who wants to know of them; called in the main thread, in the middle of whatever that does."""

    def leave(self) -> None:
        """Give the terminal back: this program is stopped, or ends, as soon as this returns."""
        ...

    def come_back(self) -> None:
        """Take note that the program goes on, in the foreground or not."""
        ...

    def resized(self) -> None:
        """Take note that the terminal has another size."""
        ...


class TerminalSignals:
    """Hears the signals from :meth:`begin` until :meth:`end`, where nobody else does; only in the main thread."""

    def __init__(self, listener: SignalListener) -> None:
        self._listener = listener
        self._before: dict[int, Any] = {}

    def begin(self) -> None:
        """Hear them from now on."""
        if threading.current_thread() is not threading.main_thread():
            return
        handlers = {
            signal.SIGTSTP: self._stop,
            signal.SIGCONT: self._go_on,
            signal.SIGWINCH: self._resize,
            **dict.fromkeys(_ENDS, self._end),
        }
        for number, handler in handlers.items():
            if signal.getsignal(number) is signal.SIG_DFL:
                self._before[number] = signal.signal(number, handler)

    def end(self) -> None:
        """Do with them what was done before."""
        if threading.current_thread() is threading.main_thread():
            for number, handler in self._before.items():
                signal.signal(number, handler)
            self._before = {}

    def _stop(self, number: int, _frame: object) -> None:
        """Give the terminal back, stop, and go on here after ``fg`` or ``bg``."""
        self._listener.leave()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
        if number in self._before:
            signal.signal(number, self._stop)
        self._listener.come_back()

    def _go_on(self, _number: int, _frame: object) -> None:
        self._listener.come_back()

    def _resize(self, _number: int, _frame: object) -> None:
        self._listener.resized()

    def _end(self, number: int, _frame: object) -> None:
        """Give the terminal back, and end as any program does by this signal."""
        self._listener.leave()
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
