"""From events and requests to what is sent to one receiver: signed where they are not, under the receiver's URL."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from maileroo_cli.delivery.attempt.requests import OutgoingRequest
from maileroo_cli.errors import UsageError
from maileroo_cli.library.event import Event
from maileroo_cli.library.headers import HeadersLike, header_pairs
from maileroo_cli.library.receiver.target import WantedReceiver, app_url
from maileroo_cli.library.request import WebhookRequest

if TYPE_CHECKING:
    from maileroo_cli.library.bad_signature import BadRequest
    from maileroo_cli.library.captures.captured import CapturedRequest
    from maileroo_cli.webhook.signing.request import Headers, Request
    from maileroo_cli.webhook.signing.secret import Secret

Sendable: TypeAlias = "WebhookRequest | Event[Any] | CapturedRequest | BadRequest"
"""What can be sent: a request goes as it is, also one that was captured, and an event is signed."""


class Packing(NamedTuple):
    """How things are made ready: ``headers`` are added, or replace those of the same name."""

    receiver: WantedReceiver
    secret: Secret | None
    headers: Headers = ()

    def pack(self, what: Sendable) -> OutgoingRequest:
        """Return one thing as a request to the receiver; what cannot be sent raises ``UsageError``."""
        if isinstance(what, Event):
            if self.secret is None:
                raise UsageError("an event needs a signature", "give the secret, or a request that is signed")
            request = what.request(self.secret, self.receiver.url, headers=self.headers).raw
            return OutgoingRequest(request, what.type, what.id)
        found = what if isinstance(what, WebhookRequest) else request_of(what)
        if found is None:
            raise UsageError(f"cannot send a {type(what).__name__}", "give an Event or a WebhookRequest")
        from maileroo_cli.capture.event_names import peek_event

        return OutgoingRequest(self._placed(found.raw), *peek_event(found.body))

    def _placed(self, request: Request) -> Request:
        replaced = {name.lower() for name, _ in self.headers}
        kept = (pair for pair in request.headers if pair[0].lower() not in replaced)
        return replace(request, url=self._url(request.url), headers=(*kept, *self.headers))

    def _url(self, url: str) -> str:
        """Return where a request goes: an application is asked at the request's own path, under a host it knows."""
        if self.receiver.is_remote or self.receiver.path is not None:
            return self.receiver.url
        parts = urlsplit(url)
        if parts.hostname != "localhost":
            return url
        return app_url(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")


def request_of(what: object) -> WebhookRequest | None:
    """Return the request that something has, such as one that was captured, whose class is not imported for this."""
    found = getattr(what, "request", None)
    return found if isinstance(found, WebhookRequest) else None


def make_packing(receiver: WantedReceiver, secret: Secret | None, headers: HeadersLike) -> Packing:
    """Return how the things of one call are made ready."""
    return Packing(receiver, secret, header_pairs(headers))
