"""A process of its own for a master or a worker, which Locust may patch as it likes: this side of its pipes.

The other side is ``machine.pipe``. Not made with ``multiprocessing``, which would run the main module anew.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any, cast

from maileroo_cli.errors import MhookError, UsageError

_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.stdin.buffer.readline());"
    " import locust; from maileroo_cli.integrations.locust.entry import work; work()"
)
_ENDS_ITSELF = 5.0


class LocustProcess:
    """Runs what ``order`` says, which goes through the pipe with the secret in it; nobody else can read that.

    Ends by itself where this process ends. Where it cannot be started, ``MhookError`` is raised.
    """

    def __init__(self, order: dict[str, Any]) -> None:
        if not sys.executable or getattr(sys, "frozen", False):
            raise MhookError("cannot start a process for Locust (there is no Python for it)", "install mhook with pip")
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this same Python, with a program of our own
                [sys.executable, "-P", "-c", _PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                **_apart(),
            )
        except OSError as error:
            raise MhookError(f"cannot start a process for Locust ({error.strerror or error})", "try again") from None
        self._orders, self._answers = cast("tuple[IO[bytes], IO[bytes]]", (self._process.stdin, self._process.stdout))
        self._order = order

    def begin(self) -> None:
        """Give it its order."""
        self._send(json.dumps(sys.path), json.dumps(self._order))

    def events(self) -> Iterator[dict[str, Any]]:
        """Yield what it tells until it is over; what it fails in raises ``MhookError``, and so does its sudden end."""
        while True:
            try:
                event = json.loads(self._answers.readline())
            except (OSError, ValueError):
                raise MhookError("the process of Locust has ended before its time", "start anew") from None
            if event["event"] == "over":
                return
            if event["event"] == "error":
                kind = UsageError if event["kind"] == "usage" else MhookError
                raise kind(event["message"], event["hint"])
            yield event

    def stop(self) -> None:
        """Ask it to break off; it still tells what was counted so far."""
        self._send("")

    def close(self) -> None:
        """End it, if it has not ended by itself, and keep nothing of it."""
        try:
            self._process.wait(0 if self._process.poll() is not None else 0.2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(_ENDS_ITSELF)
        for pipe in (self._orders, self._answers):
            with suppress(OSError):  # what it did not take any more
                pipe.close()

    def _send(self, *lines: str) -> None:
        with suppress(OSError):  # it has ended, which is seen where its answers are read
            self._orders.write("".join(f"{line}\n" for line in lines).encode())
            self._orders.flush()


def _apart() -> dict[str, Any]:
    """Return what keeps the process apart from the terminal, whose Ctrl-C is for this one."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"process_group": 0}
