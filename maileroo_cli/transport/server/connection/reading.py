"""One client's connection to ``mhook listen``: bytes become requests, and each gets its answer before the next is read.

What is done with a request is decided in ``pipeline``, how long a client may take in ``timing``.
"""

from __future__ import annotations

import asyncio
from typing import Protocol, assert_never, cast

from maileroo_cli.capture.http.framing import Continue, FrameLimits, Received, Refused, RequestReader
from maileroo_cli.transport.server.answer_bytes import CONTINUE
from maileroo_cli.transport.server.connection.answering import AnsweringConnection
from maileroo_cli.transport.server.connection.timing import WITHIN_REQUEST, ConnectionPhase, TimedConnectionOwner
from maileroo_cli.transport.server.pipeline.stages import RequestPipeline

_READ_AHEAD = 65_536
"""After so much of the next requests no more is taken in while one is being answered."""

_LINGER_BYTES = 64 * 1024 * 1024
_ROOM = 16_384
"""So many bytes are read at once. By itself asyncio asks for 256 KiB of new memory for each read, which takes a third
of the time that a small request takes in all."""


class ConnectionOwner(TimedConnectionOwner, Protocol):
    """The listener as its connections see it."""

    frame_limits: FrameLimits
    pipeline: RequestPipeline

    def opened(self, connection: Connection) -> None:
        """Take a new connection, or turn one away."""
        ...

    def closed(self, connection: Connection) -> None:
        """Forget a connection."""
        ...


class Connection(AnsweringConnection):
    """Belongs to one owner, which looks at ``deadline`` and calls :meth:`expire` when it has passed."""

    __slots__ = ("_reader", "_room", "_spoken")

    _owner: ConnectionOwner

    def __init__(self, owner: ConnectionOwner) -> None:
        super().__init__(owner)
        self._reader = RequestReader(owner.frame_limits)
        self._room = memoryview(bytearray(_ROOM))
        self._spoken = 0

    @property
    def can_be_ended(self) -> bool:
        """Whether it could be ended to make room; also where more came before the answer, as no sender does it."""
        return super().can_be_ended or self._reader.started

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection, or turn it away where there are too many."""
        self._transport = cast("asyncio.Transport", transport)
        name = transport.get_extra_info("peername")
        self.peer = _format_peer(name) if isinstance(name, tuple) else ""
        self._wait_for(ConnectionPhase.IDLE)
        self._owner.opened(self)

    def connection_lost(self, error: Exception | None) -> None:
        """Keep what arrived of a request that is not whole."""
        self._gone = True
        if self._timer is not None:
            self._timer.cancel()
        self._tell_later(performed=False)
        if self._left is not None:
            self._left()
        if self.phase in WITHIN_REQUEST and (refused := self._reader.end()) is not None:
            self.phase = ConnectionPhase.BUSY
            self._owner.pipeline.take_refused(self, refused)
        self._hold(0)
        self._owner.closed(self)

    def get_buffer(self, sizehint: int) -> memoryview:
        """Return where the next bytes are to be put."""
        return self._room

    def buffer_updated(self, nbytes: int) -> None:
        """Take bytes; one request at a time is handed on."""
        data = bytes(self._room[:nbytes])
        if self.phase is ConnectionPhase.LINGER or self.phase is ConnectionPhase.HANG:
            self._spoken += len(data)
            if self._spoken > _LINGER_BYTES:
                self.abort()
            return
        reader = self._reader
        reader.feed(data)
        if self.phase is ConnectionPhase.BUSY or self.phase is ConnectionPhase.UNREAD:
            self.held += nbytes
            within = self._owner.budget.change(nbytes)
            if (not within or reader.held > _READ_AHEAD) and self._transport is not None and not self._paused:
                self._paused = True
                self._transport.pause_reading()
            return
        self._advance()

    def eof_received(self) -> bool:
        """Go on answering a client that has closed its side after the last request; nobody waits for ever."""
        self._half_closed = True
        if self.phase is ConnectionPhase.BUSY or self.phase is ConnectionPhase.UNREAD:
            return True
        if self.phase in WITHIN_REQUEST and (refused := self._reader.end()) is not None:
            self._refuse(refused)
            return True
        return False

    def evict(self) -> None:
        """End the connection to make room for another: a request that is not whole is refused."""
        if self.phase in WITHIN_REQUEST:
            self._refuse(self._reader.refuse("evicted"))
        elif self.phase is ConnectionPhase.IDLE:
            self._leave()
        else:
            self.abort()

    def expire(self) -> None:
        """Act on a deadline that has passed."""
        match self.phase:
            case ConnectionPhase.HEAD:
                self._refuse(self._reader.refuse("head-timeout"))
            case ConnectionPhase.BODY:
                self._refuse(self._reader.refuse("body-timeout"))
            case ConnectionPhase.IDLE:
                self._leave()
            case ConnectionPhase.BUSY | ConnectionPhase.UNREAD | ConnectionPhase.HANG | ConnectionPhase.LINGER:
                self.abort()
            case _:
                assert_never(self.phase)

    def _advance(self) -> None:
        """Read on; hand on a request if one is whole."""
        while True:
            found = self._reader.next()
            if isinstance(found, Received):
                self._hand_on(found)
            elif isinstance(found, Refused):
                self._refuse(found._replace(rest=found.rest + self._reader.behind(found)))
            elif isinstance(found, Continue):
                if self._transport is not None:
                    self._transport.write(CONTINUE)
                continue
            elif self._half_closed:
                refused = self._reader.end()
                self._leave() if refused is None else self._refuse(refused)
            elif self._reader.started:
                self._wait_for(ConnectionPhase.BODY if self._reader.in_body else ConnectionPhase.HEAD)
                if not self._hold(self._reader.held):
                    self._refuse(self._reader.refuse("overloaded"))
            else:
                self._wait_for(ConnectionPhase.IDLE)
                if self.held:
                    self._hold(0)
            return

    def _hand_on(self, received: Received) -> None:
        self.phase, self.deadline = ConnectionPhase.BUSY, None
        if self.held:
            self._hold(self._reader.held)
        head = received.head
        self.to_head, self._old = head.method == "HEAD", head.old
        if not head.keeps:
            self._closing = True
        self._owner.pipeline.take(self, received)

    def _refuse(self, refused: Refused) -> None:
        self.phase, self.deadline, self._closing = ConnectionPhase.BUSY, None, True
        self.to_head = False
        self._reader = RequestReader(
            self._owner.frame_limits
        )  # which lets go of what arrived, while the client lingers
        self._hold(0)
        self._owner.pipeline.take_refused(self, refused)


def _format_peer(name: tuple[object, ...]) -> str:
    host, port = str(name[0]), name[1]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
