"""The body of a request on its way into an application: one thread puts its pieces in, another takes them out."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from typing import Any

HIGH_WATER = 262_144
"""So many bytes wait at most; as a server does, the sender then waits until some were taken."""

PIECE = 65_536
"""So many bytes an application gets at a time at most, as servers read them: who takes the first piece for all errs."""


class RequestBody:
    """The pieces of a body. ``is_whole`` tells that the last has come, ``is_cut`` that the peer has gone.

    ``on_change`` is called whenever something has come, ``on_want`` when somebody waits for more.
    """

    def __init__(self, on_want: Callable[[], None]) -> None:
        self._changed = threading.Condition()
        self._pieces = bytearray()
        self._on_want = on_want
        self.on_change: Callable[[], None] = lambda: None
        self.is_whole = self.is_cut = self.is_released = self.is_abandoned = False

    def put(self, data: bytes, deadline: float | None) -> None:
        """Add bytes; where too many wait already, wait until some are taken, or nobody minds any more.

        After the ``deadline`` (of the monotonic clock) ``TimeoutError`` is raised; without one nothing is waited for.
        """
        for start in range(0, len(data), PIECE):
            with self._changed:
                if deadline is not None and not self._wait_for_room(deadline):
                    raise TimeoutError
                if not self.is_abandoned:
                    self._pieces += data[start : start + PIECE]
                self._changed.notify_all()
            self.on_change()

    def _wait_for_room(self, deadline: float) -> bool:
        return self._changed.wait_for(
            lambda: len(self._pieces) < HIGH_WATER or self.is_released or self.is_abandoned,
            max(0.0, deadline - time.monotonic()),
        )

    def finish(self) -> None:
        """Tell that the last piece has come."""
        self._set("is_whole")

    def cut(self) -> None:
        """Tell that the peer has gone: whoever waits for more gets what there is."""
        self._set("is_cut")

    def release(self) -> None:
        """Tell that nobody has to wait any more until something is taken: the request is over."""
        self._set("is_released")

    def abandon(self) -> None:
        """Tell that nobody takes anything any more."""
        self._set("is_abandoned")

    def _set(self, what: str) -> None:
        with self._changed:
            setattr(self, what, True)
            self._changed.notify_all()
        self.on_change()

    @property
    def has_pieces(self) -> bool:
        """Whether there is something to take."""
        return bool(self._pieces)

    @property
    def has_news(self) -> bool:
        """Whether there is something to take, or nothing will come any more."""
        return bool(self._pieces) or self.is_whole or self.is_cut

    @property
    def is_taken(self) -> bool:
        """Whether all has come and was taken."""
        return self.is_whole and not self._pieces

    def take(self, size: int = PIECE) -> bytes:
        """Return what there is, ``size`` bytes at most."""
        with self._changed:
            data = bytes(self._pieces[:size])
            del self._pieces[:size]
            self._changed.notify_all()
            return data

    def want(self) -> None:
        """Tell that more is waited for."""
        self._on_want()

    def wait(self) -> None:
        """Wait until there is something to take, or nothing will come any more."""
        with self._changed:
            if not self.has_news:
                self._on_want()
                self._changed.wait_for(lambda: self.has_news)


class BodyReader(io.RawIOBase):
    """A body as a file that is read: ``wsgi.input``. Where the peer has gone it ends early."""

    def __init__(self, body: RequestBody) -> None:
        self._body = body

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what there is, and wait where nothing is."""
        self._body.wait()
        data = self._body.take(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def open_body(body: RequestBody) -> io.BufferedReader:
    """Return a body as a buffered file."""
    return io.BufferedReader(BodyReader(body))
