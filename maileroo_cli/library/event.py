"""One event as a test uses it: its fields, its payload, its bytes, and its signed request. It is made in ``making``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar, cast

from maileroo_cli.library.headers import HeadersLike, join_headers, signed_headers
from maileroo_cli.library.request import DEFAULT_URL, WebhookRequest, sign_request
from maileroo_cli.webhook.generation.stream import EncodedEvent
from maileroo_cli.webhook.signing.signature import SecretLike, as_secret
from maileroo_cli.webhook.signing.tamper import BadSignature, BadSignatureName

P_co = TypeVar("P_co", bound=Mapping[str, Any], covariant=True)


@dataclass(frozen=True, slots=True)
class Event(Generic[P_co]):
    """One event: what its payload says, and ``body``, the exact bytes that are signed and sent.

    >>> from maileroo_cli import make_event
    >>> event = make_event("failed", seed=1, to="ada@example.com")
    >>> event.type, event.at.isoformat(), event.payload["event_data"]["to"]
    ('failed', '2026-01-01T00:00:00+00:00', 'ada@example.com')
    >>> event.request("secret", bad="flipped-bit").path
    '/webhook'

    ``type``, ``id``, ``reference_id`` and ``message_id`` are those of the payload, and empty where it has none. ``at``
    is its ``event_time``, in UTC; where that was taken out, when the event was made for. Events are compared by their
    bytes, and made by :func:`make_event`, :func:`make_lifecycle` and :func:`make_traffic`.
    """

    type: str
    id: str
    reference_id: str
    message_id: str
    at: datetime
    body: bytes = field(repr=False)

    @property
    def payload(self) -> P_co:
        """The payload, read from ``body``: a new dict each time. To change what is signed, make another event."""
        return cast("P_co", json.loads(self.body))

    def headers(self, secret: SecretLike, bad: BadSignature | BadSignatureName | str | None = None) -> dict[str, str]:
        """Return the headers of :meth:`request` by name: content type, user agent and signature."""
        __tracebackhide__ = True
        secret = as_secret(secret)
        return join_headers(signed_headers(self.body, secret, bad))

    def request(
        self,
        secret: SecretLike,
        url: str = DEFAULT_URL,
        bad: BadSignature | BadSignatureName | str | None = None,
        headers: HeadersLike = (),
    ) -> WebhookRequest:
        """Return the request, signed with ``secret``: a text, bytes or a :class:`Secret`.

        ``url`` is absolute, or a path on ``http://localhost``. ``bad`` names what is wrong with the signature, as
        :class:`BadSignature` has it. ``headers``, a mapping or pairs, are added; one of the same name replaces ours.
        What is none of these, and an empty secret, raises :class:`UsageError`.
        """
        __tracebackhide__ = True
        secret = as_secret(secret)
        return sign_request(self.body, secret, url, bad, headers)


def finish_event(made: EncodedEvent) -> "Event[Any]":
    """Return what was made as an event whose fields say what its body says."""
    payload = json.loads(made.body)
    reference, message = payload.get("message_reference_id"), payload.get("message_id")
    return Event(
        made.type,
        made.event_id,
        reference if isinstance(reference, str) else "",
        message if isinstance(message, str) else "",
        _moment(payload.get("event_time"), made.at),
        made.body,
    )


def encoded_event(event: "Event[Any]") -> EncodedEvent:
    """Return the event as sending and replaying take it."""
    return EncodedEvent(event.type, event.id, int(event.at.timestamp()), event.body)


def _moment(seconds: object, otherwise: int) -> datetime:
    if type(seconds) is int:
        try:
            return datetime.fromtimestamp(seconds, UTC)
        except (OverflowError, OSError, ValueError):
            pass
    return datetime.fromtimestamp(otherwise, UTC)
