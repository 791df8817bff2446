"""A session on a POSIX terminal. What a key is stands in ``decoding``, how it is passed on in ``mode``."""

from __future__ import annotations

import atexit
import os
import threading
from contextlib import suppress
from select import select
from typing import TYPE_CHECKING

from maileroo_cli.transport.terminal.decoding import KeyDecoder
from maileroo_cli.transport.terminal.mode import KeyMode
from maileroo_cli.transport.terminal.signals import TerminalSignals

if TYPE_CHECKING:
    from maileroo_cli.transport.terminal.user import TerminalUser

_LONE_ESCAPE = 0.05
"""After so many seconds an ``Esc`` was pressed alone; terminals send their other sequences at once."""

_CALM = 0.05
"""So many seconds after the beginning keys are heard: the first moment belongs to what the program is for."""

_IN_BACKGROUND = 0.25
"""How often a program in the background looks whether it is in the foreground: nobody tells it."""

_ENDING = 1.0


class PosixSession:
    """Hears the keys of ``terminal``, a file number."""

    def __init__(self, user: TerminalUser, terminal: int) -> None:
        self._user = user
        self._terminal = terminal
        self._mode = KeyMode(terminal)
        self._signals = TerminalSignals(self)
        self._decoder = KeyDecoder()
        self._woken = self._waker = -1
        self._away = self._resized = False
        self._closing = threading.Event()
        self._taking = threading.Lock()
        self._thread = threading.Thread(target=self._hear, name="mhook-keys", daemon=True)

    def begin(self) -> None:
        """Begin to hear keys."""
        self._woken, self._waker = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(self._waker, False)
        atexit.register(self._mode.restore)
        self._signals.begin()
        self._thread.start()

    def wake(self) -> None:
        """Have the thread look around, from any thread or from a signal's handler."""
        with suppress(OSError):  # full: it is awake anyway, or closed
            os.write(self._waker, b"!")

    def leave(self) -> None:
        """Give the terminal back before the program is stopped."""
        self._away = True
        if self._taking.acquire(timeout=_ENDING):
            self._taking.release()
        self._user.leave()
        self._mode.restore()

    def come_back(self) -> None:
        """Have the thread take the terminal again, once that is ours; it may have been changed."""
        self._mode.lose()
        self._away = False
        self.wake()

    def resized(self) -> None:
        """Have the thread draw anew."""
        self._resized = True
        self.wake()

    def close(self) -> None:
        """Hear no more keys, and give the terminal back; the thread is left behind where its output is held up."""
        if self._closing.is_set() or self._waker < 0:
            return
        self._closing.set()
        self.wake()
        self._thread.join(_ENDING)
        self._signals.end()
        self._user.leave()
        self._mode.restore()
        atexit.unregister(self._mode.restore)
        if not self._thread.is_alive():
            waker, self._waker = self._waker, -1
            os.close(self._woken)
            os.close(waker)

    def _hear(self) -> None:
        """Pass on keys until the end, or until the terminal is gone: the thread's life."""
        try:
            with suppress(OSError):
                self._hear_all()
        finally:
            if not self._closing.is_set():
                self._user.leave()
                self._mode.restore()

    def _hear_all(self) -> None:
        select([self._woken], [], [], _CALM)
        due: float | None = None
        while not self._closing.is_set():
            if self._take():
                due = self._user.look()
            keys = self._wait(due)
            if keys is None:
                return
            if self._closing.is_set() or not self._mode.is_set:
                due = None
                continue
            if self._resized:
                self._resized = False
                self._user.arrive()
            if keys:
                self._user.press(keys)
            due = self._user.look()

    def _take(self) -> bool:
        """Take the terminal, where that is ours and not taken; return whether it was."""
        with self._taking:
            if self._mode.is_set or self._away or not self._mode.is_ours:
                return False
            self._mode.set()
            self._user.arrive()
            return True

    def _wait(self, due: float | None) -> list[str] | None:
        """Return the keys that came until there is something to do; ``None`` where no more can come."""
        is_ours = self._mode.is_set
        if not is_ours:
            due = _IN_BACKGROUND
        elif self._decoder.waits:
            due = _LONE_ESCAPE
        ready = select([self._woken, self._terminal] if is_ours else [self._woken], [], [], due)[0]
        if self._woken in ready:
            os.read(self._woken, 1 << 12)
        if self._terminal in ready and self._mode.is_ours and not self._closing.is_set():
            data = os.read(self._terminal, 1 << 10)
            return self._decoder.feed(data) if data else None
        if self._terminal in ready:  # what is typed is for another program
            self._user.leave()
            self._mode.lose()
        return [] if ready else self._decoder.settle()
