"""The keys of `mhook listen` in tmux: a terminal that breaks rows anew when its size changes, and a person's shell."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from select import select
from shlex import join

import pytest

from maileroo_cli.capture.store.lock import find_holder
from tests.cli.commands.test_listen import event, post
from tests.cli.keys.terminal import listen_line, variables
from tests.listening import PATIENCE

pytestmark = [
    pytest.mark.tmux,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="tmux is a program of POSIX"),
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed: apt-get install tmux"),
    pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed"),
    pytest.mark.usefixtures("measured_processes"),
]
PROMPT = "shell>"
WIDTH = 150
_AGAIN = 0.5


class Pane:
    """A window of a tmux server of its own, with a shell in it."""

    def __init__(self, folder: Path) -> None:
        self._socket = str(folder / "tmux.sock")
        self._env = {**variables({"HISTFILE": ""}), "TMUX_TMPDIR": str(folder)}
        shell = ["env", f"PS1={PROMPT} ", "bash", "--norc", "--noprofile"]
        self._run("new-session", "-d", "-x", str(WIDTH), "-y", "30", "-s", "s", *shell)
        os.mkfifo(folder / "drawn")
        self._drawn = os.open(folder / "drawn", os.O_RDWR | os.O_NONBLOCK)
        self._run("pipe-pane", "-t", "s", f"exec cat > {folder}/drawn")
        self.at_prompt()

    def press(self, *keys: str) -> None:
        """Press keys by the names that tmux has for them."""
        self._run("send-keys", "-t", "s", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._run("send-keys", "-t", "s", "-l", text)

    def resize(self, width: int) -> None:
        """Give the window another width."""
        self._run("resize-window", "-t", "s", "-x", str(width))

    @property
    def lines(self) -> list[str]:
        """What is shown, and what has scrolled away, up to the last row that is not empty."""
        return self._run("capture-pane", "-p", "-t", "s", "-S", "-").rstrip("\n").split("\n")

    def wait_until(self, holds: Callable[[list[str]], bool], what: str) -> list[str]:
        """Wait until something holds of the lines: they are looked at when a program has drawn, or now and again."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if holds(lines := self.lines):
                return lines
            if select([self._drawn], [], [], _AGAIN)[0]:
                os.read(self._drawn, 1 << 16)
        shown = "\n".join(self.lines)
        raise AssertionError(f"tmux never showed {what}:\n{shown}")

    def see(self, text: str) -> list[str]:
        """Wait until a text is there."""
        return self.wait_until(lambda lines: any(text in line for line in lines), repr(text))

    def see_below(self, text: str) -> list[str]:
        """Wait until a text is on the last line."""
        return self.wait_until(lambda lines: text in lines[-1], f"{text!r} at the bottom")

    def at_prompt(self) -> None:
        """Wait until the shell waits for a command."""
        self.wait_until(lambda lines: lines[-1].strip() == PROMPT, "the prompt")

    def stty(self, marker: str) -> str:
        """Return what ``stty -a`` says, but for the size."""
        self.type(f"stty -a; echo {marker}''.")
        self.press("Enter")
        lines = self.see(f"{marker}.")
        self.at_prompt()
        first = max(number for number, line in enumerate(lines) if "speed " in line)
        return "\n".join(lines[first + 1 : lines.index(f"{marker}.")])

    def close(self) -> None:
        """End the server."""
        self._run("kill-server")
        os.close(self._drawn)

    def _run(self, *arguments: str) -> str:
        line = ["tmux", "-f", os.devnull, "-S", self._socket, *arguments]
        return subprocess.run(line, check=True, capture_output=True, text=True, env=self._env, timeout=PATIENCE).stdout


@pytest.fixture
def pane(tmp_path: Path) -> Iterator[Pane]:
    """Yield a window with a shell."""
    opened = Pane(tmp_path)
    yield opened
    opened.close()


def listening(pane: Pane, folder: Path) -> int:
    """Start a listener in the window, and return its port."""
    ready = folder / "url.txt"
    pane.type(join(listen_line(folder, "--ready-file", str(ready))))
    pane.press("Enter")
    pane.see_below("no request yet")
    return int(ready.read_text().rpartition(":")[2])


def test_a_session(pane: Pane, tmp_path: Path) -> None:
    """Keys, a filter, Ctrl-Z and fg, and q: each does its work, and the terminal is as it was in between and after."""
    before = pane.stty("before")
    port = listening(pane, tmp_path)
    post(port, *(event("opened", f"id{number}") for number in range(40)), event("failed", "bad", valid=False))
    pane.see_below("40 valid · 1 invalid")
    pane.press("v")
    pane.see("Fix:")
    pane.press("Enter")
    pane.see("POST /hook HTTP/1.1")
    pane.press("/")
    pane.type("type=failed")
    pane.see_below("type=failed")
    pane.press("Enter")
    pane.see_below("filter: type=failed, 0 of 0 shown")
    pane.press("C-z")
    pane.at_prompt()
    assert pane.stty("stopped") == before
    pane.type("fg")
    pane.press("Enter")
    pane.see_below("filter: type=failed")
    post(port, event("failed", "seen"), event("opened", "unseen"))
    lines = pane.see_below("1 of 2 shown")
    assert any("  seen  " in line for line in lines)
    pane.press("q")
    lines = pane.see("43 requests: 42 valid, 1 invalid")
    pane.at_prompt()
    assert pane.stty("after") == before
    assert [line.split()[4] for line in lines if " POST " in line and " opened " in line] == [
        f"id{number}" for number in range(40)
    ]


def test_narrower_and_wider(pane: Pane, tmp_path: Path) -> None:
    """However the window changes, there is one line at the bottom, on one row, and nothing of it in what scrolls."""
    port = listening(pane, tmp_path)
    for number, width in enumerate((60, 100, 35, WIDTH)):
        pane.resize(width)
        post(port, event("opened", str(number)))
        lines = pane.see_below(f"{number + 1} valid")
        assert len(lines[-1]) < width
    lines = pane.see_below("o open in the inspector")
    assert len([line for line in lines if " quit" in line or "Enter last" in line]) == 1
    pane.press("C-c")
    pane.see("4 requests: 4 valid")
    pane.at_prompt()


def test_sigterm(pane: Pane, tmp_path: Path) -> None:
    """Ended from elsewhere it leaves the terminal as it was."""
    before = pane.stty("before")
    listening(pane, tmp_path)
    holder = find_holder(tmp_path / "captures.db")
    assert holder is not None
    os.kill(holder.pid, signal.SIGTERM)
    pane.see("0 requests")
    pane.at_prompt()
    assert pane.stty("after") == before
