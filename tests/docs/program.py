"""A program of a page that goes on running: an endpoint, ``mhook listen`` or ``inspect``; it has its own terminal."""

import os
import re
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.cli.on_terminal import open_terminal

_READY = re.compile(
    r"Running on|running on|listening on|mhook\.(?:listen|inspect)/|inspecting at|Starting development server"
)
_RELOADED = "Debugger is active!"
_LONGEST = 60
WIDTH = 100
"""The columns of a reader's terminal."""


class Program:
    """A command line that runs until it is stopped; what it says is kept, line by line."""

    def __init__(self, text: str, folder: Path, environment: Mapping[str, str]) -> None:
        self.text = text
        self.lines: list[str] = []
        self._said = threading.Condition()
        self._ended = False
        self._terminal, other = open_terminal(WIDTH)
        self._program = subprocess.Popen(
            ["sh", "-c", f"exec {text}"],
            cwd=folder,
            env=environment,
            stdin=other,
            stdout=other,
            stderr=other,
            start_new_session=True,
        )
        os.close(other)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.reloads = "--debug" in text
        if not self._wait(lambda: any(_READY.search(line) for line in self.lines)):
            self.stop()
            raise AssertionError(f"{text} did not start: {self.lines}")
        if self.reloads:
            self.wait_for_reload(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def loaded(self) -> int:
        """How often its code was loaded since the start, where it reloads what is changed."""
        return sum(_RELOADED in line for line in self.lines)

    def wait_for_reload(self, loaded: int) -> None:
        """Wait until the code was loaded more often than that."""
        assert self._wait(lambda: self.loaded > loaded), f"{self.text} did not notice the change: {self.lines}"

    def stop(self) -> int:
        """End it as Ctrl-C does, with all that it has started, and return its exit code."""
        try:
            if self._program.poll() is None:
                os.killpg(self._program.pid, signal.SIGINT)
            self._program.wait(_LONGEST)
        finally:
            if self._program.poll() is None:
                os.killpg(self._program.pid, signal.SIGKILL)
        self._reader.join(_LONGEST)
        return self._program.returncode

    def _read(self) -> None:
        with open(self._terminal, encoding="utf-8", errors="replace") as output, suppress(OSError):
            for line in output:  # until Linux says with an error that the last program has gone
                with self._said:
                    self.lines.append(line.rstrip("\n"))
                    self._said.notify_all()
        with self._said:
            self._ended = True
            self._said.notify_all()

    def _wait(self, condition: Callable[[], bool]) -> bool:
        """Wait until the condition holds; say whether it does, also when the program has ended without it."""
        with self._said:
            self._said.wait_for(lambda: self._ended or condition(), _LONGEST)
            return condition()
