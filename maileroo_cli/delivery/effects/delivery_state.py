"""What a ledger keeps of each delivery, in few bytes: there may be ten thousand."""

from collections.abc import Iterator

from maileroo_cli.delivery.effects import sentences as finding_text
from maileroo_cli.delivery.effects.observed import EventEffects
from maileroo_cli.delivery.effects.result import DeliveryFinding, FindingKind
from maileroo_cli.delivery.replay.records import Delivery, DeliveryEnd


class DeliveryState:
    """What is kept of one delivery.

    ``first`` is when its first attempt was due, ``lenient`` the first attempt to which the sender saw a 2xx that is not
    200, ``status`` the one that was accepted, and ``refusals`` are attempts with a status that is final somewhere.
    """

    __slots__ = (
        "attempts",
        "elapsed",
        "end",
        "event",
        "event_id",
        "event_type",
        "findings",
        "first",
        "happened",
        "index",
        "lenient",
        "offset",
        "reached",
        "refusals",
        "status",
        "unknown",
    )

    def __init__(self, delivery: Delivery, event: EventEffects, began: float) -> None:
        self.index, self.offset, self.event = delivery.index, delivery.offset, event
        self.event_type, self.event_id = delivery.event_type, delivery.event_id
        self.end: DeliveryEnd | None = None
        self.attempts = self.unknown = self.lenient = self.status = 0
        self.first, self.elapsed, self.happened = began, 0.0, 0.0
        self.reached = False
        self.findings: tuple[DeliveryFinding, ...] = ()
        self.refusals: tuple[tuple[int, int], ...] = ()


def up_to_date(findings: tuple[DeliveryFinding, ...], effects: float) -> Iterator[DeliveryFinding]:
    """Yield findings as they are to be told once all effects were seen."""
    for one in findings:
        if one.kind is FindingKind.SEVERAL_EFFECTS:
            yield DeliveryFinding(one.kind, finding_text.several_effects(effects), one.attempt)
        elif one.kind is not FindingKind.NEVER_ARRIVED or not effects:
            yield one
