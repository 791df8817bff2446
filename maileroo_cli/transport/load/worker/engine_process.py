"""A process that sends a part of a load, as the one sees it that started it. What happens in it is in ``sending``."""

from __future__ import annotations

import json
import threading
from queue import SimpleQueue
from typing import Any, NamedTuple

from maileroo_cli.errors import ExitCode, InputError, MhookError, UnreachableError, UsageError
from maileroo_cli.transport.load.worker.job import LoadJob
from maileroo_cli.transport.load.worker.start import SENDING, OwnProcess

_ERRORS = {
    ExitCode.USAGE: UsageError,
    ExitCode.INPUT: InputError,
    ExitCode.UNREACHABLE: UnreachableError,
}


class WorkerMessage(NamedTuple):
    """What a process said; ``content`` is ``None`` where it has ended."""

    part: int
    content: dict[str, Any] | None


class EngineProcess:
    """Sends one part of a load. What it says comes to ``messages``, from a thread."""

    def __init__(self, job: LoadJob, messages: SimpleQueue[WorkerMessage]) -> None:
        self._part = job.part
        self._messages = messages
        self.process = OwnProcess(SENDING, job.as_dict())
        self._reader = threading.Thread(target=self._read, name="mhook-load", daemon=True)
        self._reader.start()

    def begin(self, seconds: float) -> None:
        """Have it begin in so many seconds."""
        self.process.tell({"start_in": seconds})

    def stop(self) -> None:
        """Have it break off, and tell what it did."""
        self.process.tell({"stop": True})

    def close(self) -> None:
        """End it, and keep nothing of it."""
        self.process.kill()
        self._reader.join()
        self.process.close()

    def _read(self) -> None:
        try:
            for line in self.process.output:
                self._messages.put(WorkerMessage(self._part, json.loads(line)))
        except (OSError, ValueError):  # it ended in the middle of a line
            pass
        self._messages.put(WorkerMessage(self._part, None))


def told_error(content: dict[str, Any]) -> MhookError:
    """Return the error that a process told."""
    code, message, hint = content["error"]
    return _ERRORS.get(ExitCode(code), MhookError)(message, hint)
