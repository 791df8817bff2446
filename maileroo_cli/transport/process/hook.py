"""Running a line for what it does to the receiver: ``--secret-cmd`` and its like.

It has ended when its shell has. What it leaves running in the background, such as the receiver that it started, goes
on, also after mhook has ended: it holds a file and no pipe of ours, which would end it at the first word that it says.
"""

from __future__ import annotations

import time
from contextlib import suppress
from subprocess import TimeoutExpired
from typing import TYPE_CHECKING

from maileroo_cli.transport.process.output import CommandStopped
from maileroo_cli.transport.process.start import POLL, Beginning, ShellLine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from subprocess import Popen
    from typing import IO

HOOK_TIME_LIMIT = 60.0
"""Seconds that one hook may take."""

_LAST_WORDS = 4096


class CommandHook:
    """One of the user's commands that change the receiver; ``option`` is the one that it was given with."""

    def __init__(self, option: str, command: str, *, time_limit: float = HOOK_TIME_LIMIT) -> None:
        self.option = option
        self._command = command
        self._time_limit = time_limit

    def run(
        self,
        environment: Mapping[str, str],
        hidden: tuple[str, ...] = (),
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        """Run the command to its end; one that fails or does not end raises ``InputError``, without what is hidden.

        Where it is ``stopped`` before, ``CommandStopped`` is raised.
        """
        from tempfile import TemporaryFile

        line = ShellLine(self.option, self._command, environment, hidden)
        with TemporaryFile() as output:
            command = Beginning(line, output)
            try:
                process = command.begin()
                self._wait(line, process, output, stopped)
            finally:
                command.end()
            if process.returncode:
                raise line.failure_of(process.returncode, _last_words(output))

    def _wait(self, line: ShellLine, process: Popen[bytes], output: IO[bytes], stopped: Callable[[], bool]) -> None:
        deadline = time.monotonic() + self._time_limit
        while time.monotonic() < deadline:
            with suppress(TimeoutExpired):
                process.wait(POLL)
                return
            if stopped():
                raise CommandStopped
        raise line.failure(f"did not end within {self._time_limit:g} s", _last_words(output))


def _last_words(output: IO[bytes]) -> bytes:
    """Return what was said last."""
    size = output.seek(0, 2)
    output.seek(max(0, size - _LAST_WORDS))
    return output.read()
