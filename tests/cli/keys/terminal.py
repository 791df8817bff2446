"""A program on a terminal of its own that a test sits in front of: it sees the screen, and presses keys.

Nothing here sleeps: whoever waits is woken by what the program draws.
"""

import fcntl
import os
import re
import signal
import struct
import subprocess
import termios
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from select import select
from types import TracebackType
from typing import Self

from tests.cli.calling import command, environment
from tests.cli.keys.screen import EmulatedScreen
from tests.cli.on_terminal import open_terminal
from tests.listening import PATIENCE

_AGAIN, _LOOK = 0.5, 0.01
_UNSET = ("CI", "PAGER", "LESS", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TERM")
_URL = re.compile(r"listening on http://127\.0\.0\.1:(\d+)")


def variables(env: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a person at a terminal, with what ``env`` adds."""
    usual = {name: value for name, value in environment().items() if name not in _UNSET}
    return {**usual, "TERM": "xterm", **(env or {})}


def listen_line(folder: Path, *arguments: str) -> list[str]:
    """Return the command line of a listener on any free port, with its store in a folder."""
    return command(["listen", "--port", "0", "--store", folder / "captures.db", *arguments])


class SeenProgram:
    """A program on a terminal; it is killed after the ``with`` block if it still runs."""

    def __init__(self, line: Sequence[str], *, width: int = 150, env: Mapping[str, str] | None = None) -> None:
        self._line, self._env = line, variables(env)
        self._screen = EmulatedScreen(width)
        self.raw = b""
        self._news = threading.Condition()

    def __enter__(self) -> Self:
        self._own, self._other = open_terminal(self._screen.width)
        self._stopped, self._stopper = os.pipe()
        self._open = True
        self.settings_before = self.settings()
        self.process = subprocess.Popen(
            self._line,
            stdin=self._other,
            stdout=self._other,
            stderr=self._other,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  (no threads in the child)
            env=self._env,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.wait()
        self.hang_up()

    @property
    def lines(self) -> list[str]:
        """What is on the screen, and what has scrolled away."""
        with self._news:
            return self._screen.lines

    @property
    def wraps(self) -> int:
        """How many rows were longer than the screen is wide."""
        with self._news:
            return self._screen.wraps

    @property
    def end(self) -> int:
        """The end of the terminal that programs are given."""
        return self._other

    @property
    def cursor(self) -> tuple[int, int]:
        """The row and the column of the cursor."""
        with self._news:
            return self._screen.cursor

    @property
    def bottom(self) -> str:
        """The last line."""
        return self.lines[-1]

    @property
    def port(self) -> int:
        """Wait until a listener tells its port, and return it."""
        self.see("listening on http")
        found = _URL.search("".join(self.lines))  # which a narrow screen breaks in two
        assert found is not None
        return int(found[1])

    def press(self, keys: str) -> None:
        """Press keys."""
        os.write(self._own, keys.encode())

    def hold_up(self) -> None:
        """Press Ctrl-S, and wait until the terminal takes no output: it does what is pressed a moment later."""
        self.press("\x13")
        for _ in range(int(PATIENCE / _LOOK)):
            if not select([], [self._other], [], 0)[1] or select([self._stopped], [], [], _LOOK)[0]:
                return
        raise AssertionError("Ctrl-S did not stop the output")

    def press_until(self, key: str, text: str) -> None:
        """Press a key again and again until a text is seen: what is pressed right behind a paste belongs to that."""
        for _ in range(int(PATIENCE / _AGAIN)):
            self.press(key)
            with self._news:
                if self._news.wait_for(lambda: text in "\n".join(self._screen.lines), _AGAIN):
                    return
        raise AssertionError(f"the screen never showed {text!r}")

    def resize(self, width: int) -> None:
        """Give the screen another width, as a person does who drags its edge."""
        with self._news:
            self._screen.width = width
        fcntl.ioctl(self._own, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))

    def settings(self) -> str:
        """Return what ``stty -a`` says of the terminal, but for its size."""
        told = subprocess.run(["stty", "-a"], stdin=self._other, check=True, capture_output=True, text=True).stdout
        return told.partition(";")[2].partition(";")[2].partition(";")[2]

    def wait_until(self, holds: Callable[[list[str]], bool], what: str) -> list[str]:
        """Wait until something holds of the screen's lines, and return them."""
        with self._news:
            if not self._news.wait_for(lambda: holds(self._screen.lines), PATIENCE):
                shown = "\n".join(self._screen.lines)
                raise AssertionError(f"the screen never showed {what}:\n{shown}")
            return self._screen.lines

    def see(self, text: str) -> list[str]:
        """Wait until a text stands on the screen."""
        return self.wait_until(lambda lines: any(text in line for line in lines), repr(text))

    def see_below(self, text: str) -> list[str]:
        """Wait until a text stands on the last line."""
        return self.wait_until(lambda lines: text in lines[-1], f"{text!r} on its last line")

    def see_more_than(self, number: int) -> list[str]:
        """Wait until there are more lines than that."""
        return self.wait_until(lambda lines: len(lines) > number, f"more than {number} lines")

    def wait(self) -> int:
        """Wait until the program ends, and all that it drew is on the screen; return its exit code."""
        code = self.process.wait(PATIENCE)
        marker = f"<ended {code}>"
        os.write(self._other, marker.encode())
        self.see(marker)
        return code

    def hang_up(self) -> None:
        """Close the terminal; a second call does nothing."""
        if not self._open:
            return
        self._open = False
        os.close(self._stopper)
        self._reader.join(PATIENCE)
        for one in (self._stopped, self._other, self._own):
            os.close(one)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program."""
        self.process.send_signal(number)

    def _read(self) -> None:
        """Draw what the program writes, until somebody closes the terminal: the thread's life."""
        while self._stopped not in select([self._stopped, self._own], [], [])[0]:
            try:
                data = os.read(self._own, 1 << 16)
            except OSError:  # so Linux says that nobody has the other end any more
                return
            with self._news:
                self.raw += data
                self._screen.write(data.decode(errors="replace"))
                self._news.notify_all()
