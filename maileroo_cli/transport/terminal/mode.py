"""How a POSIX terminal passes on what is typed: each key at once and unseen, and afterwards as it was before."""

from __future__ import annotations

import os
import signal
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

_LOCAL, _CHARACTERS = 3, 6


class KeyMode:
    """The mode of one terminal. Ctrl-C, Ctrl-Z and Ctrl-S keep their meaning in it.

    Only a program in the foreground changes a terminal; from the background it is left to whoever has it now.
    """

    def __init__(self, terminal: int) -> None:
        self._terminal = terminal
        self._before: list[Any] | None = None
        self.is_set = False

    @property
    def is_ours(self) -> bool:
        """Whether this program is in the foreground, so that what is typed is for it."""
        with suppress(OSError):
            return os.tcgetpgrp(self._terminal) == os.getpgrp()
        return False

    def set(self) -> None:
        """Have each key passed on at once; ``OSError`` where the terminal is gone."""
        with _no_stop(), _as_os_error():
            now = termios.tcgetattr(self._terminal)
            if self._before is None:
                self._before = now
            wanted = list(now)
            wanted[_LOCAL] &= ~(termios.ICANON | termios.ECHO)
            wanted[_CHARACTERS] = [*now[_CHARACTERS]]
            wanted[_CHARACTERS][termios.VMIN], wanted[_CHARACTERS][termios.VTIME] = 1, 0
            # Now, and not once all was written: output that is paused would hold up the change.
            termios.tcsetattr(self._terminal, termios.TCSANOW, wanted)
        self.is_set = True

    def restore(self) -> None:
        """Put the terminal back as it was, where it was changed and is ours; this may be called at any time."""
        if self._before is None or not self.is_ours:
            return
        with suppress(OSError), _no_stop(), _as_os_error():
            termios.tcsetattr(self._terminal, termios.TCSANOW, self._before)
        self._before, self.is_set = None, False

    def lose(self) -> None:
        """Take note that somebody else may have changed the terminal meanwhile."""
        self.is_set = False


@contextmanager
def _no_stop() -> Iterator[None]:
    """Let the system not stop this program for changing a terminal that was just taken away from it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except termios.error as error:
        raise OSError(*error.args) from None
