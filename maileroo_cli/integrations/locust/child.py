"""A process of its own for a master or a worker, which Locust may patch as it likes: this side of its pipes.

The other side is ``machine.pipe``.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import Any

from maileroo_cli.errors import MhookError
from maileroo_cli.transport.load.worker.engine_process import told_error
from maileroo_cli.transport.load.worker.start import OwnProcess

_WAIT = 0.1
"""Seconds for which Ctrl-C may have to wait, where the system does not break off waiting for it."""


class LocustProcess:
    """Runs what ``order`` says, which goes through the pipe with the secret in it; nobody else can read that.

    It ends by itself where this process ends. Where it cannot be started, ``MhookError`` is raised.
    """

    def __init__(self, order: dict[str, Any]) -> None:
        # Locust is imported before all else, since what has been imported is not patched any more.
        self._process = OwnProcess("maileroo_cli.integrations.locust.entry", order, before="locust")
        self._events: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        # In a thread: Ctrl-C in the middle of a line would lose what has been read of it.
        self._reader = threading.Thread(target=self._read, name="mhook-locust", daemon=True)
        self._reader.start()
        self._was_stopped = False

    def events(self) -> Iterator[dict[str, Any]]:
        """Yield what it tells until it is over; what it fails in raises ``MhookError``, and so does its sudden end.

        Ctrl-C asks it to break off, and it still tells what was counted so far; a second one is raised.
        """
        while True:
            try:
                event = self._next()
            except KeyboardInterrupt:
                if self._was_stopped:
                    raise
                self._was_stopped = True
                self._process.tell({"stop": True})
                continue
            if event is None:
                raise MhookError("the process of Locust has ended before its time", "look how much memory is free")
            if event["event"] == "over":
                return
            if event["event"] == "error":
                raise told_error(event)
            yield event

    @property
    def was_stopped(self) -> bool:
        """Whether Ctrl-C asked it to break off."""
        return self._was_stopped

    def close(self) -> None:
        """End it, and keep nothing of it."""
        self._process.kill()
        self._reader.join()
        self._process.close()

    def _next(self) -> dict[str, Any] | None:
        while True:
            try:
                return self._events.get(timeout=_WAIT)
            except Empty:
                continue

    def _read(self) -> None:
        try:
            for line in self._process.output:
                self._events.put(json.loads(line))
        except (OSError, ValueError):  # it ended in the middle of a line
            pass
        self._events.put(None)
