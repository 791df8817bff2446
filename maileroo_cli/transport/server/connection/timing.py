"""What one client's connection is waiting for, how long that may take, and how it ends.

How bytes become requests is in ``reading``, how requests get their answers in ``answering``.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from enum import Enum
from typing import Protocol

from maileroo_cli.transport.server.byte_budget import ByteBudget
from maileroo_cli.transport.server.config import Deadlines

_RESET = struct.pack("ii", 1, 0)
_IDLE_FOR_LONG = 1.0
"""After so many seconds nothing is likely to have come that has not been read yet."""

_SHORTEST = 0.001


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
    """Whoever ends connections whose deadline has passed, and those that hold too much."""

    deadlines: Deadlines
    loop: asyncio.AbstractEventLoop
    budget: ByteBudget

    def free_bytes(self, connection: TimedConnection) -> bool:
        """Let another connection end, which holds bytes for longer; false where there is none."""
        ...


class TimedConnection(asyncio.BufferedProtocol):
    """A connection with its phase, and when that or its request began and has to end, on the loop's clock.

    The ``deadline`` is ``None`` while it is our turn. ``held`` are the bytes that wait here: of a request that is not
    whole, of those that have come behind it, or of an answer that is not read.
    """

    __slots__ = (
        "_closing", "_gone", "_half_closed", "_owner", "_paused", "_transport", "deadline", "held", "phase", "since",
    )  # fmt: skip

    def __init__(self, owner: TimedConnectionOwner) -> None:
        self._owner = owner
        self._transport: asyncio.Transport | None = None
        self._closing = self._gone = self._half_closed = self._paused = False
        self.held = 0
        self.phase = ConnectionPhase.IDLE
        self.since = 0.0
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

    @property
    def can_be_ended(self) -> bool:
        """Whether it could be ended to make room: it is not us that its client waits for, or the client has left."""
        return self.phase is not ConnectionPhase.BUSY or self._half_closed

    def rank(self, now: float) -> tuple[int, float] | None:
        """Return the rank among those that could be ended to make room, the greatest being the first to go."""
        if not self.can_be_ended:
            return None
        waited = now - self.since
        if self.phase is ConnectionPhase.BUSY:
            return 0, waited
        if self.phase is ConnectionPhase.IDLE:
            return 3 if waited >= _IDLE_FOR_LONG else 1, waited
        limit = self._owner.deadlines.idle if self.deadline is None else self.deadline - self.since
        return 2, waited / max(limit, _SHORTEST)

    def _wait_for(self, phase: ConnectionPhase) -> None:
        """Set the deadline of a new phase; within a request it counts from its first byte."""
        if phase is self.phase and self.deadline is not None:
            return
        deadlines = self._owner.deadlines
        if phase is not ConnectionPhase.BODY or self.phase is not ConnectionPhase.HEAD or self.deadline is None:
            self.since = self._owner.loop.time()
        if phase is ConnectionPhase.BODY:
            self.deadline = self.since + deadlines.request
        else:
            self.deadline = self.since + (deadlines.head if phase is ConnectionPhase.HEAD else deadlines.idle)
        self.phase = phase

    def _wait_for_client(self, phase: ConnectionPhase, seconds: float) -> None:
        """Wait until the client has read what it was answered, or has ended."""
        self.phase, self.since = phase, self._owner.loop.time()
        self.deadline = self.since + seconds

    def _hang(self) -> None:
        """Wait for the client's end, and pass over what else it sends."""
        self.phase, self.since = ConnectionPhase.HANG, self._owner.loop.time()
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
        deadlines, unread = self._owner.deadlines, transport.get_write_buffer_size()
        self._wait_for_client(ConnectionPhase.LINGER, deadlines.idle if unread else deadlines.linger)
        if (unread or self.held) and not self._hold(unread):
            transport.abort()

    def _resume_reading(self) -> None:
        if self._paused and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()

    def _hold(self, size: int) -> bool:
        """Tell how many bytes this connection holds; false where all together are too many, and no other can end."""
        change, self.held = size - self.held, size
        return self._owner.budget.change(change) or self._owner.free_bytes(self)
