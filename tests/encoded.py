"""One event as the parts of the program hand it on, made from a small vocabulary."""

from maileroo_cli.webhook.generation.plan import Plan
from maileroo_cli.webhook.generation.stream import EncodedEvent, stream
from tests.sample_vocabulary import VOCABULARY


def encoded(event_type: str, seed: int) -> EncodedEvent:
    """Return the event of that type and seed: the same bytes each time."""
    return next(stream(Plan(types=(event_type,), seed=seed), VOCABULARY, lambda: 0.0))
