"""One client's connection to ``mhook listen``: bytes become requests, and each gets its answer before the next is read.

What is done with a request is decided in ``pipeline``, how long a client may take in ``timed_connection``.
"""

from __future__ import annotations

import asyncio
from typing import Protocol, assert_never, cast

from maileroo_cli.capture.answer.step import Action, AnswerStep
from maileroo_cli.capture.http.framing import Continue, FrameLimits, Received, Refused, RequestReader
from maileroo_cli.transport.server.answer_bytes import CONTINUE, encode_step, tell_kept
from maileroo_cli.transport.server.pipeline.pending_request import Performed
from maileroo_cli.transport.server.pipeline.stages import RequestPipeline
from maileroo_cli.transport.server.timed_connection import (
    WITHIN_REQUEST,
    ConnectionPhase,
    TimedConnection,
    TimedConnectionOwner,
)

_READ_AHEAD = 65_536
"""After so much of the next requests no more is taken in while one is being answered."""

_LINGER_BYTES = 64 * 1024 * 1024
_DRIP_PAUSE = 0.5
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


class Connection(TimedConnection):
    """Belongs to one owner, which looks at ``deadline`` and calls :meth:`expire` when it has passed."""

    __slots__ = ("_choked", "_later", "_old", "_reader", "_room", "_spoken", "_timer", "peer", "to_head")

    _owner: ConnectionOwner

    def __init__(self, owner: ConnectionOwner) -> None:
        super().__init__(owner)
        self._reader = RequestReader(owner.frame_limits)
        self._room = memoryview(bytearray(_ROOM))
        self._timer: asyncio.TimerHandle | None = None
        self._later: Performed | None = None
        self._choked = self._old = False
        self._spoken = 0
        self.peer = ""
        self.to_head = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection, or turn it away where there are too many."""
        self._transport = cast("asyncio.Transport", transport)
        name = transport.get_extra_info("peername")
        self.peer = f"{name[0]}:{name[1]}" if isinstance(name, tuple) else ""
        self._wait_for(ConnectionPhase.IDLE)
        self._owner.opened(self)

    def connection_lost(self, error: Exception | None) -> None:
        """Keep what arrived of a request that is not whole."""
        self._gone = True
        if self._timer is not None:
            self._timer.cancel()
        self._tell_later(performed=False)
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
            if reader.held > _READ_AHEAD and self._transport is not None and not self._paused:
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

    def pause_writing(self) -> None:
        """Take no more requests from a client that does not read what it was answered."""
        self._choked = True

    def resume_writing(self) -> None:
        """Go on with a client that has read its answers."""
        self._choked = False
        if self.phase is ConnectionPhase.UNREAD:
            self._go_on()

    def perform(self, step: AnswerStep, done: Performed | None = None) -> None:
        """Answer the request that was handed on as ``step`` says; with ``done`` after its delay, and that is told."""
        if done is None:
            self._act(step)
            return
        self._later = done
        if self._gone:
            self._tell_later(performed=False)
        else:
            self._timer = self._owner.loop.call_later(step.delay, self._act_late, step)

    def send_answer(self, data: bytes, *, keeps: bool) -> None:
        """Write a whole answer and go on to the next request, or end the connection."""
        if self._gone or self._transport is None:
            return
        keeps = keeps and not self._closing
        self._transport.write(tell_kept(data) if keeps and self._old else data)
        self._finish(keeps=keeps)

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
            elif self._reader.in_body:
                if self._hold(self._reader.held):
                    self._wait_for(ConnectionPhase.BODY)
                else:
                    self._refuse(self._reader.refuse("overloaded"))
            else:
                self._wait_for(ConnectionPhase.HEAD if self._reader.started else ConnectionPhase.IDLE)
            return

    def _hand_on(self, received: Received) -> None:
        self.phase, self.deadline = ConnectionPhase.BUSY, None
        head = received.head
        self.to_head, self._old = head.method == "HEAD", head.old
        if not head.keeps:
            self._closing = True
        self._owner.pipeline.take(self, received)

    def _refuse(self, refused: Refused) -> None:
        self.phase, self.deadline, self._closing = ConnectionPhase.BUSY, None, True
        self.to_head = False
        self._owner.pipeline.take_refused(self, refused)

    def _act_late(self, step: AnswerStep) -> None:
        later, self._later = self._later, None
        self._act(step)
        if later is not None:
            later(performed=True)

    def _tell_later(self, *, performed: bool) -> None:
        later, self._later = self._later, None
        if later is not None:
            later(performed=performed)

    def _act(self, step: AnswerStep) -> None:
        if self._gone or self._transport is None:
            return
        match step.action:
            case Action.ANSWER:
                self.send_answer(encode_step(step, keeps=not self._closing, to_head=self.to_head), keeps=True)
            case Action.RESET:
                self._reset()
            case Action.CLOSE:
                self._leave()
            case Action.HANG:
                self._leave() if self._half_closed else self._hang()
            case Action.DRIP:
                data = encode_step(step, keeps=not self._closing, to_head=self.to_head)
                data = tell_kept(data) if self._old and not self._closing else data
                self._drip(data, step.delay or _DRIP_PAUSE)
            case _:
                assert_never(step.action)

    def _drip(self, data: bytes, pause: float) -> None:
        if self._gone or self._transport is None:
            return
        self._transport.write(data[:1])
        if len(data) > 1:
            self._timer = self._owner.loop.call_later(pause, self._drip, data[1:], pause)
        else:
            self._finish(keeps=not self._closing)

    def _finish(self, *, keeps: bool) -> None:
        """Go on after an answer, as soon as the client has read enough of what it was answered."""
        if self._held:
            self._hold(0)
        if not keeps:
            self._linger()
        elif self._choked:
            self._wait_for_reader()
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Turn to the next request."""
        self._resume_reading()
        self._advance()
