"""From requests to stored captures: verified, committed together, and only then answered.

All of it runs in the listener's loop. How the store is used is in ``store_writer``, how requests are answered in
``answering``.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from maileroo_cli.capture.check.checker import no_webhook
from maileroo_cli.capture.entry import AnswerSource, Capture, CaptureContent, CaptureEntry, StoredVerdict, draw_ids
from maileroo_cli.capture.http.anomaly import ANOMALIES
from maileroo_cli.capture.record import peek_names
from maileroo_cli.capture.store.writer import Store, StoreError
from maileroo_cli.transport.server.answer_bytes import refusal
from maileroo_cli.transport.server.config import ListenConfig, PendingRequest, Reporter
from maileroo_cli.transport.server.pipeline.stage_2_store import StoreWriter
from maileroo_cli.transport.server.pipeline.stage_3_answer import Answering, is_late
from maileroo_cli.webhook.signing.signature import Verifier

if TYPE_CHECKING:
    import asyncio

    from maileroo_cli.capture.answer.step import AnswerStep
    from maileroo_cli.capture.http.framing import Received, Refused
    from maileroo_cli.transport.server.connection import Connection
    from maileroo_cli.transport.server.pipeline.stage_4_diagnose import Diagnoser

# Plain text, since SQLite takes a member of an enum only after it has asked around what that may be.
_VALID, _INVALID, _DAMAGED = StoredVerdict.VALID.value, StoredVerdict.INVALID.value, StoredVerdict.DAMAGED.value
_UNVERIFIABLE, _UNCHECKED = StoredVerdict.UNVERIFIABLE.value, StoredVerdict.UNCHECKED.value
_NOTHING, _SCRIPT, _LISTENER = AnswerSource.NOTHING.value, AnswerSource.SCRIPT.value, AnswerSource.LISTENER.value
_UNSIGNED = refusal(401, "mhook: the signature does not verify, and --verify-first holds the request back")


class Intake:
    """Takes requests from connections; :meth:`close` when no more will come."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        store: Store,
        handling: ListenConfig,
        reporter: Reporter,
        diagnoser: Diagnoser,
    ) -> None:
        self._loop = loop
        self._handling = handling
        self._verify = Verifier(handling.secrets).verify if handling.secrets else None
        self._keeper = StoreWriter(loop, store, handling.keep, reporter.trouble, self._free)
        self._answering = Answering(loop, reporter, diagnoser, self._keeper, handling.forwarder, self._schedule)
        self._waiting: list[PendingRequest] = []
        self._flushing = False
        self._ids = draw_ids()

    def take(self, connection: Connection, received: Received) -> None:
        """Take a whole request: it is stored with the next commit, and answered after it."""
        head, body = received.head, received.body
        names = peek_names(body)
        verdict, secret = self._judge(head.method, head.signature, body)
        step = self._choose(verdict, names.event_type, names.event_id, body)
        now_known = step is not None and step.action.answers and not is_late(step)
        entry = CaptureEntry(
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
            _LISTENER if step is _UNSIGNED else _SCRIPT if now_known else _NOTHING,
        )
        self._add(connection, Capture(entry, CaptureContent(head.content, body, received.trailers)), step)

    def take_refused(self, connection: Connection, refused: Refused) -> None:
        """Take what arrived of a request that is refused: it is stored, answered, and the connection ended."""
        anomaly = ANOMALIES[refused.anomaly]
        entry = CaptureEntry(
            next(self._ids),
            time.time(),
            connection.peer,
            refused.method,
            refused.target,
            *peek_names(refused.body),
            _DAMAGED,
            "",
            "",
            anomaly.code,
            len(refused.body),
            None if connection.gone else anomaly.status,
            _NOTHING if connection.gone else _LISTENER,
        )
        capture = Capture(entry, CaptureContent(refused.content, refused.body, refused.rest))
        self._add(connection, capture, refusal(anomaly.status, anomaly.sentence))

    def look_after_store(self) -> None:
        """Tidy the store where nothing comes: what is kept also grows old."""
        self._keeper.tidy(0)

    async def settle(self, seconds: float) -> None:
        """Wait until everything is answered and reported, but no longer than ``seconds``."""
        await self._answering.settle(seconds)

    async def close(self) -> None:
        """Commit and report what is still waiting, and close the store."""
        await self._keeper.begin_closing()
        self._answering.give_up()
        self._flush()
        self._keeper.close()

    def _judge(self, method: str, signature: str | None, body: bytes) -> tuple[str, str]:
        """Return the verdict, and the reference of the secret that matched."""
        if self._verify is None:
            return _UNCHECKED, ""
        verdict = self._verify(body, signature)
        if verdict.valid:
            return _VALID, verdict.secret or ""
        if no_webhook(method, body, signature):
            return _UNVERIFIABLE, ""
        return _INVALID, ""

    def _choose(self, verdict: str, event_type: str, event_id: str, body: bytes) -> AnswerStep | None:
        """Return what a request is answered, ``None`` where the application says it."""
        handling = self._handling
        if handling.verify_first and verdict != _VALID:
            return _UNSIGNED
        if handling.forwarder is not None:
            return None
        responder = handling.responder
        return responder.constant or responder.next(event_type, event_id, body)

    def _add(self, connection: Connection, capture: Capture, step: AnswerStep | None) -> None:
        self._answering.expect()
        self._waiting.append(PendingRequest(connection, capture, step, self._loop.time()))
        self._schedule()

    def _schedule(self) -> None:
        if not self._flushing and not self._keeper.busy:
            self._flushing = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        """Commit what is waiting, then answer it."""
        self._flushing = False
        keeper = self._keeper
        if keeper.busy:
            return
        batch, self._waiting = self._waiting, []
        if batch:
            try:
                first = keeper.commit([one.capture for one in batch])
            except StoreError:
                self._answering.refuse(batch)
                return
            self._answering.answer(batch, first)
        keeper.write_notes()
        keeper.tidy(len(batch))

    def _free(self) -> None:
        """Go on once the store can be written again."""
        if self._waiting or self._keeper.has_notes:
            self._schedule()
