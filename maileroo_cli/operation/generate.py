"""Writing events as bytes: the bare body of one, a body a line, or capture records. Which events is in ``events``."""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import NamedTuple

from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.generation.stream import EncodedEvent
from maileroo_cli.webhook.signing.body_style import Style
from maileroo_cli.webhook.signing.secret import Secret

_HOST = ("Host", "localhost")


class EventLayout(NamedTuple):
    """How events are written: ``single`` is one bare body; with ``secret`` they are capture records for ``target``."""

    single: bool
    style: Style = Style.GO
    secret: Secret | None = None
    target: str = "/webhook"


def encode_events(events: Iterable[EncodedEvent], layout: EventLayout) -> Iterator[bytes]:
    """Yield the bytes of each event; a style with several lines and several bodies raise ``UsageError``."""
    if layout.style is Style.PRETTY and not layout.single and layout.secret is None:
        raise UsageError("the pretty style writes an event on several lines", "make only one event, or use --signed")
    if layout.secret is not None:
        return _records(events, layout.secret, layout.target)
    return (event.body for event in events) if layout.single else (event.body + b"\n" for event in events)


def _records(events: Iterable[EncodedEvent], secret: Secret, target: str) -> Iterator[bytes]:
    """Yield each event as the request that would have arrived a second after it."""
    from maileroo_cli.capture.record import CaptureRecord, encode_record
    from maileroo_cli.webhook.signing.request import METHOD, webhook_headers
    from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, Signer
    from maileroo_cli.webhook.text.date import iso_seconds

    sign, make, number = Signer(secret).sign, CaptureRecord.of, count(1)
    fixed = (_HOST, *webhook_headers(()))
    for event in events:
        body = event.body
        headers = (*fixed, ("Content-Length", str(len(body))), (SIGNATURE_HEADER, sign(body)))
        identity = event.event_id or f"event-{next(number)}"
        time = f"{iso_seconds(event.at + 1)}.000Z"
        yield encode_record(make(identity, time, METHOD, target, headers, body)) + b"\n"
