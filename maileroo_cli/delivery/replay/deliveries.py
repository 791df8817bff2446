"""From events to the deliveries of a replay: when the first attempt of each is due, and its one request."""

from collections.abc import Iterable, Sequence

from maileroo_cli.delivery.attempt.requests import OutgoingRequest, RequestTemplate, build_requests
from maileroo_cli.delivery.replay.records import Delivery, DueAttempt
from maileroo_cli.webhook.generation.stream import EncodedEvent


def deliver_events(events: Sequence[EncodedEvent], template: RequestTemplate, *, together: bool) -> list[Delivery]:
    """Return a delivery for each event, signed once.

    First attempts are due when the events happen, counted from the earliest of them, or all ``together`` at once.
    """
    start = min((event.at for event in events), default=0)
    offsets = [0.0 if together else float(event.at - start) for event in events]
    return _pack(build_requests(events, template), offsets)


def deliver_requests(outgoing: Iterable[OutgoingRequest]) -> list[Delivery]:
    """Return a delivery for each request that is ready to be sent, all due at once."""
    ready = list(outgoing)
    return _pack(ready, [0.0] * len(ready))


def first_attempts(deliveries: Iterable[Delivery], start: float) -> list[DueAttempt]:
    """Return the deliveries of a run that begins at the simulated moment ``start`` (Unix seconds)."""
    return [DueAttempt(delivery, 1, start + delivery.offset) for delivery in deliveries]


def _pack(outgoing: Iterable[OutgoingRequest], offsets: Sequence[float]) -> list[Delivery]:
    return [
        Delivery(index, one.event_type, one.event_id, one.request, offset)
        for index, (one, offset) in enumerate(zip(outgoing, offsets, strict=True))
    ]
