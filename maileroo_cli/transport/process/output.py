"""Running a line for what it prints. It has ended when its output has: it may leave nothing behind that holds that."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from typing import IO, TYPE_CHECKING

from maileroo_cli.transport.process.start import POLL, Beginning

if TYPE_CHECKING:
    from collections.abc import Callable

    from maileroo_cli.transport.process.start import ShellLine

_LAST_WORDS = 4096


class CommandStopped(Exception):  # noqa: N818 - it is no error, and no caller of an operation sees it
    """A command was ended since nobody wants to know any more."""


def output_of(line: ShellLine, time_limit: float, size_limit: int, stopped: Callable[[], bool]) -> bytes:
    """Run a line and return all that it prints; ``time_limit`` is in seconds, ``size_limit`` in bytes.

    One that fails, prints too much or does not end raises ``InputError``. Once ``stopped`` it is ended, and
    :class:`CommandStopped` raised.
    """
    command, drains = Beginning(line), list[_Drain]()
    try:
        process = command.begin()
        drains += (_Drain(process.stdout, size_limit), _Drain(process.stderr, None))
        out, words = drains
        _wait(line, process, (out, words), time_limit, stopped)
    finally:
        command.end()
        for drain in drains:
            drain.close()
    if out.overflowed:
        raise line.failure(f"printed more than {size_limit:,} bytes", bytes(words.data))
    if process.returncode:
        raise line.failure_of(process.returncode, bytes(words.data))
    return bytes(out.data)


def _wait(
    line: ShellLine,
    process: subprocess.Popen[bytes],
    drains: tuple[_Drain, _Drain],
    time_limit: float,
    stopped: Callable[[], bool],
) -> None:
    """Return when the command has ended, or printed too much."""
    out, words = drains
    deadline = time.monotonic() + time_limit
    late = f"did not end within {time_limit:g} s"
    for drain in drains:
        while not out.overflowed and not drain.wait(POLL):
            if stopped():
                raise CommandStopped
            if time.monotonic() > deadline:
                raise line.failure(late, bytes(words.data))
    if not out.overflowed:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise line.failure(late, bytes(words.data)) from None


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
