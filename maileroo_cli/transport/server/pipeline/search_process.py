"""A process of its own that finds causes, so that the search takes no time from the loop: this side of its pipes.

The other side is ``search_worker``. Not made with ``multiprocessing``, which would run the main module of the program
that listens a second time, or fork a process with threads.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any, cast

from maileroo_cli.transport.server.pipeline.cause_search import FoundCause

if TYPE_CHECKING:
    from maileroo_cli.capture.entry import Capture
    from maileroo_cli.webhook.signing.secret import Secret

_PROGRAM = (
    "import json, sys; sys.path[:] = json.loads(sys.stdin.buffer.readline());"
    " from maileroo_cli.transport.server.pipeline.search_worker import work; work()"
)
_LONGEST_ANSWER = 1 << 20
_STRANGE = "does not answer as it should"


class SearchProcessError(Exception):
    """The process cannot be started, or it has ended."""


class ProcessSearch:
    """Searches in a process, which is started at once and can be asked after :meth:`begin`.

    It ends by itself when its pipe does, so also where this process is killed. Belongs to one thread, but for
    :meth:`end`.
    """

    def __init__(self, secrets: Sequence[Secret]) -> None:
        if not sys.executable or getattr(sys, "frozen", False):
            raise SearchProcessError("cannot be started (there is no Python for it)")
        try:
            process = subprocess.Popen(  # noqa: S603 - this same Python, with a program of our own
                [sys.executable, "-P", "-c", _PROGRAM],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                **_apart(),
            )
        except OSError as error:
            raise SearchProcessError(f"cannot be started ({error.strerror or error})") from None
        self._process = process
        self._requests, self._answers = cast("tuple[IO[bytes], IO[bytes]]", (process.stdin, process.stdout))
        self._secrets = secrets

    def begin(self) -> None:
        """Give it what it needs, and wait until it is ready."""
        # Through the pipe: arguments and the environment are there for other programs to read.
        keys = [[secret.reveal().hex(), secret.reference] for secret in self._secrets]
        try:
            self._send(json.dumps(sys.path), json.dumps(keys))
            answer = self._receive()
        except SearchProcessError:
            raise SearchProcessError("ended before it began") from None
        if answer != {"ready": True}:
            raise SearchProcessError(_STRANGE)

    def find(self, capture: Capture, *, anew: bool) -> FoundCause:
        """Have a cause found; ``SearchProcessError`` where the process has ended."""
        entry, content = capture.entry, capture.content
        head = {
            "anew": anew,
            "id": entry.id,
            "method": entry.method,
            "target": entry.target,
            "anomaly": entry.anomaly,
            "head": len(content.head),
            "body": len(content.body),
        }
        self._send(json.dumps(head), content=(content.head, content.body))
        answer = self._receive()
        if not isinstance(answer, dict) or not isinstance(answer.get("codes"), str):
            raise SearchProcessError(_STRANGE)
        return FoundCause(answer["codes"], str(answer.get("detail", "")))

    def end(self) -> None:
        """End the process, and with it a search that another thread is waiting for."""
        self._process.kill()

    def close(self) -> None:
        """End the process, and keep nothing of it; a second call does nothing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._requests, self._answers):
            with suppress(OSError):  # what it did not take any more
                pipe.close()

    def _send(self, *lines: str, content: Sequence[bytes] = ()) -> None:
        try:
            self._requests.write("".join(f"{line}\n" for line in lines).encode())
            for piece in content:
                self._requests.write(piece)
            self._requests.flush()
        except OSError:
            raise SearchProcessError("has ended") from None

    def _receive(self) -> Any:
        try:
            return json.loads(self._answers.readline(_LONGEST_ANSWER))
        except (OSError, ValueError):
            raise SearchProcessError("has ended") from None


def _apart() -> dict[str, Any]:
    """Return what keeps the process apart from the terminal, whose Ctrl-C is for this one, and behind it in priority.

    Where there is ``os.nice`` the process sees to its priority itself.
    """
    if sys.platform == "win32":
        flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.BELOW_NORMAL_PRIORITY_CLASS
        return {"creationflags": flags | subprocess.CREATE_NO_WINDOW}
    return {"process_group": 0}
