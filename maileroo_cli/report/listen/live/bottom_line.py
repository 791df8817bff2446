"""One line that stays at the bottom of a terminal, below ordinary output. What it says is decided elsewhere.

It never takes more than one row: what is drawn just when the terminal becomes narrower is cut there. The cursor stays
at its beginning, since a terminal that is made narrower breaks a line into several rows: all lie behind it then,
where they are erased.
"""

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from maileroo_cli.report.terminal.console import Console

INTERVAL = 0.1
"""The line is made anew once in so many seconds at most, however much is printed."""

_MOMENT = 0.25
_ERASE = "\r\x1b[J"
_CUT, _WRAP = "\x1b[?7l", "\x1b[?7h"
"""Before and after what may not go on in another row."""


class BottomText(NamedTuple):
    """What the line says, with its colours; ``cursor`` is the column where something is being typed."""

    text: str
    cursor: int = 0


class BottomLine:
    """Prints what goes to the console above a line, which ``compose`` makes for a number of columns.

    ``tell`` is called, in whatever thread that is, where the line is older than what it tells.
    """

    def __init__(self, console: Console, compose: Callable[[int], BottomText], tell: Callable[[], None]) -> None:
        self._console, self._compose, self._tell = console, compose, tell
        self._terminal = sys.stdout.fileno()
        self._lock = threading.Lock()
        self._shown = self._is_old = False
        self._drawn = ""
        self._next = 0.0

    def begin(self) -> None:
        """Let all that is printed come through here; the line itself is not shown yet."""
        self._console.flush()
        self._console.above = self.print
        if self._console.is_talk_terminal:
            self._console.talk_above = self.print

    def end(self) -> None:
        """Take the line away, and leave printing to the console."""
        self.hide()
        self._console.above = self._console.talk_above = None

    def print(self, text: str) -> None:
        """Print one or more lines above it."""
        tells = False
        with self._lock:
            if not self._shown:
                self._console.draw(f"{text}\n")
                return
            now = time.monotonic()
            if now >= self._next:
                self._make(now)
            elif not self._is_old:
                self._is_old = tells = True
            self._console.draw(f"{_ERASE}{text}\n{self._drawn}")
        if tells:
            self._tell()

    def show(self) -> None:
        """Show it, from now on; where output is held up, with the next line that is printed."""
        self._shown = True
        self.update()

    def hide(self) -> None:
        """Take it away; where output is held up, it stays where it is."""
        if not self._lock.acquire(timeout=_MOMENT):
            self._shown = False
            return
        try:
            if self._shown and self._is_free():
                with suppress(OSError):
                    self._console.draw(_ERASE)
            self._shown = False
        finally:
            self._lock.release()

    def update(self) -> None:
        """Draw it anew at once."""
        self._next = 0.0
        self._is_old = True
        self.look()

    def outdate(self) -> None:
        """Take note that it is older than what it tells."""
        if not self._is_old:
            self._is_old = True
            self._tell()

    def look(self) -> float | None:
        """Draw it where it is old and due; return in how many seconds it is due, ``None`` where it is not old.

        This never waits for a terminal that takes no output.
        """
        if not self._is_old or not self._shown:
            return None
        if not self._lock.acquire(timeout=INTERVAL):
            return _MOMENT
        try:
            now = time.monotonic()
            if now < self._next:
                return self._next - now
            if not self._is_free():
                return _MOMENT
            self._make(now)
            if self._shown:
                self._console.draw(f"{_ERASE}{self._drawn}")
            return None
        finally:
            self._lock.release()

    def _make(self, now: float) -> None:
        made = self._compose(max(1, self._columns() - 1))
        cursor = f"\x1b[{made.cursor}C" if made.cursor else ""
        self._drawn = f"{_CUT}{made.text}{_WRAP}\r{cursor}"
        self._next, self._is_old = now + INTERVAL, False

    def _columns(self) -> int:
        """Return the columns of the terminal as it is now, whatever ``COLUMNS`` says."""
        try:
            return os.get_terminal_size(self._terminal).columns or self._console.width
        except (OSError, ValueError):
            return self._console.width

    def _is_free(self) -> bool:
        """Whether the terminal takes output: after Ctrl-S it does not."""
        from select import select

        try:
            return bool(select([], [self._terminal], [], 0)[1])
        except (OSError, ValueError):  # Windows asks sockets alone
            return True
