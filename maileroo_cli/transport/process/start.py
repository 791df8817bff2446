"""How a user's line is started in the shell, and how it is ended with all that it began.

The line goes to the shell as it was written. What it is about is in its environment, so nothing of that can be a part
of the line.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, TYPE_CHECKING, NamedTuple

from maileroo_cli.errors import InputError
from maileroo_cli.webhook.signing.secret import MASK
from maileroo_cli.webhook.text.shown import show

if TYPE_CHECKING:
    from collections.abc import Mapping

POLL = 0.05
"""Seconds between two looks whether a command has ended, or is to be ended."""

_START_LIMIT = 10.0
_LONGEST_LINE = 200
_CHECK = "check that the command works in a shell"


class ShellLine(NamedTuple):
    """One line for the shell; ``option`` is the one that it was given with, ``environment`` is added to our own.

    ``hidden`` are texts that nobody is to see in what it says.
    """

    option: str
    text: str
    environment: Mapping[str, str]
    hidden: tuple[str, ...] = ()

    def failure(self, what: str, words: bytes) -> InputError:
        """Return that the line did not do what it should; ``words`` are what it said last."""
        for text in self.hidden:
            words = words.replace(text.encode("utf-8", "surrogateescape"), MASK.encode())
        line = _last_line(words)
        return InputError(f"{self.option} {what}{f': {line}' if line else ''}", "run it in a shell to see why")

    def failure_of(self, code: int, words: bytes) -> InputError:
        """Return that the line ended with another exit code than 0."""
        return self.failure(f"ended with {code}" if code > 0 else f"ended by signal {-code}", words)


class Beginning:
    """The start of a process in a thread of its own: Ctrl-C in the middle of a start would leave the process behind.

    What it prints goes to two pipes, or both to ``output``.
    """

    def __init__(self, line: ShellLine, output: IO[bytes] | None = None) -> None:
        self._line = line
        self._output = output
        self._begun = False
        self._done = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._error: InputError | None = None

    def begin(self) -> subprocess.Popen[bytes]:
        """Start the process and return it; raise what its start raises."""
        self._begun = True
        threading.Thread(target=self._run, name="mhook-command-start", daemon=True).start()
        self._done.wait()
        if self._process is None:
            raise self._error or InputError(f"{self._line.option} cannot be run", _CHECK)
        return self._process

    def end(self) -> None:
        """End the process if it has not ended by itself, also one whose start was not waited for."""
        if self._begun and self._done.wait(_START_LIMIT) and self._process is not None:
            _end(self._process)

    def _run(self) -> None:
        try:
            self._process = self._start()
        except (OSError, ValueError) as error:  # ValueError: an environment with a NUL, or with half a character
            self._error = InputError(f"{self._line.option} cannot be run ({error})", _CHECK)
        finally:
            self._done.set()

    def _start(self) -> subprocess.Popen[bytes]:
        output = self._output
        return subprocess.Popen(  # noqa: S602 - the user's own line, for the shell that it was written for
            self._line.text,
            shell=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if output is None else output,
            stderr=subprocess.PIPE if output is None else subprocess.STDOUT,
            env=os.environ | self._line.environment,
            start_new_session=sys.platform != "win32",
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the command if it has not ended by itself and, where the system has groups of processes, what it started."""
    if process.returncode is None:  # so its number is still its own
        if sys.platform == "win32":
            process.kill()
        else:
            with suppress(ProcessLookupError, PermissionError):  # all of them have ended; macOS says it so
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _last_line(text: bytes) -> str:
    lines = [line.strip() for line in text.decode("utf-8", "backslashreplace").splitlines()]
    last = next((line for line in reversed(lines) if line), "")[:_LONGEST_LINE]
    return "".join(show(char) for char in last)
