"""Reading the pipe of the process that makes requests, so that no greenlet waits for it."""

from __future__ import annotations

import os
import sys
from collections import deque
from typing import IO

import gevent

from maileroo_cli.transport.load.worker.feed import PipeFeed, UnblockedFeed

_AT_ONCE = 1 << 18
_MOST_WAITING = 16
_PAUSE = 0.005


class GreenletFeed:
    """Reads a pipe in a thread of gevent's own, not further ahead than some megabytes.

    For Windows, where a pipe cannot be told not to block, and a thread of Python's would be a greenlet here.
    """

    def __init__(self, pipe: IO[bytes]) -> None:
        self._descriptor = pipe.fileno()
        self._found: deque[bytes] = deque()
        gevent.spawn(self._read)

    def read(self) -> bytes | None:
        """Return what has been read next; ``None`` where nothing has, and the end again and again."""
        if not self._found:
            return None
        return self._found.popleft() if self._found[0] else b""

    def _read(self) -> None:
        threads, data = gevent.get_hub().threadpool, b"\0"
        while data:
            while len(self._found) >= _MOST_WAITING:
                gevent.sleep(_PAUSE)
            try:
                data = threads.apply(os.read, (self._descriptor, _AT_ONCE))
            except OSError:  # it was closed on this side
                data = b""
            self._found.append(data)


def open_feed(pipe: IO[bytes]) -> PipeFeed:
    """Return what reads ``pipe`` from now on; nobody else may."""
    return GreenletFeed(pipe) if sys.platform == "win32" else UnblockedFeed(pipe)
