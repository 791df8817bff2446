"""From requests to stored captures and their answers: verified, committed together, and only then answered.

All of it runs in the listener's loop, but for what takes long: moving the log of the store, and finding out why a
signature does not verify. Nothing is printed: what happened is reported as :class:`Arrival`.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from maileroo_cli.capture.anomaly import ANOMALIES
from maileroo_cli.capture.answer import Action, Step
from maileroo_cli.capture.check import Outcome
from maileroo_cli.capture.entry import ID_LENGTH, UNCHECKED, Answered, Capture, Content, Entry
from maileroo_cli.capture.record import peek_names
from maileroo_cli.capture.store import CHECKPOINT_BYTES, NO_LIMITS, Answer, Limits, Store, StoreError
from maileroo_cli.transport.listen_answer import encode_answer, refusal
from maileroo_cli.webhook.signature import Verifier

if TYPE_CHECKING:
    from maileroo_cli.capture.framing import Received, Refused
    from maileroo_cli.capture.responder import Responder
    from maileroo_cli.transport.connection import Connection
    from maileroo_cli.transport.diagnoser import Diagnoser
    from maileroo_cli.transport.forward import Forwarded, Forwarder
    from maileroo_cli.webhook.secret import Secret

_PRUNE_EVERY = 1000
_MOST_UPDATES = 500
_ID_BYTES = ID_LENGTH // 2
_IDS_AT_ONCE = 256
_NOT_KEPT = refusal(507, "mhook could not store the request: see what mhook listen says")
_LEFT = "the connection ended before the answer"
_ENDED = "mhook listen was ended before the application answered"
_UNSIGNED = refusal(401, "mhook: the signature does not verify, and --verify-first holds the request back")


class Arrival(NamedTuple):
    """One request as it is reported: what is known of it, what was done, and how long it took in milliseconds.

    ``answer`` says how it was answered in a word: a status, or what was done instead. ``detail`` adds a fact.
    ``kept`` is false where the store could not take it.
    """

    entry: Entry
    answer: str
    milliseconds: float
    detail: str = ""
    kept: bool = True


class Reporter(Protocol):
    """What is told of requests as they come."""

    def arrived(self, arrivals: Sequence[Arrival]) -> None:
        """Report requests that have been stored, and answered or about to be."""
        ...

    def trouble(self, sentence: str) -> None:
        """Report something that is wrong with the store."""
        ...


class _Waiting(NamedTuple):
    """A request between its arrival and its commit; ``began`` is on the loop's clock."""

    connection: Connection
    capture: Capture
    step: Step | None
    began: float


@dataclass(slots=True)
class Handling:
    """What is done with requests. With a ``forwarder`` the application's answer takes the place of the script's.

    ``verify_first`` holds back what is not valid.
    """

    secrets: Sequence[Secret]
    responder: Responder
    forwarder: Forwarder | None = None
    verify_first: bool = False
    keep: Limits = NO_LIMITS


class Intake:
    """Takes requests from connections; :meth:`close` when no more will come."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        store: Store,
        handling: Handling,
        reporter: Reporter,
        diagnoser: Diagnoser,
    ) -> None:
        self._loop = loop
        self._store = store
        self._handling = handling
        self._reporter = reporter
        self._diagnoser = diagnoser
        self._verify = Verifier(handling.secrets).verify if handling.secrets else None
        self._waiting: list[_Waiting] = []
        self._answers: list[Answer] = []
        self._contents: list[tuple[bytes, bytes, int]] = []
        self._causes: list[tuple[str, int]] = []
        self._forwarding: dict[int, _Waiting] = {}
        self._flushing = self._store_busy = self._closing = False
        self._failing = self._untidy = False
        self._tidying: asyncio.Future[None] | None = None
        self._ids = _draw_ids()
        self._since_pruned = 0
        self._open = 0
        self._idle = asyncio.Event()

    def take(self, connection: Connection, received: Received) -> None:
        """Take a whole request: it is stored with the next commit, and answered after it."""
        head, body = received.head, received.body
        names = peek_names(body)
        verdict, secret = self._judge(head.method, head.signature, body)
        handling = self._handling
        step: Step | None = None
        if handling.verify_first and verdict != Outcome.VALID:
            step = _UNSIGNED
        elif handling.forwarder is None:
            responder = handling.responder
            step = responder.constant or responder.next(names.event_type, names.event_id, body)
        now_known = step is not None and step.action.answers and not _is_late(step)
        entry = Entry(
            next(self._ids),
            time.time(),
            connection.peer,
            head.method,
            head.target,
            *names,
            verdict,
            "",
            secret,
            "",
            len(body),
            step.status if step is not None and now_known else None,
            Answered.LISTENER if step is _UNSIGNED else Answered.SCRIPT if now_known else Answered.NOTHING,
        )
        capture = Capture(entry, Content(head.content, body, received.trailers))
        self._add(_Waiting(connection, capture, step, self._loop.time()))

    def take_refused(self, connection: Connection, refused: Refused) -> None:
        """Take what arrived of a request that is refused: it is stored, answered, and the connection ended."""
        anomaly = ANOMALIES[refused.anomaly]
        names = peek_names(refused.body)
        entry = Entry(
            next(self._ids),
            time.time(),
            connection.peer,
            refused.method,
            refused.target,
            *names,
            str(Outcome.DAMAGED),
            "",
            "",
            anomaly.code,
            len(refused.body),
            None if connection.gone else anomaly.status,
            Answered.NOTHING if connection.gone else Answered.LISTENER,
        )
        step = refusal(anomaly.status, anomaly.sentence)
        capture = Capture(entry, Content(refused.content, refused.body, refused.rest))
        self._add(_Waiting(connection, capture, step, self._loop.time()))

    def flush(self) -> None:
        """Commit what is waiting, then answer it."""
        self._flushing = False
        if self._store_busy:
            return
        batch, self._waiting = self._waiting, []
        if batch:
            try:
                first = self._store.add([one.capture for one in batch])
            except StoreError as error:
                self._fail(batch, error)
                return
            self._failing = False
            self._answer(batch, first)
        self._flush_updates()
        self._look_after_store(len(batch))

    async def settle(self, seconds: float) -> None:
        """Wait until everything is answered and reported, but no longer than ``seconds``."""
        if self._open:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), seconds)

    async def close(self) -> None:
        """Commit and report what is still waiting, and close the store."""
        self._closing = True
        while self._tidying is not None and not self._tidying.done():
            await asyncio.wait([self._tidying])
        self._store_busy = False
        for seq, one in list(self._forwarding.items()):
            self._forwarded(one, seq, None)
        self.flush()
        self._flush_updates()
        self._store.close()

    def diagnosed(self, arrival: Arrival, seq: int, codes: str, detail: str) -> None:
        """Take the causes of an invalid signature, and report the request."""
        self._done()
        if codes:
            self._causes.append((codes, seq))
            self._schedule()
        entry = arrival.entry._replace(cause=codes)
        self._reporter.arrived([arrival._replace(entry=entry, detail=detail)])

    def _judge(self, method: str, signature: str | None, body: bytes) -> tuple[str, str]:
        """Return the verdict, and the reference of the secret that matched."""
        if self._verify is None:
            return UNCHECKED, ""
        verdict = self._verify(body, signature)
        if verdict.valid:
            return "valid", verdict.secret or ""
        if signature is None and not body and method in ("GET", "HEAD", "OPTIONS"):
            return "unverifiable", ""
        return "invalid", ""

    def _done(self) -> None:
        self._open -= 1
        if not self._open:
            self._idle.set()

    def _add(self, waiting: _Waiting) -> None:
        self._open += 1
        self._idle.clear()
        self._waiting.append(waiting)
        self._schedule()

    def _schedule(self) -> None:
        if not self._flushing and not self._store_busy:
            self._flushing = True
            self._loop.call_soon(self.flush)

    def _answer(self, batch: list[_Waiting], first: int) -> None:
        arrivals = []
        for seq, one in enumerate(batch, first):
            step = one.step
            if step is None:
                self._forward(one, seq)
                continue
            if _is_late(step):
                self._answer_late(one, seq, step)
                continue
            one.connection.perform(step)
            arrival = self._arrival(one, step)
            if one.capture.entry.verdict == "invalid":
                self._diagnoser.submit(arrival, one.capture, seq, self.diagnosed)
            else:
                self._done()
                arrivals.append(arrival)
        if arrivals:
            self._reporter.arrived(arrivals)

    def _answer_late(self, one: _Waiting, seq: int, step: Step) -> None:
        """Answer after the step's delay; report it then, or as soon as the client has gone."""

        def done(*, performed: bool) -> None:
            arrival = self._arrival(one, step) if performed else self._unanswered(one, _LEFT)
            if performed and step.action.answers:
                entry = arrival.entry._replace(
                    status=step.status, answered=str(Answered.SCRIPT), milliseconds=arrival.milliseconds
                )
                arrival = arrival._replace(entry=entry)
                self._answers.append(Answer(step.status, entry.answered, arrival.milliseconds, seq))
                self._schedule()
            self._report(arrival, one.capture, seq)

        one.connection.perform(step, done)

    def _report(self, arrival: Arrival, capture: Capture, seq: int) -> None:
        """Report one request, after its diagnosis if it needs one."""
        if arrival.entry.verdict == "invalid":
            self._diagnoser.submit(arrival, capture, seq, self.diagnosed)
        else:
            self._done()
            self._reporter.arrived([arrival])

    def _unanswered(self, one: _Waiting, why: str) -> Arrival:
        return Arrival(one.capture.entry, "-", (self._loop.time() - one.began) * 1000, why)

    def _arrival(self, one: _Waiting, step: Step) -> Arrival:
        word = str(step.status) if step.action is Action.ANSWER else f"{step.action}"
        if step.action is Action.DRIP:
            word = f"drip {step.status}"
        entry = one.capture.entry
        if entry.anomaly and entry.status is None:
            word = "-"
        return Arrival(entry, word, (self._loop.time() - one.began) * 1000)

    def _forward(self, one: _Waiting, seq: int) -> None:
        capture = one.capture

        def done(forwarded: Forwarded) -> None:
            with suppress(RuntimeError):  # the loop has ended without waiting for this one
                self._loop.call_soon_threadsafe(self._forwarded, one, seq, forwarded)

        entry = capture.entry
        if (forwarder := self._handling.forwarder) is not None:
            self._forwarding[seq] = one
            forwarder.submit(entry.method, entry.target, capture.headers, capture.content.body, done)

    def _forwarded(self, one: _Waiting, seq: int, forwarded: Forwarded | None) -> None:
        """Pass an answer back; ``None`` where it was not waited for."""
        if self._forwarding.pop(seq, None) is None:
            return
        if forwarded is None:
            self._report(self._unanswered(one, _ENDED), one.capture, seq)
            return
        connection = one.connection
        keeps = not connection.closing
        head = encode_answer(forwarded.status, forwarded.headers, forwarded.body, keeps=keeps, to_head=True)
        answer = (
            head
            if connection.to_head
            else encode_answer(forwarded.status, forwarded.headers, forwarded.body, keeps=keeps)
        )
        connection.send_answer(answer, keeps=keeps)
        whose = Answered.APPLICATION if forwarded.passed else Answered.GATEWAY
        milliseconds = (self._loop.time() - one.began) * 1000
        self._answers.append(Answer(forwarded.status, whose, milliseconds, seq))
        self._contents.append((head, forwarded.body, seq))
        self._schedule()
        entry = one.capture.entry._replace(status=forwarded.status, answered=whose, milliseconds=milliseconds)
        self._report(Arrival(entry, str(forwarded.status), milliseconds, forwarded.sentence), one.capture, seq)

    def _fail(self, batch: list[_Waiting], error: StoreError) -> None:
        """Answer 507: what is not stored is not acknowledged, so that the sender tries again."""
        if not self._failing:
            self._failing = True
            self._reporter.trouble(f"cannot store requests ({error}): they are answered with 507 until there is room")
        arrivals = []
        for one in batch:
            self._done()
            one.connection.perform(_NOT_KEPT)
            entry = one.capture.entry._replace(status=507, answered=str(Answered.LISTENER))
            arrivals.append(Arrival(entry, "507", (self._loop.time() - one.began) * 1000, "not kept", kept=False))
        self._reporter.arrived(arrivals)

    def _flush_updates(self) -> None:
        """Store what has become known of stored requests; what the disk refuses is tried again with the next commit."""
        try:
            if self._answers:
                self._store.set_answers(self._answers, self._contents)
                self._answers, self._contents = [], []
            if self._causes:
                self._store.set_causes(self._causes)
                self._causes = []
        except StoreError as error:
            if self._closing or len(self._answers) + len(self._causes) > _MOST_UPDATES:
                self._answers, self._contents, self._causes = [], [], []
                self._complain(f"cannot add to stored requests what became of them ({error})")

    def _look_after_store(self, added: int) -> None:
        """Move the log and delete what is beyond the limits, in a thread; requests wait for the store meanwhile."""
        if self._closing:
            return
        self._since_pruned += added
        prunes = bool(self._handling.keep) and self._since_pruned >= _PRUNE_EVERY
        if not prunes and self._store.unmoved < CHECKPOINT_BYTES:
            return
        if prunes:
            self._since_pruned = 0
        self._store_busy = True
        self._tidying = self._loop.run_in_executor(None, self._tidy, prunes)
        self._tidying.add_done_callback(self._tidied)

    def _tidy(self, prunes: bool) -> None:
        if prunes:
            self._store.prune(self._handling.keep, time.time())
        self._store.checkpoint()

    def _tidied(self, future: asyncio.Future[None]) -> None:
        self._store_busy = False
        error = future.exception()
        if isinstance(error, StoreError):
            self._complain(f"cannot tidy the store ({error})")
        elif error is not None:
            raise error
        else:
            self._untidy = False
        if self._waiting or self._answers or self._causes:
            self._schedule()

    def _complain(self, sentence: str) -> None:
        """Tell of what can be done without, once until the store has been tidied again."""
        if not self._untidy and not self._failing:
            self._untidy = True
            self._reporter.trouble(sentence)


def _draw_ids() -> Iterator[str]:
    """Yield ids without end, many at once out of the system's randomness, since each question takes long."""
    while True:
        drawn = os.urandom(_ID_BYTES * _IDS_AT_ONCE).hex()
        for start in range(0, len(drawn), ID_LENGTH):
            yield drawn[start : start + ID_LENGTH]


def _is_late(step: Step) -> bool:
    """Return whether something happens only after a delay; that of a drip is between its bytes."""
    return bool(step.delay) and step.action is not Action.DRIP
