"""What a ledger keeps of each delivery, in few bytes, and what is told of it in the end: there may be ten thousand."""

from collections.abc import Iterator

from maileroo_cli.delivery.effects import sentences as finding_text
from maileroo_cli.delivery.effects.absence import AbsentEffects
from maileroo_cli.delivery.effects.observed import EventEffects
from maileroo_cli.delivery.effects.result import DeliveryFinding, DeliveryResult, FindingKind
from maileroo_cli.delivery.replay.records import Delivery, DeliveryEnd

_ORDER = {kind: place for place, kind in enumerate(FindingKind)}


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

    def result(self, absent: AbsentEffects | None, lost_under: tuple[str, ...]) -> DeliveryResult:
        """Return what became of the delivery; ``absent`` knows which events had no effect, if anybody looked."""
        event = self.event
        looked = absent is not None and event.looked_at
        findings = list(_up_to_date(self.findings, event.effects))
        if absent is not None and self.end is not None and (found := absent.find(event)) is not None:
            findings.append(found)
        return DeliveryResult(
            self.index,
            self.event_type,
            self.event_id,
            self.end,
            self.attempts,
            self.unknown,
            self.elapsed,
            self.happened,
            self.reached,
            event.effects if looked else None,
            tuple(sorted(findings, key=_severity)),
            lost_under,
            event.accepted_at or None,
        )


def _severity(finding: DeliveryFinding) -> tuple[int, int]:
    return _ORDER[finding.kind], finding.attempt or 0


def _up_to_date(findings: tuple[DeliveryFinding, ...], effects: float) -> Iterator[DeliveryFinding]:
    """Yield findings as they are to be told once all effects were seen."""
    for one in findings:
        if one.kind is FindingKind.SEVERAL_EFFECTS:
            yield DeliveryFinding(one.kind, finding_text.several_effects(effects), one.attempt)
        elif one.kind is not FindingKind.NEVER_ARRIVED or not effects:
            yield one
