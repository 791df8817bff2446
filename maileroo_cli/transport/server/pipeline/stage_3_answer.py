"""Third stage: stored requests are answered, by a step of the script, now or later, or with what an application says.

What could not be stored is answered with 507. When bytes are sent is decided in ``connection``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.capture.answer.step import Action, AnswerStep
from maileroo_cli.capture.entry import AnswerSource, Capture, CaptureContent
from maileroo_cli.capture.store.writer import StoredAnswer
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.transport.server.answer_bytes import encode_answer, refusal
from maileroo_cli.transport.server.arrival import UNANSWERED, Arrival
from maileroo_cli.transport.server.byte_budget import ByteBudget
from maileroo_cli.transport.server.pipeline.pending_request import PendingRequest, is_late
from maileroo_cli.transport.server.pipeline.stage_2_store import StoreWriter
from maileroo_cli.transport.server.pipeline.stage_4_diagnose import Diagnoser
from maileroo_cli.transport.server.pipeline.stage_5_report import ArrivalReporter

if TYPE_CHECKING:
    from maileroo_cli.transport.server.forward import Forwarder, ForwardJob
    from maileroo_cli.transport.server.gateway import Forwarded

OVERRUN = refusal(507, "mhook could not store the request: too many bytes are waiting to be stored")
_NOT_KEPT = refusal(507, "mhook could not store the request: see what mhook listen says")
_LEFT = "the connection ended before the answer"
_CANCELLED = "the client disconnected before the request was forwarded"
_QUEUE_FULL = "too many bytes are waiting to be forwarded to the receiver: send it again later"
_ENDED = "mhook listen was ended before the receiver answered"
_NO_CONTENT = CaptureContent(b"", b"")


class _ForwardedRequest(NamedTuple):
    """A request that the application is to answer."""

    pending: PendingRequest
    job: ForwardJob
    size: int


class RequestAnswerer:
    """Answers requests, has the store note what was answered after the commit, and passes each on."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        forwarder: Forwarder | None,
        store_writer: StoreWriter,
        diagnoser: Diagnoser,
        arrival_reporter: ArrivalReporter,
        budget: ByteBudget,
    ) -> None:
        self._loop = loop
        self._budget = budget
        self._forwarder = forwarder
        self._store_writer = store_writer
        self._diagnoser = diagnoser
        self._arrival_reporter = arrival_reporter
        self._forwarding: dict[int, _ForwardedRequest] = {}
        self._forwarding_bytes = 0

    def answer(self, batch: Sequence[PendingRequest], first: int) -> None:
        """Answer requests that were stored together; ``first`` is the row of the first."""
        arrivals = []
        durations = []
        for seq, pending in enumerate(batch, first):
            step = pending.step
            if step is None:
                self._forward(pending, seq)
            elif is_late(step):
                self._answer_late(pending, seq, step)
            else:
                pending.connection.perform(step)
                arrival = self._arrival(pending, step)
                if arrival.entry.status is not None:
                    durations.append((arrival.milliseconds, seq))
                if arrival.entry.verdict == StoredVerdict.INVALID:
                    self._diagnoser.take(arrival, pending.capture, seq)
                else:
                    arrivals.append(arrival)
        self._store_writer.details.add_durations(durations)
        self._arrival_reporter.report(arrivals)

    def refuse(self, batch: Sequence[PendingRequest], step: AnswerStep = _NOT_KEPT) -> None:
        """Answer 507: what is not stored is not acknowledged, so that the sender tries again."""
        arrivals = []
        for pending in batch:
            pending.connection.perform(step)
            entry = pending.capture.entry._replace(status=step.status, answered=str(AnswerSource.LISTENER))
            arrivals.append(Arrival(entry, str(step.status), self._since(pending), "not kept", kept=False))
        self._arrival_reporter.report(arrivals)

    def give_up(self) -> None:
        """Report what an application has not answered yet: it is not waited for."""
        for seq in list(self._forwarding):
            self._forwarded(seq, None)

    def _answer_late(self, pending: PendingRequest, seq: int, step: AnswerStep) -> None:
        """Answer after the step's delay; report it then, or as soon as the client has gone."""
        if pending.capture.entry.verdict != StoredVerdict.INVALID:  # which is still to be diagnosed
            pending = pending._replace(capture=Capture(pending.capture.entry, _NO_CONTENT))
        size = pending.size
        self._budget.change(size)

        def done(*, performed: bool) -> None:
            self._budget.change(-size)
            arrival = self._arrival(pending, step) if performed else self._unanswered(pending, _LEFT)
            if performed and step.action.answers:
                arrival = self._note(arrival, step.status, AnswerSource.SCRIPT, seq)
            self._pass_on(arrival, pending.capture, seq)

        pending.connection.perform(step, done)

    def _forward(self, pending: PendingRequest, seq: int) -> None:
        """Pass a request on to the application, unless too many bytes wait for it or the client has left."""
        size = pending.size
        if self._forwarder is None:
            return
        if pending.connection.gone:
            self._cancel(pending, seq)
        elif self._forwarding and self._forwarding_bytes + size > self._budget.share:
            from maileroo_cli.transport.server.gateway import gateway_answer

            self._pass_back(pending, seq, gateway_answer(503, _QUEUE_FULL))
        else:

            def done(forwarded: Forwarded) -> None:
                with suppress(RuntimeError):  # the loop has ended without waiting for this one
                    self._loop.call_soon_threadsafe(self._forwarded, seq, forwarded)

            job = self._forwarder.submit(pending.capture, done)
            self._forwarding[seq] = _ForwardedRequest(pending, job, size)
            self._forwarding_bytes += size
            self._budget.change(size)
            pending.connection.watch(partial(self._client_left, seq))

    def _client_left(self, seq: int) -> None:
        """Take back what the application has not been sent: nobody waits for the answer."""
        under_way = self._forwarding.get(seq)
        if under_way is not None and self._forwarder is not None and self._forwarder.withdraw(under_way.job):
            self._finished(seq)
            self._cancel(under_way.pending, seq)

    def _finished(self, seq: int) -> PendingRequest | None:
        """Count a request no more, and return it; ``None`` where that was done before."""
        under_way = self._forwarding.pop(seq, None)
        if under_way is None:
            return None
        self._forwarding_bytes -= under_way.size
        self._budget.change(-under_way.size)
        return under_way.pending

    def _forwarded(self, seq: int, forwarded: Forwarded | None) -> None:
        """Pass an answer back; ``None`` where it was not waited for."""
        pending = self._finished(seq)
        if pending is None:
            return
        if forwarded is None:
            self._pass_on(self._unanswered(pending, _ENDED), pending.capture, seq)
        else:
            self._pass_back(pending, seq, forwarded)

    def _pass_back(self, pending: PendingRequest, seq: int, forwarded: Forwarded) -> None:
        status, headers, body = forwarded.status, forwarded.headers, forwarded.body
        connection = pending.connection
        keeps = not connection.closing
        head = encode_answer(status, headers, body, keeps=keeps, to_head=True)
        whole = head if connection.to_head else encode_answer(status, headers, body, keeps=keeps)
        connection.send_answer(whole, keeps=keeps)
        source = AnswerSource.APPLICATION if forwarded.passed else AnswerSource.GATEWAY
        detail = _joined(pending.detail, forwarded.sentence)
        arrival = Arrival(pending.capture.entry, str(status), self._since(pending), detail)
        self._pass_on(self._note(arrival, status, source, seq, (head, body)), pending.capture, seq)

    def _cancel(self, pending: PendingRequest, seq: int) -> None:
        """Report, and have the store note, that the client left before the application was sent anything."""
        detail = _joined(pending.detail, _CANCELLED)
        arrival = Arrival(pending.capture.entry, AnswerSource.CANCELLED.value, self._since(pending), detail)
        self._pass_on(self._note(arrival, None, AnswerSource.CANCELLED, seq), pending.capture, seq)

    def _note(
        self,
        arrival: Arrival,
        status: int | None,
        source: AnswerSource,
        seq: int,
        content: tuple[bytes, bytes] | None = None,
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
            word = UNANSWERED
        return Arrival(entry, word, self._since(pending), pending.detail)

    def _unanswered(self, pending: PendingRequest, why: str) -> Arrival:
        return Arrival(pending.capture.entry, UNANSWERED, self._since(pending), _joined(pending.detail, why))

    def _since(self, pending: PendingRequest) -> float:
        return (self._loop.time() - pending.began) * 1000


def _joined(*facts: str) -> str:
    return "; ".join(filter(None, facts))
