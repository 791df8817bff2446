"""This process's side of the pipes to the one that started it: orders come in, what happens goes out, as JSON lines.

It is the only way out: Locust prints what it likes, so what is printed goes nowhere. Where the other process ends, this
one does at once.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import gevent


class ParentPipe:
    """The pipes; to be made before anything can print."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)
        self._lines = sys.stdin.buffer

    def read_order(self) -> dict[str, Any]:
        """Return the first line, which says what to do."""
        order: dict[str, Any] = json.loads(self._lines.readline())
        return order

    def tell(self, event: str, **values: Any) -> None:
        """Tell the parent what happened."""
        try:
            self._out.write(json.dumps({"event": event, **values}).encode() + b"\n")
            self._out.flush()
        except OSError:
            os._exit(1)

    def fail(self, message: str, hint: str, kind: str = "failed") -> None:
        """Tell the parent in one line why nothing comes of it."""
        self.tell("error", message=message, hint=hint, kind=kind)

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
