"""Reading a pipe without ever waiting for it: by the system where it can, else by a thread."""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from contextlib import suppress
from typing import IO, Protocol

_AT_ONCE = 1 << 18
_PIPE_SIZE = 1 << 20
_MOST_WAITING = 16


class PipeFeed(Protocol):
    """Gives what has come through a pipe."""

    def read(self) -> bytes | None:
        """Return some bytes at once: ``None`` where nothing has come, none at all at the end."""
        ...


def make_feed(pipe: IO[bytes]) -> PipeFeed:
    """Return what reads ``pipe`` from now on; nobody else may."""
    return ThreadFeed(pipe) if sys.platform == "win32" else UnblockedFeed(pipe)


class UnblockedFeed:
    """Reads a pipe that was told never to block, as it can be everywhere but on Windows."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._descriptor = pipe.fileno()
        os.set_blocking(self._descriptor, False)
        if sys.platform == "linux":
            import fcntl

            with suppress(OSError):  # a user who has many pipes may get no large one
                fcntl.fcntl(self._descriptor, fcntl.F_SETPIPE_SZ, _PIPE_SIZE)

    def read(self) -> bytes | None:
        """Return what is there."""
        try:
            return os.read(self._descriptor, _AT_ONCE)
        except BlockingIOError:
            return None


class ThreadFeed:
    """Reads a pipe in a thread of its own, not further ahead than some megabytes."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._descriptor = pipe.fileno()
        self._found: deque[bytes] = deque()
        self._room = threading.Semaphore(_MOST_WAITING)
        threading.Thread(target=self._read, name="mhook-feed", daemon=True).start()

    def read(self) -> bytes | None:
        """Return what the thread has read next; the end again and again."""
        if not self._found:
            return None
        if self._found[0]:
            self._room.release()
            return self._found.popleft()
        return b""

    def _read(self) -> None:
        data = b"\0"
        while data:
            self._room.acquire()
            try:
                data = os.read(self._descriptor, _AT_ONCE)
            except OSError:  # it was closed on this side
                data = b""
            self._found.append(data)
