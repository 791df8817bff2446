"""One client's connection to ``mhook listen``: bytes become requests, and each gets its answer before the next is read.

What is done with a request is decided in ``intake``. Imported lazily, since asyncio takes long to import.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from enum import Enum
from typing import TYPE_CHECKING, Protocol, cast

from maileroo_cli.capture.answer.step import Action, AnswerStep
from maileroo_cli.capture.http.framing import Continue, Received, Refused, RequestReader
from maileroo_cli.transport.server import answer_bytes as listen_answer

if TYPE_CHECKING:
    from maileroo_cli.transport.server.listener import Listener

_READ_AHEAD = 65_536
"""After so much of the next requests no more is taken in while one is being answered."""

_LINGER_BYTES = 64 * 1024 * 1024
_DRIP_PAUSE = 0.5
_ROOM = 16_384
"""So many bytes are read at once. By itself asyncio asks for 256 KiB of new memory for each read, which takes a third
of the time that a small request takes in all."""

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


_WITHIN = (ConnectionPhase.HEAD, ConnectionPhase.BODY)
"""In these something has arrived of a request that is not whole."""


class Performed(Protocol):
    """Is told once that a delayed step has been done, or that the client has gone before."""

    def __call__(self, *, performed: bool) -> None:
        """Take note of it."""
        ...


class Connection(asyncio.BufferedProtocol):
    """Belongs to one :class:`Listener`, which looks at ``deadline`` and calls :meth:`expire` when it has passed."""

    __slots__ = (
        "_choked", "_closing", "_gone", "_half_closed", "_held", "_later", "_listener", "_old", "_paused",
        "_reader", "_room", "_spoken", "_timer", "_transport", "deadline", "peer", "phase", "to_head",
    )  # fmt: skip

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._reader = RequestReader(listener.frame_limits)
        self._room = memoryview(bytearray(_ROOM))
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._later: Performed | None = None
        self._closing = self._gone = self._half_closed = self._paused = False
        self._choked = self._old = False
        self._held = self._spoken = 0
        self.peer = ""
        self.phase = ConnectionPhase.IDLE
        self.deadline: float | None = None
        self.to_head = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection, or turn it away where there are too many."""
        self._transport = cast("asyncio.Transport", transport)
        name = transport.get_extra_info("peername")
        self.peer = f"{name[0]}:{name[1]}" if isinstance(name, tuple) else ""
        self._wait_for(ConnectionPhase.IDLE)
        self._listener.opened(self)

    def connection_lost(self, error: Exception | None) -> None:
        """Keep what arrived of a request that is not whole."""
        self._gone = True
        if self._timer is not None:
            self._timer.cancel()
        self._tell_later(performed=False)
        if self.phase in _WITHIN and (refused := self._reader.end()) is not None:
            self.phase = ConnectionPhase.BUSY
            self._listener.intake.take_refused(self, refused)
        self._hold(0)
        self._listener.closed(self)

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
        if self.phase in _WITHIN and (refused := self._reader.end()) is not None:
            self._refuse(refused)
            return True
        return False

    def expire(self) -> None:
        """Act on a deadline that has passed."""
        if self.phase is ConnectionPhase.HEAD:
            self._refuse(self._reader.refuse("head-timeout"))
        elif self.phase is ConnectionPhase.BODY:
            self._refuse(self._reader.refuse("body-timeout"))
        elif self.phase is ConnectionPhase.IDLE:
            self._leave()
        else:
            self.abort()

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
            self._timer = self._listener.loop.call_later(step.delay, self._act_late, step)

    def send_answer(self, data: bytes, *, keeps: bool) -> None:
        """Write a whole answer and go on to the next request, or end the connection."""
        if self._gone or self._transport is None:
            return
        keeps = keeps and not self._closing
        self._transport.write(listen_answer.tell_kept(data) if keeps and self._old else data)
        self._finish(keeps=keeps)

    def close_soon(self) -> None:
        """End the connection: at once, unless an answer is on its way."""
        self._closing = True
        if self.phase in _WITHIN:
            self.abort()
        elif self.phase in (ConnectionPhase.IDLE, ConnectionPhase.UNREAD, ConnectionPhase.HANG):
            self._leave()

    def abort(self) -> None:
        """End the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    @property
    def gone(self) -> bool:
        """Whether the client has left, so that no answer can reach it."""
        return self._gone

    @property
    def closing(self) -> bool:
        """Whether the answer under way is the last one."""
        return self._closing

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
                    self._transport.write(listen_answer.CONTINUE)
                continue
            elif self._half_closed:
                refused = self._reader.end()
                self._leave() if refused is None else self._refuse(refused)
            elif self._reader.in_body:
                if self._listener.hold(self._hold_change(self._reader.held)):
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
        self._listener.intake.take(self, received)

    def _refuse(self, refused: Refused) -> None:
        self.phase, self.deadline, self._closing = ConnectionPhase.BUSY, None, True
        self.to_head = False
        self._listener.intake.take_refused(self, refused)

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
        if step.action is Action.ANSWER:
            self.send_answer(listen_answer.encode_step(step, keeps=not self._closing, to_head=self.to_head), keeps=True)
        elif step.action is Action.RESET:
            self._reset()
        elif step.action is Action.CLOSE or (step.action is Action.HANG and self._half_closed):
            self._leave()
        elif step.action is Action.HANG:
            self._hang()
        elif step.action is Action.DRIP:
            data = listen_answer.encode_step(step, keeps=not self._closing, to_head=self.to_head)
            data = listen_answer.tell_kept(data) if self._old and not self._closing else data
            self._drip(data, step.delay or _DRIP_PAUSE)

    def _hang(self) -> None:
        """Wait for the client's end, and pass over what else it sends."""
        self.phase = ConnectionPhase.HANG
        self._hold(0)
        self._resume_reading()

    def _drip(self, data: bytes, pause: float) -> None:
        if self._gone or self._transport is None:
            return
        self._transport.write(data[:1])
        if len(data) > 1:
            self._timer = self._listener.loop.call_later(pause, self._drip, data[1:], pause)
        else:
            self._finish(keeps=not self._closing)

    def _reset(self) -> None:
        if self._transport is not None:
            held = self._transport.get_extra_info("socket")
            if isinstance(held, socket.socket) or hasattr(held, "setsockopt"):
                held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._transport.abort()

    def _finish(self, *, keeps: bool) -> None:
        """Go on after an answer, as soon as the client has read enough of what it was answered."""
        if self._held:
            self._listener.hold(self._hold_change(0))
        if not keeps:
            self._linger()
        elif self._choked:
            self.phase, self.deadline = (
                ConnectionPhase.UNREAD,
                self._listener.loop.time() + self._listener.deadlines.idle,
            )
        else:
            self._go_on()

    def _go_on(self) -> None:
        """Turn to the next request."""
        self._resume_reading()
        self._advance()

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

    def _resume_reading(self) -> None:
        if self._paused and self._transport is not None:
            self._paused = False
            self._transport.resume_reading()

    def _leave(self) -> None:
        """Close the connection as soon as the client has read what it was answered, if it ever does."""
        if self._transport is not None:
            self._begin_end(self._transport)
            self._transport.close()

    def _begin_end(self, transport: asyncio.Transport) -> None:
        deadlines = self._listener.deadlines
        seconds = deadlines.idle if transport.get_write_buffer_size() else deadlines.linger
        self.phase, self.deadline = ConnectionPhase.LINGER, self._listener.loop.time() + seconds

    def _wait_for(self, phase: ConnectionPhase) -> None:
        """Set the deadline of a new phase; within a request it counts from its first byte."""
        if phase is self.phase and self.deadline is not None:
            return
        deadlines, now = self._listener.deadlines, self._listener.loop.time()
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

    def _hold(self, size: int) -> None:
        self._listener.hold(self._hold_change(size))

    def _hold_change(self, size: int) -> int:
        change, self._held = size - self._held, size
        return change
