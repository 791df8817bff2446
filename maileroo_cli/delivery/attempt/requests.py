"""From events to requests that are ready to be sent: signed once, or signed wrongly on purpose."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from maileroo_cli.webhook.generation.stream import EncodedEvent
from maileroo_cli.webhook.signing.request import METHOD, Headers, Request, webhook_headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer
from maileroo_cli.webhook.signing.tamper import BadSignature, tamper


class OutgoingRequest(NamedTuple):
    """One request and the event that it carries; ``bad_signature`` is what was made wrong with it, if anything."""

    request: Request
    event_type: str
    event_id: str
    bad_signature: BadSignature | None = None


@dataclass(frozen=True, slots=True)
class RequestTemplate:
    """What every request of a run shares.

    Each event is sent once with each of the ``bad_signatures``, or with a good one where there are none, and each of
    these so many times as ``copies`` says, the same bytes each time.
    """

    url: str
    secret: Secret
    headers: Headers = ()
    bad_signatures: tuple[BadSignature, ...] = ()
    copies: int = 1


def build_requests(events: Iterable[EncodedEvent], template: RequestTemplate) -> Iterator[OutgoingRequest]:
    """Yield the request of each event, once with each bad signature, repeated as the template says."""
    sign = Signer(template.secret).sign
    for event in events:
        for kind in template.bad_signatures or (None,):
            values = (sign(event.body),) if kind is None else tamper(kind, event.body, template.secret)
            request = Request(METHOD, template.url, webhook_headers(values, template.headers), event.body)
            for _ in range(template.copies):
                yield OutgoingRequest(request, event.type, event.event_id, kind)
