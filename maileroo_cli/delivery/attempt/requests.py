"""From events to requests that are ready to be sent: signed once, or signed wrongly on purpose."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from maileroo_cli.webhook.generation.stream import Event
from maileroo_cli.webhook.signing.request import METHOD, Headers, Request, webhook_headers
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import Signer
from maileroo_cli.webhook.signing.tamper import BadSignature, tamper


class OutgoingRequest(NamedTuple):
    """One request and the event that it carries."""

    request: Request
    event_type: str
    event_id: str


@dataclass(frozen=True, slots=True)
class RequestTemplate:
    """What every request of a run shares. ``copies`` is how often each event is sent, the same bytes each time."""

    url: str
    secret: Secret
    headers: Headers = ()
    bad_signature: BadSignature | None = None
    copies: int = 1


def address(events: Iterable[Event], template: RequestTemplate) -> Iterator[OutgoingRequest]:
    """Yield the request of each event, repeated as the template says."""
    sign = Signer(template.secret).sign
    for event in events:
        if template.bad_signature is None:
            signatures: tuple[str, ...] = (sign(event.body),)
        else:
            signatures = tamper(template.bad_signature, event.body, template.secret)
        request = Request(METHOD, template.url, webhook_headers(signatures, template.headers), event.body)
        for _ in range(template.copies):
            yield OutgoingRequest(request, event.type, event.event_id)
