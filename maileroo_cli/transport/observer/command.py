"""Counting effects with a command of the user's: ``--observe-cmd``.

The line goes to the shell as it was written. What event it is about is in its environment, so no event can be a part of
the line.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from maileroo_cli.errors import InputError
from maileroo_cli.transport.observer.look import SIZE_LIMIT, TIME_LIMIT, LookStopped, Stopped, make_turn, never
from maileroo_cli.transport.observer.number import read_number
from maileroo_cli.webhook.text.path import Path
from maileroo_cli.webhook.text.shown import show

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

EVENT_ID, EVENT_TYPE = "MHOOK_EVENT_ID", "MHOOK_EVENT_TYPE"
_OPTION = "--observe-cmd"
_POLL = 0.05
_START_LIMIT = 10.0
_LAST_WORDS = 4096
_LONGEST_LINE = 200


class CommandObserver:
    """Runs a command at each look. Its number is that of one event where the line names ``MHOOK_EVENT_ID``."""

    def __init__(self, command: str, path: Path | None, *, time_limit: float = TIME_LIMIT) -> None:
        self.per_event = EVENT_ID in command
        self.turn = make_turn(per_event=self.per_event)
        self._command = command
        self._path = path
        self._time_limit = time_limit

    def look(self, event_type: str, event_id: str, stopped: Stopped = never, body: bytes = b"") -> float:
        """Run the command, and return the number that it prints."""
        command, drains = _Beginning(lambda: self._start(event_type, event_id)), list[_Drain]()
        try:
            process = command.begin()
            drains += (_Drain(process.stdout, SIZE_LIMIT), _Drain(process.stderr, None))
            out, words = drains
            self._wait(process, out, words, stopped)
        finally:
            command.end()
            for drain in drains:
                drain.close()
        if out.overflowed:
            raise self._error(f"printed more than {SIZE_LIMIT:,} bytes", words)
        if process.returncode:
            how = f"with {process.returncode}" if process.returncode > 0 else f"by signal {-process.returncode}"
            raise self._error(f"ended {how}", words)
        return read_number(bytes(out.data), self._path, _OPTION)

    def interrupt(self) -> None:
        """Do nothing: a look notices by itself that it was stopped."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Nothing is kept open."""

    def _start(self, event_type: str, event_id: str) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(  # noqa: S602 - the user's own line, for the shell that it was written for
                self._command,
                shell=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=os.environ | {EVENT_ID: event_id, EVENT_TYPE: event_type},
                start_new_session=sys.platform != "win32",
            )
        except (OSError, ValueError) as error:  # ValueError: an id with a NUL, or with half a character
            raise InputError(f"{_OPTION} cannot be run ({error})", "check that the command works in a shell") from None

    def _wait(self, process: subprocess.Popen[bytes], out: _Drain, words: _Drain, stopped: Stopped) -> None:
        """Return when the command has ended, or printed too much."""
        deadline = time.monotonic() + self._time_limit
        late = f"did not end within {self._time_limit:g} s"
        for drain in (out, words):
            while not out.overflowed and not drain.wait(_POLL):
                if stopped():
                    raise LookStopped
                if time.monotonic() > deadline:
                    raise self._error(late, words)
        if not out.overflowed:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                raise self._error(late, words) from None

    def _error(self, what: str, words: _Drain) -> InputError:
        line = _last_line(bytes(words.data))
        return InputError(f"{_OPTION} {what}{f': {line}' if line else ''}", "run it in a shell to see why")


class _Beginning:
    """The start of a process in a thread of its own: Ctrl-C in the middle of a start would leave the process behind."""

    def __init__(self, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self._start = start
        self._begun = False
        self._done = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._error: InputError | None = None

    def begin(self) -> subprocess.Popen[bytes]:
        """Start the process and return it; raise what its start raises."""
        self._begun = True
        threading.Thread(target=self._run, name="mhook-observer-start", daemon=True).start()
        self._done.wait()
        if self._process is None:
            raise self._error or InputError(f"{_OPTION} cannot be run", "check that the command works in a shell")
        return self._process

    def end(self) -> None:
        """End the process if it has not ended by itself, also one whose start was not waited for."""
        if self._begun and self._done.wait(_START_LIMIT) and self._process is not None:
            _end(self._process)

    def _run(self) -> None:
        try:
            self._process = self._start()
        except InputError as error:
            self._error = error
        finally:
            self._done.set()


class _Drain:
    """Reads a pipe to its end in a thread: up to ``limit`` bytes, or, without one, all, of which the end is kept."""

    def __init__(self, pipe: IO[bytes] | None, limit: int | None) -> None:
        assert pipe is not None  # noqa: S101 - it was asked for
        self._pipe = pipe
        self._limit = limit
        self.data = bytearray()
        self.overflowed = False
        self._thread = threading.Thread(target=self._read, name="mhook-observer", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait for the end, and return whether it has come."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def close(self) -> None:
        """Close the pipe, unless somebody keeps the other end of it: then the reading thread has it for good."""
        if self.wait(1.0):
            self._pipe.close()

    def _read(self) -> None:
        descriptor = self._pipe.fileno()
        while chunk := os.read(descriptor, 65_536):
            self.data += chunk
            if self._limit is None:
                del self.data[:-_LAST_WORDS]
            elif len(self.data) > self._limit:
                self.overflowed = True
                return


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
