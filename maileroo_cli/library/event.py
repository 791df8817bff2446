"""One event as a test uses it: its fields, its payload, its bytes, and its signed request. It is made in ``making``."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar, cast

from maileroo_cli.library.request import (
    DEFAULT_URL,
    HeadersLike,
    WebhookRequest,
    join_headers,
    sign_request,
    signed_headers,
)
from maileroo_cli.webhook.generation.stream import EncodedEvent
from maileroo_cli.webhook.signing.signature import SecretLike
from maileroo_cli.webhook.signing.tamper import BadSignature

P_co = TypeVar("P_co", bound=Mapping[str, Any], covariant=True)


@dataclass(frozen=True, slots=True)
class Event(Generic[P_co]):
    """One event: what its payload says of it, and ``body``, the exact bytes that are signed and sent."""

    type: str
    id: str
    reference_id: str
    message_id: str
    at: datetime
    body: bytes = field(repr=False)

    @property
    def payload(self) -> P_co:
        """The payload, read from ``body``: a new dict each time, which a test may change."""
        return cast("P_co", json.loads(self.body))

    def headers(self, secret: SecretLike, bad: BadSignature | str | None = None) -> dict[str, str]:
        """Return the headers of the request by name, with the signature of ``secret``, or a ``bad`` one."""
        return join_headers(signed_headers(self.body, secret, bad))

    def request(
        self,
        secret: SecretLike,
        url: str = DEFAULT_URL,
        bad: BadSignature | str | None = None,
        headers: HeadersLike = (),
    ) -> WebhookRequest:
        """Return the signed request; ``bad`` names what is wrong with the signature."""
        return sign_request(self.body, secret, url, bad, headers)


def finish_event(made: EncodedEvent) -> "Event[Any]":
    """Return what was made as an event whose fields say what its body says; what is missing there is empty."""
    payload = json.loads(made.body)
    seconds = payload.get("event_time")
    return Event(
        made.type,
        made.event_id,
        _text(payload, "message_reference_id"),
        _text(payload, "message_id"),
        datetime.fromtimestamp(made.at, UTC) if type(seconds) is not int else datetime.fromtimestamp(seconds, UTC),
        made.body,
    )


def encoded_event(event: "Event[Any]") -> EncodedEvent:
    """Return the event as what sends and replays take it."""
    return EncodedEvent(event.type, event.id, int(event.at.timestamp()), event.body)


def _text(payload: Mapping[str, Any], key: str) -> str:
    value = payload.get(key)
    return value if isinstance(value, str) else ""
