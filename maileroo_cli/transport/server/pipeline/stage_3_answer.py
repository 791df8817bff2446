"""Answering stored requests: by a step of the script, now or later, or with what an application says. Then reporting.

What is not stored does not come here, but to :meth:`Answering.refuse`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from maileroo_cli.capture.answer.step import Action, AnswerStep
from maileroo_cli.capture.check.checker import no_webhook
from maileroo_cli.capture.entry import AnswerSource, Capture, StoredVerdict
from maileroo_cli.capture.store.writer import StoredAnswer
from maileroo_cli.transport.server.answer_bytes import encode_answer, refusal
from maileroo_cli.transport.server.config import Arrival, PendingRequest, Reporter

if TYPE_CHECKING:
    from maileroo_cli.transport.server.forward import Forwarded, Forwarder
    from maileroo_cli.transport.server.pipeline.stage_2_store import StoreWriter
    from maileroo_cli.transport.server.pipeline.stage_4_diagnose import Diagnoser

_NOT_KEPT = refusal(507, "mhook could not store the request: see what mhook listen says")
_LEFT = "the connection ended before the answer"
_ENDED = "mhook listen was ended before the application answered"


class Answering:
    """Answers and reports; ``wake`` is called when the keeper has something to store."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        reporter: Reporter,
        diagnoser: Diagnoser,
        keeper: StoreWriter,
        forwarder: Forwarder | None,
        wake: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._reporter = reporter
        self._diagnoser = diagnoser
        self._keeper = keeper
        self._forwarder = forwarder
        self._wake = wake
        self._forwarding: dict[int, PendingRequest] = {}
        self._open = 0
        self._idle = asyncio.Event()

    def expect(self) -> None:
        """Count one more request that is to be answered and reported."""
        self._open += 1
        self._idle.clear()

    async def settle(self, seconds: float) -> None:
        """Wait until everything is answered and reported, but no longer than ``seconds``."""
        if self._open:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), seconds)

    def answer(self, batch: Sequence[PendingRequest], first: int) -> None:
        """Answer requests that were stored together; ``first`` is the row of the first."""
        arrivals = []
        for seq, one in enumerate(batch, first):
            step = one.step
            if step is None:
                self._forward(one, seq)
            elif is_late(step):
                self._answer_late(one, seq, step)
            else:
                one.connection.perform(step)
                arrival = self._arrival(one, step)
                if arrival.entry.verdict == StoredVerdict.INVALID:
                    self._diagnoser.submit(arrival, one.capture, seq, self._diagnosed)
                else:
                    arrivals.append(arrival)
        self._report_all(arrivals)

    def refuse(self, batch: Sequence[PendingRequest]) -> None:
        """Answer 507: what is not stored is not acknowledged, so that the sender tries again."""
        arrivals = []
        for one in batch:
            one.connection.perform(_NOT_KEPT)
            entry = one.capture.entry._replace(status=_NOT_KEPT.status, answered=str(AnswerSource.LISTENER))
            arrivals.append(Arrival(entry, str(_NOT_KEPT.status), self._since(one), "not kept", kept=False))
        self._report_all(arrivals)

    def give_up(self) -> None:
        """Report what an application has not answered yet: it is not waited for."""
        for seq, one in list(self._forwarding.items()):
            self._forwarded(one, seq, None)

    def _answer_late(self, one: PendingRequest, seq: int, step: AnswerStep) -> None:
        """Answer after the step's delay; report it then, or as soon as the client has gone."""

        def done(*, performed: bool) -> None:
            arrival = self._arrival(one, step) if performed else self._unanswered(one, _LEFT)
            if performed and step.action.answers:
                arrival = self._note(arrival, step.status, AnswerSource.SCRIPT, seq)
            self._report(arrival, one.capture, seq)

        one.connection.perform(step, done)

    def _forward(self, one: PendingRequest, seq: int) -> None:
        capture = one.capture

        def done(forwarded: Forwarded) -> None:
            with suppress(RuntimeError):  # the loop has ended without waiting for this one
                self._loop.call_soon_threadsafe(self._forwarded, one, seq, forwarded)

        entry = capture.entry
        if self._forwarder is not None:
            self._forwarding[seq] = one
            self._forwarder.submit(entry.method, entry.target, capture.headers, capture.content.body, done)

    def _forwarded(self, one: PendingRequest, seq: int, forwarded: Forwarded | None) -> None:
        """Pass an answer back; ``None`` where it was not waited for."""
        if self._forwarding.pop(seq, None) is None:
            return
        if forwarded is None:
            self._report(self._unanswered(one, _ENDED), one.capture, seq)
            return
        status, headers, body = forwarded.status, forwarded.headers, forwarded.body
        connection = one.connection
        keeps = not connection.closing
        head = encode_answer(status, headers, body, keeps=keeps, to_head=True)
        whole = head if connection.to_head else encode_answer(status, headers, body, keeps=keeps)
        connection.send_answer(whole, keeps=keeps)
        whose = AnswerSource.APPLICATION if forwarded.passed else AnswerSource.GATEWAY
        arrival = Arrival(one.capture.entry, str(status), self._since(one), forwarded.sentence)
        self._report(self._note(arrival, status, whose, seq, (head, body)), one.capture, seq)

    def _note(
        self, arrival: Arrival, status: int, whose: AnswerSource, seq: int, content: tuple[bytes, bytes] | None = None
    ) -> Arrival:
        """Have the store note an answer that was given after the commit, and return the arrival with it."""
        milliseconds = arrival.milliseconds
        self._keeper.add_answer(StoredAnswer(status, whose, milliseconds, seq), content)
        self._wake()
        entry = arrival.entry._replace(status=status, answered=whose, milliseconds=milliseconds)
        return arrival._replace(entry=entry)

    def _report(self, arrival: Arrival, capture: Capture, seq: int) -> None:
        """Report one request, after its diagnosis if it needs one."""
        if arrival.entry.verdict == StoredVerdict.INVALID:
            self._diagnoser.submit(arrival, capture, seq, self._diagnosed)
        else:
            self._report_all([arrival])

    def _diagnosed(self, arrival: Arrival, seq: int, codes: str, detail: str) -> None:
        """Take the causes of an invalid signature, and report the request."""
        if codes:
            self._keeper.add_cause(codes, seq)
            self._wake()
        entry = arrival.entry._replace(cause=codes)
        self._report_all([arrival._replace(entry=entry, detail=detail)])

    def _report_all(self, arrivals: Sequence[Arrival]) -> None:
        if not arrivals:
            return
        self._open -= len(arrivals)
        if not self._open:
            self._idle.set()
        self._reporter.arrived(arrivals)

    def _arrival(self, one: PendingRequest, step: AnswerStep) -> Arrival:
        word = str(step.status) if step.action is Action.ANSWER else f"{step.action}"
        if step.action is Action.DRIP:
            word = f"drip {step.status}"
        entry = one.capture.entry
        if entry.anomaly and entry.status is None:
            word = "-"
        detail = ""
        if entry.verdict == StoredVerdict.UNVERIFIABLE:
            detail = no_webhook(entry.method, one.capture.content.body, None)
        return Arrival(entry, word, self._since(one), detail)

    def _unanswered(self, one: PendingRequest, why: str) -> Arrival:
        return Arrival(one.capture.entry, "-", self._since(one), why)

    def _since(self, one: PendingRequest) -> float:
        return (self._loop.time() - one.began) * 1000


def is_late(step: AnswerStep) -> bool:
    """Return whether something happens only after a delay; that of a drip is between its bytes."""
    return bool(step.delay) and step.action is not Action.DRIP
