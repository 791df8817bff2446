"""One request that arrived, as a test uses it: what its event is, its bytes, and what its signature is worth."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from maileroo_cli.capture.check.assessment import Assessment, assess, explain_anomaly
from maileroo_cli.capture.transfer.resend import can_be_sent, sent_headers
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.library.headers import RequestHeaders
from maileroo_cli.library.request import DEFAULT_URL, WebhookRequest, sign_request
from maileroo_cli.webhook.signing.request import Request
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, SecretLike, as_secrets
from maileroo_cli.webhook.text.shown import show

if TYPE_CHECKING:
    from maileroo_cli.capture.entry import Capture
    from maileroo_cli.capture.record import CaptureRecord
    from maileroo_cli.webhook.signing.secret import Secret

_ORIGIN = DEFAULT_URL.removesuffix("/webhook")
_LABEL = 12
_UNDECIDED = (StoredVerdict.UNCHECKED, StoredVerdict.UNVERIFIABLE)


@dataclass(frozen=True, slots=True, repr=False)
class CapturedRequest:
    """One request as it arrived at a :class:`Listener`, or as a file holds it.

    ``where`` is its place in the file, such as ``a.har:#5``; what arrived at a listener has its :attr:`id` there.
    """

    raw: Capture
    where: str
    _origin: str = field(default=_ORIGIN, compare=False)
    _secrets: tuple[Secret, ...] = field(default=(), compare=False)
    _alternatives: Iterable[bytes] = field(default=(), compare=False)

    @property
    def id(self) -> str:
        """What the capture is called, such as in ``mhook captures``: 16 hex digits, or empty."""
        return self.raw.entry.id

    @property
    def time(self) -> datetime | None:
        """When it arrived (UTC); ``None`` where a file does not say it."""
        at = self.raw.entry.at
        try:
            return datetime.fromtimestamp(at, UTC) if at else None
        except (ValueError, OverflowError, OSError):
            return None

    @property
    def method(self) -> str:
        """The method: Maileroo sends ``POST``."""
        return self.raw.entry.method

    @property
    def path(self) -> str:
        """The path with the query, as it was asked for."""
        return self.raw.entry.target

    @property
    def headers(self) -> dict[str, str]:
        """The headers by their names in lower case, a new dict each time; what comes twice is joined by a comma."""
        joined = RequestHeaders()
        for name, value in self.header_pairs:
            key = name.lower()
            joined[key] = f"{joined[key]}, {value}" if key in joined else value
        return joined

    @property
    def header_pairs(self) -> tuple[tuple[str, str], ...]:
        """The headers in their order, with case and duplicates."""
        return self.raw.headers

    @property
    def body(self) -> bytes:
        """The bytes of the body."""
        return self.raw.content.body

    @property
    def payload(self) -> dict[str, Any]:
        """The payload, read from :attr:`body`: a new dict each time. A body that is no JSON object raises an error."""
        try:
            payload = json.loads(self.body)
        except (ValueError, RecursionError):
            payload = None
        if not isinstance(payload, dict):
            raise InputError(f"the body of {self!r} is not a JSON object", "its bytes are in body")
        return payload

    @property
    def event_type(self) -> str:
        """The event type that the body names; empty where it names none."""
        return self.raw.entry.event_type

    @property
    def event_id(self) -> str:
        """The event id that the body names: the same for each attempt of one event; empty where it names none."""
        return self.raw.entry.event_id

    @property
    def reference_id(self) -> str:
        """The reference id of the mail that the body names; empty where it names none."""
        return self.raw.entry.reference_id

    @property
    def verdict(self) -> str:
        """What was found of the signature: ``valid``, ``invalid``, ``unverifiable``, ``damaged``, ``probe``.

        It is ``unchecked`` where no secret was given. A ``probe`` can be no webhook, such as a health check.
        """
        return self.raw.entry.verdict

    @property
    def valid(self) -> bool | None:
        """Whether the signature is valid; ``None`` where no secret was given, or nothing can be said of it."""
        return None if self.verdict in _UNDECIDED else self.verdict == StoredVerdict.VALID

    @property
    def status(self) -> int | None:
        """The status that it was answered; ``None`` where it was not answered, not yet, or a file does not say it."""
        return self.raw.entry.status

    @property
    def remark(self) -> str:
        """What is wrong with the request, or left open by its file, in a sentence; empty where nothing is."""
        return explain_anomaly(self.raw.entry)

    @property
    def record(self) -> CaptureRecord:
        """The capture record, which ``encode_record`` writes and every command of ``mhook`` reads."""
        return self.raw.record

    @property
    def request(self) -> WebhookRequest:
        """The request to send again: the same bytes and signature, without what belongs to one connection alone.

        What is no whole request, or none that HTTP can carry, raises an error.
        """
        if why := self._why_not_sent():
            raise InputError(f"{self!r} cannot be sent again", why)
        return WebhookRequest(Request(self.method, self._url, sent_headers(self.header_pairs), self.body))

    def sign_again(self, secret: SecretLike) -> WebhookRequest:
        """Return the request to send again with a new signature, for a receiver that has another ``secret``."""
        raw = self.request.raw
        headers = tuple(pair for pair in raw.headers if pair[0].lower() != SIGNATURE_HEADER)
        return sign_request(raw.body, secret, raw.url, headers=headers)

    def verify(self, secret: SecretLike | Iterable[SecretLike] | None = None) -> Assessment:
        """Say what the signature is worth, and where it does not verify, why.

        Without a ``secret`` it is that of the listener, or the one that the file was read with. To find a cause may
        take a tenth of a second.
        """
        entry = self.raw.entry
        if secret is None and not self._secrets:
            raise UsageError("there is no secret to verify the request with", 'give one, like verify("secret")')
        if secret is None and not (entry.verdict == StoredVerdict.INVALID and not entry.cause):
            return assess(self.raw, None)
        return self._check(self._secrets if secret is None else as_secrets(secret))

    def _check(self, secrets: Iterable[Secret]) -> Assessment:
        from maileroo_cli.capture.check.checker import Checker

        if self.verdict == StoredVerdict.DAMAGED:
            return assess(self.raw, None)
        checked = Checker(list(secrets)).check(self.raw.record, self.where, self._alternatives)
        return Assessment(str(checked.verdict), checked.causes, checked.detail, checked.secret or "")

    def _why_not_sent(self) -> str:
        if not self.raw.entry.is_whole:
            return self.remark
        return "" if can_be_sent(self.method, self.header_pairs) else "HTTP cannot carry its method or its headers"

    @property
    def _url(self) -> str:
        if self.path.startswith(("http://", "https://")):
            return self.path
        return self._origin + (self.path if self.path.startswith("/") else "/")

    def __repr__(self) -> str:
        entry = self.raw.entry
        label = entry.event_id if len(entry.event_id) <= _LABEL else f"{entry.event_id[:_LABEL]}…"
        event = f"{entry.event_type} {label}".strip()
        answer = "" if entry.status is None else f"answered {entry.status}"
        parts = (f"{entry.method} {entry.target}".strip(), event, entry.verdict, answer)
        return f"CapturedRequest({', '.join(show(part) for part in parts if part)})"
