"""What a client is answered: at once, after a delay, byte by byte or not at all, and what comes after the answer.

What is answered is decided in ``pipeline``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import assert_never

from maileroo_cli.capture.answer.step import Action, AnswerStep
from maileroo_cli.transport.server.answer_bytes import encode_step, tell_kept
from maileroo_cli.transport.server.connection.timing import ConnectionPhase, TimedConnection, TimedConnectionOwner
from maileroo_cli.transport.server.pipeline.pending_request import Performed

_DRIP_PAUSE = 0.5


class AnsweringConnection(TimedConnection):
    """A connection that answers one request at a time; :meth:`_advance` then goes on to the next."""

    __slots__ = ("_choked", "_later", "_left", "_old", "_timer", "peer", "to_head")

    def __init__(self, owner: TimedConnectionOwner) -> None:
        super().__init__(owner)
        self._timer: asyncio.TimerHandle | None = None
        self._later: Performed | None = None
        self._left: Callable[[], None] | None = None
        self._choked = self._old = False
        self.peer = ""
        self.to_head = False

    def watch(self, left: Callable[[], None]) -> None:
        """Call ``left`` where the client leaves before it has an answer."""
        self._left = left

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
        self._left = None
        if not keeps:
            self._linger()
        elif self._choked:
            self._wait_for_reader()
        else:
            self._go_on()

    def _wait_for_reader(self) -> None:
        """Wait until the client reads what it was answered."""
        self._wait_for_client(ConnectionPhase.UNREAD, self._owner.deadlines.idle)
        transport = self._transport
        if transport is not None and not self._hold(self.held + transport.get_write_buffer_size()):
            transport.abort()

    def _go_on(self) -> None:
        """Turn to the next request."""
        self._resume_reading()
        self._advance()

    def _advance(self) -> None:
        """Read on."""
        raise NotImplementedError
