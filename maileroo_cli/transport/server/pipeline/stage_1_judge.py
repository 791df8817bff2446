"""First stage: a request becomes a capture with a verdict, and it is chosen what it is answered."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from maileroo_cli.capture.check.unverifiable import why_unverifiable
from maileroo_cli.capture.entry import AnswerSource, Capture, CaptureContent, CaptureEntry, draw_ids
from maileroo_cli.capture.event_names import EventNames, glance_at_names
from maileroo_cli.capture.http.anomaly import ANOMALIES
from maileroo_cli.capture.probe import explain_probe, is_probe, only_reads
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.transport.server.answer_bytes import refusal
from maileroo_cli.transport.server.config import ListenConfig
from maileroo_cli.transport.server.pipeline.pending_request import ClientConnection, PendingRequest, is_late
from maileroo_cli.webhook.signing.signature import Verifier

if TYPE_CHECKING:
    from maileroo_cli.capture.answer.step import AnswerStep
    from maileroo_cli.capture.http.framing import Received, Refused

# Plain text, since SQLite takes a member of an enum only after it has asked around what that may be.
_VALID, _INVALID, _DAMAGED = StoredVerdict.VALID.value, StoredVerdict.INVALID.value, StoredVerdict.DAMAGED.value
_PROBE, _UNCHECKED = StoredVerdict.PROBE.value, StoredVerdict.UNCHECKED.value
_UNVERIFIABLE = StoredVerdict.UNVERIFIABLE.value
_NOTHING, _SCRIPT, _LISTENER = AnswerSource.NOTHING.value, AnswerSource.SCRIPT.value, AnswerSource.LISTENER.value
_UNSIGNED = refusal(401, "mhook: the signature does not verify, and --verify-first holds the request back")


class RequestJudge:
    """Judges what connections hand on; ``clock`` is the loop's."""

    def __init__(self, config: ListenConfig, clock: Callable[[], float]) -> None:
        self._config = config
        self._clock = clock
        self._verify = Verifier(config.secrets).verify if config.secrets else None
        self._ids = draw_ids()

    def judge(self, connection: ClientConnection, received: Received) -> PendingRequest:
        """Judge a whole request."""
        head, body = received.head, received.body
        if is_probe(head.method, body, head.signature):
            return self._judge_probe(connection, received)
        names = glance_at_names(body)
        verdict, secret, detail = self._verdict(head.signature, body)
        held = self._config.verify_first and verdict != _VALID
        step = _UNSIGNED if held else self._choose(names.event_type, names.event_id, body)
        return self._pending(connection, received, names, verdict, secret, step, detail)

    def _judge_probe(self, connection: ClientConnection, received: Received) -> PendingRequest:
        """Judge what can be no webhook: it is answered as others are, but is no attempt of any event."""
        head, body = received.head, received.body
        detail = explain_probe(head.method, body, head.signature)
        valid = self._verify is not None and self._verify(body, head.signature).valid
        if self._verify is not None and head.signature is not None:
            detail += f"; its signature is {_VALID if valid else _INVALID}"
        held = self._config.verify_first and not valid and not only_reads(head.method, body)
        step = _UNSIGNED if held else self._choose("", "", b"")
        return self._pending(connection, received, glance_at_names(body), _PROBE, "", step, detail)

    def _pending(
        self,
        connection: ClientConnection,
        received: Received,
        names: EventNames,
        verdict: str,
        secret: str,
        step: AnswerStep | None,
        detail: str = "",
    ) -> PendingRequest:
        head, body = received.head, received.body
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
        content = CaptureContent(head.content, body, received.trailers)
        return PendingRequest(connection, Capture(entry, content), step, self._clock(), detail)

    def judge_refused(self, connection: ClientConnection, refused: Refused) -> PendingRequest:
        """Judge what arrived of a request that is refused: it is damaged, and the connection ends with its answer."""
        anomaly = ANOMALIES[refused.anomaly]
        entry = CaptureEntry(
            next(self._ids),
            time.time(),
            connection.peer,
            refused.method,
            refused.target,
            *glance_at_names(refused.body),
            _DAMAGED,
            "",
            "",
            anomaly.code,
            len(refused.body),
            None if connection.gone else anomaly.status,
            _NOTHING if connection.gone else _LISTENER,
        )
        capture = Capture(entry, CaptureContent(refused.content, refused.body, refused.rest))
        return PendingRequest(connection, capture, refusal(anomaly.status, anomaly.sentence), self._clock())

    def _verdict(self, signature: str | None, body: bytes) -> tuple[str, str, str]:
        """Return the verdict, the reference of the secret that matched, and why nothing can be verified."""
        if self._verify is None:
            return _UNCHECKED, "", ""
        verdict = self._verify(body, signature)
        if verdict.valid:
            return _VALID, verdict.secret or "", ""
        if why := why_unverifiable(signature):
            return _UNVERIFIABLE, "", why
        return _INVALID, "", ""

    def _choose(self, event_type: str, event_id: str, body: bytes) -> AnswerStep | None:
        """Return what a request is answered, ``None`` where the application says it."""
        config = self._config
        if config.forwarder is not None:
            return None
        responder = config.responder
        return responder.constant or responder.next(event_type, event_id, body)
