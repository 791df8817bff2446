"""Third stage: stored requests are answered, by a step of the script, now or later, or with what an application says.

What could not be stored is answered with 507. When bytes are sent is decided in ``connection``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from maileroo_cli.capture.answer.step import Action, AnswerStep
from maileroo_cli.capture.entry import AnswerSource, Capture
from maileroo_cli.capture.store.writer import StoredAnswer
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.transport.server.answer_bytes import encode_answer, refusal
from maileroo_cli.transport.server.arrival import Arrival
from maileroo_cli.transport.server.pipeline.pending_request import PendingRequest, is_late
from maileroo_cli.transport.server.pipeline.stage_2_store import StoreWriter
from maileroo_cli.transport.server.pipeline.stage_4_diagnose import Diagnoser
from maileroo_cli.transport.server.pipeline.stage_5_report import ArrivalReporter

if TYPE_CHECKING:
    from maileroo_cli.transport.server.forward import Forwarded, Forwarder

_NOT_KEPT = refusal(507, "mhook could not store the request: see what mhook listen says")
_LEFT = "the connection ended before the answer"
_ENDED = "mhook listen was ended before the application answered"


class RequestAnswerer:
    """Answers requests, has the store note what was answered after the commit, and passes each on."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        forwarder: Forwarder | None,
        store_writer: StoreWriter,
        diagnoser: Diagnoser,
        arrival_reporter: ArrivalReporter,
    ) -> None:
        self._loop = loop
        self._forwarder = forwarder
        self._store_writer = store_writer
        self._diagnoser = diagnoser
        self._arrival_reporter = arrival_reporter
        self._forwarding: dict[int, PendingRequest] = {}

    def answer(self, batch: Sequence[PendingRequest], first: int) -> None:
        """Answer requests that were stored together; ``first`` is the row of the first."""
        arrivals = []
        for seq, pending in enumerate(batch, first):
            step = pending.step
            if step is None:
                self._forward(pending, seq)
            elif is_late(step):
                self._answer_late(pending, seq, step)
            else:
                pending.connection.perform(step)
                arrival = self._arrival(pending, step)
                if arrival.entry.verdict == StoredVerdict.INVALID:
                    self._diagnoser.take(arrival, pending.capture, seq)
                else:
                    arrivals.append(arrival)
        self._arrival_reporter.report(arrivals)

    def refuse(self, batch: Sequence[PendingRequest]) -> None:
        """Answer 507: what is not stored is not acknowledged, so that the sender tries again."""
        arrivals = []
        for pending in batch:
            pending.connection.perform(_NOT_KEPT)
            entry = pending.capture.entry._replace(status=_NOT_KEPT.status, answered=str(AnswerSource.LISTENER))
            arrivals.append(Arrival(entry, str(_NOT_KEPT.status), self._since(pending), "not kept", kept=False))
        self._arrival_reporter.report(arrivals)

    def give_up(self) -> None:
        """Report what an application has not answered yet: it is not waited for."""
        for seq, pending in list(self._forwarding.items()):
            self._forwarded(pending, seq, None)

    def _answer_late(self, pending: PendingRequest, seq: int, step: AnswerStep) -> None:
        """Answer after the step's delay; report it then, or as soon as the client has gone."""

        def done(*, performed: bool) -> None:
            arrival = self._arrival(pending, step) if performed else self._unanswered(pending, _LEFT)
            if performed and step.action.answers:
                arrival = self._note(arrival, step.status, AnswerSource.SCRIPT, seq)
            self._pass_on(arrival, pending.capture, seq)

        pending.connection.perform(step, done)

    def _forward(self, pending: PendingRequest, seq: int) -> None:
        capture = pending.capture

        def done(forwarded: Forwarded) -> None:
            with suppress(RuntimeError):  # the loop has ended without waiting for this one
                self._loop.call_soon_threadsafe(self._forwarded, pending, seq, forwarded)

        entry = capture.entry
        if self._forwarder is not None:
            self._forwarding[seq] = pending
            self._forwarder.submit(entry.method, entry.target, capture.headers, capture.content.body, done)

    def _forwarded(self, pending: PendingRequest, seq: int, forwarded: Forwarded | None) -> None:
        """Pass an answer back; ``None`` where it was not waited for."""
        if self._forwarding.pop(seq, None) is None:
            return
        if forwarded is None:
            self._pass_on(self._unanswered(pending, _ENDED), pending.capture, seq)
            return
        status, headers, body = forwarded.status, forwarded.headers, forwarded.body
        connection = pending.connection
        keeps = not connection.closing
        head = encode_answer(status, headers, body, keeps=keeps, to_head=True)
        whole = head if connection.to_head else encode_answer(status, headers, body, keeps=keeps)
        connection.send_answer(whole, keeps=keeps)
        source = AnswerSource.APPLICATION if forwarded.passed else AnswerSource.GATEWAY
        arrival = Arrival(
            pending.capture.entry, str(status), self._since(pending), _joined(pending.detail, forwarded.sentence)
        )
        self._pass_on(self._note(arrival, status, source, seq, (head, body)), pending.capture, seq)

    def _note(
        self, arrival: Arrival, status: int, source: AnswerSource, seq: int, content: tuple[bytes, bytes] | None = None
    ) -> Arrival:
        """Have the store note an answer that was given after the commit, and return the arrival with it."""
        milliseconds = arrival.milliseconds
        self._store_writer.add_answer(StoredAnswer(status, source, milliseconds, seq), content)
        entry = arrival.entry._replace(status=status, answered=source, milliseconds=milliseconds)
        return arrival._replace(entry=entry)

    def _pass_on(self, arrival: Arrival, capture: Capture, seq: int) -> None:
        """Report one request, after its diagnosis if it needs one."""
        if arrival.entry.verdict == StoredVerdict.INVALID:
            self._diagnoser.take(arrival, capture, seq)
        else:
            self._arrival_reporter.report([arrival])

    def _arrival(self, pending: PendingRequest, step: AnswerStep) -> Arrival:
        word = str(step.status) if step.action is Action.ANSWER else f"{step.action}"
        if step.action is Action.DRIP:
            word = f"drip {step.status}"
        entry = pending.capture.entry
        if entry.anomaly and entry.status is None:
            word = "-"
        return Arrival(entry, word, self._since(pending), pending.detail)

    def _unanswered(self, pending: PendingRequest, why: str) -> Arrival:
        return Arrival(pending.capture.entry, "-", self._since(pending), _joined(pending.detail, why))

    def _since(self, pending: PendingRequest) -> float:
        return (self._loop.time() - pending.began) * 1000


def _joined(*facts: str) -> str:
    return "; ".join(filter(None, facts))
