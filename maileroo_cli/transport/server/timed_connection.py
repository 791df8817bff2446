"""What one client's connection is waiting for, how long that may take, and how it ends.

How bytes become requests and requests get their answers is in ``connection``.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from enum import Enum
from typing import Protocol

from maileroo_cli.transport.server.config import Deadlines

_RESET = struct.pack("ii", 1, 0)


class ConnectionPhase(Enum):
    """What a connection is waiting for."""

    IDLE = "the first byte of a request"
    HEAD = "the rest of a head"
    BODY = "the rest of a body"
    BUSY = "us"
    UNREAD = "the client, which does not read what it was answered"
    HANG = "the client's end, which gets no answer"
    LINGER = "the client's end, after the last answer"


WITHIN_REQUEST = (ConnectionPhase.HEAD, ConnectionPhase.BODY)
"""In these something has arrived of a request that is not whole."""


class TimedConnectionOwner(Protocol):
    """Whoever ends connections whose deadline has passed, and counts what their bodies hold."""

    deadlines: Deadlines
    loop: asyncio.AbstractEventLoop

    def hold(self, change: int) -> bool:
        """Count the bytes of bodies that are on their way; false where they have become too many."""
        ...


class TimedConnection(asyncio.BufferedProtocol):
    """A connection with its phase and the ``deadline`` of that, on the loop's clock; ``None`` while it is our turn."""

    __slots__ = (
        "_closing", "_gone", "_half_closed", "_held", "_owner", "_paused", "_transport", "deadline", "phase",
    )  # fmt: skip

    def __init__(self, owner: TimedConnectionOwner) -> None:
        self._owner = owner
        self._transport: asyncio.Transport | None = None
        self._closing = self._gone = self._half_closed = self._paused = False
        self._held = 0
        self.phase = ConnectionPhase.IDLE
        self.deadline: float | None = None

    @property
    def gone(self) -> bool:
        """Whether the client has left, so that no answer can reach it."""
        return self._gone

    @property
    def closing(self) -> bool:
        """Whether the answer under way is the last one."""
        return self._closing

    def close_soon(self) -> None:
        """End the connection: at once, unless an answer is on its way."""
        self._closing = True
        if self.phase in WITHIN_REQUEST:
            self.abort()
        elif self.phase in (ConnectionPhase.IDLE, ConnectionPhase.UNREAD, ConnectionPhase.HANG):
            self._leave()

    def abort(self) -> None:
        """End the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def _wait_for(self, phase: ConnectionPhase) -> None:
        """Set the deadline of a new phase; within a request it counts from its first byte."""
        if phase is self.phase and self.deadline is not None:
            return
        deadlines, now = self._owner.deadlines, self._owner.loop.time()
        if phase is ConnectionPhase.BODY:
            begun = (
                now
                if self.phase is not ConnectionPhase.HEAD or self.deadline is None
                else self.deadline - deadlines.head
            )
            self.deadline = begun + deadlines.request
        else:
            self.deadline = now + (deadlines.head if phase is ConnectionPhase.HEAD else deadlines.idle)
        self.phase = phase

    def _wait_for_reader(self) -> None:
        """Wait until the client reads what it was answered."""
        self.phase = ConnectionPhase.UNREAD
        self.deadline = self._owner.loop.time() + self._owner.deadlines.idle

    def _hang(self) -> None:
        """Wait for the client's end, and pass over what else it sends."""
        self.phase = ConnectionPhase.HANG
        self._hold(0)
        self._resume_reading()

    def _linger(self) -> None:
        """Close our side and take in what the client still sends: closing at once could destroy the answer."""
        transport = self._transport
        if transport is None or self._half_closed or not transport.can_write_eof():
            self._leave()
            return
        self._begin_end(transport)
        try:
            transport.write_eof()
        except OSError:  # the client has reset the connection, which the loop does not know yet
            transport.abort()
            return
        self._resume_reading()

    def _leave(self) -> None:
        """Close the connection as soon as the client has read what it was answered, if it ever does."""
        if self._transport is not None:
            self._begin_end(self._transport)
            self._transport.close()

    def _reset(self) -> None:
        """End the connection with a TCP reset."""
        if self._transport is not None:
            held = self._transport.get_extra_info("socket")
            if isinstance(held, socket.socket) or hasattr(held, "setsockopt"):
                held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._transport.abort()

    def _begin_end(self, transport: asyncio.Transport) -> None:
        deadlines = self._owner.deadlines
        seconds = deadlines.idle if transport.get_write_buffer_size() else deadlines.linger
        self.phase, self.deadline = ConnectionPhase.LINGER, self._owner.loop.time() + seconds

    def _resume_reading(self) -> None:
        if self._paused and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()

    def _hold(self, size: int) -> bool:
        """Tell how many bytes of a body this connection holds; false where all together have become too many."""
        change, self._held = size - self._held, size
        return self._owner.hold(change)
