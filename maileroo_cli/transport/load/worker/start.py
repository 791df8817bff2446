"""How a process of our own is started, and how it takes its pipes. What it then does is in the module that it runs.

Not made with ``multiprocessing``, which would run the main module of the program a second time, or fork a process with
threads. A process ends when its pipes do, so also where the one that started it is killed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from typing import IO, Any, BinaryIO, cast

from maileroo_cli.errors import MhookError

MAKING, SENDING = (f"maileroo_cli.transport.load.worker.{name}" for name in ("making", "sending"))
"""The modules that this folder runs in processes."""

_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.stdin.buffer.readline()); {before}from {module} import work; work()"
)


class OwnProcess:
    """A process that runs ``work`` of a module, which is told ``job`` first; ``before`` is imported before all else.

    The job goes through the pipe, for arguments and the environment are there for other programs to read. A process
    that cannot be started raises ``MhookError``.
    """

    def __init__(self, module: str, job: dict[str, Any], *, before: str = "") -> None:
        if not sys.executable or getattr(sys, "frozen", False):
            raise _cannot_start("there is no Python for it")
        try:
            process = subprocess.Popen(  # noqa: S603 - this same Python, with a program of our own
                [sys.executable, "-P", "-c", _PROGRAM.format(module=module, before=before and f"import {before}; ")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                **_apart(),
            )
        except OSError as error:
            raise _cannot_start(error.strerror or str(error)) from None
        self._process = process
        self._input, self.output = cast("tuple[IO[bytes], IO[bytes]]", (process.stdin, process.stdout))
        self.tell(sys.path, job)

    @property
    def id(self) -> int:
        """The number that the system gave it."""
        return self._process.pid

    def tell(self, *messages: Any) -> None:
        """Send a line of JSON for each message; one that has ended takes none, and that is seen elsewhere."""
        with suppress(OSError, ValueError):
            self._input.write("".join(f"{json.dumps(one)}\n" for one in messages).encode())
            self._input.flush()

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()

    def close(self) -> None:
        """End the process, and keep nothing of it; a second call does nothing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._input, self.output):
            with suppress(OSError):  # what it did not take any more
                pipe.close()


def take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return the pipes of a process of our own: what it is told, and what it tells, into which nothing else prints."""
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, sink


def tell(sink: BinaryIO, message: dict[str, Any]) -> None:
    """Send a line of JSON to the process that started this one; where that has ended, end too."""
    try:
        sink.write(json.dumps(message).encode() + b"\n")
        sink.flush()
    except OSError:
        os._exit(0)


def _cannot_start(why: str) -> MhookError:
    return MhookError(f"a process of mhook's own cannot be started ({why})", "free some memory, or use fewer processes")


def _apart() -> dict[str, Any]:
    """Return what keeps a process apart from the terminal, whose Ctrl-C is for the one that shows the load."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"process_group": 0}
