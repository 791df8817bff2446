"""Every wrong signature of an event, one request each."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from maileroo_cli.library.event import Event
from maileroo_cli.library.request import DEFAULT_URL, WebhookRequest
from maileroo_cli.webhook.signing.signature import SecretLike
from maileroo_cli.webhook.signing.tamper import BadSignature


class BadRequest(NamedTuple):
    """A request that a correct receiver refuses; ``name`` says what is wrong with its signature."""

    name: str
    request: WebhookRequest


def bad_signatures(event: Event[Any], secret: SecretLike, url: str = DEFAULT_URL) -> Iterator[BadRequest]:
    """Yield the event once with each wrong signature, in a fixed order."""
    for kind in BadSignature:
        yield BadRequest(str(kind), event.request(secret, url, bad=kind))
