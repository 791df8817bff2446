"""This process's side of the pipes to the one that started it: orders come in, what happens goes out, as JSON lines.

It is the only way out: Locust prints what it likes, so what is printed goes nowhere. Where the other process ends, this
one does at once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any, NoReturn

import gevent

from maileroo_cli.errors import MhookError
from maileroo_cli.transport.load.worker.start import take_pipes, tell


class ParentPipe:
    """The pipes; to be made before anything can print."""

    def __init__(self) -> None:
        self._lines, self._out = take_pipes()

    def read_order(self) -> dict[str, Any]:
        """Return the first line, which says what to do."""
        order: dict[str, Any] = json.loads(self._lines.readline())
        return order

    def tell(self, event: str, **values: Any) -> None:
        """Tell the parent what happened."""
        tell(self._out, {"event": event, **values})

    def fail(self, error: MhookError) -> None:
        """Tell the parent why nothing comes of it."""
        self.tell("error", error=[int(error.exit_code), error.message, error.hint])

    def end(self) -> NoReturn:
        """End this process, whatever still waits in it."""
        self.tell("over")
        os._exit(0)

    def watch(self, stop: Callable[[], None]) -> None:
        """Call ``stop`` for the next line; end this process where the parent has ended."""
        gevent.spawn(self._watch, stop)

    def _watch(self, stop: Callable[[], None]) -> None:
        # In a thread: a pipe that is read in this one would hold all greenlets.
        threads = gevent.get_hub().threadpool
        while threads.apply(self._lines.readline):
            stop()
        os._exit(1)
