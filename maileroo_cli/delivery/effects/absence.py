"""Of which accepted events it is said that they had no effect, and how sure that is.

Which effects are whose is decided in ``observed``.

An event that was answered with success and had no effect is lost for good, since nobody sends it again. So this is only
said for sure where it is: the last look was taken, the effect cannot have come unseen, and it is not one of those that
belong to no event for sure.
"""

from collections.abc import Collection, Iterable
from functools import cached_property
from math import ceil

from maileroo_cli.delivery.effects import sentences as finding_text
from maileroo_cli.delivery.effects.observed import EffectCounter, EventEffects
from maileroo_cli.delivery.effects.result import DeliveryFinding, FindingKind

EVERY_TYPE = "all"
_ROUNDING = 1e-6


class AbsentEffects:
    """Looks once at all ``events`` of a run; ``allowed`` are the types that may have no effect.

    ``hidden`` is how many events had none although nobody knows which, ``passed`` how many were allowed to.
    """

    def __init__(
        self, counter: EffectCounter, events: Iterable[EventEffects], allowed: Collection[str], sender: str
    ) -> None:
        self._counter, self._sender = counter, sender
        self._allowed = frozenset(allowed)
        known = list(events)
        lacking = [event for event in known if _has_none(event)]
        self._judged = judged = [event for event in lacking if not self._is_allowed(event)]
        self.passed = len(lacking) - len(judged)
        self._accepted = sum(bool(event.accepted_at and event.ended) for event in known)
        self._spare = 0.0
        """Effects that may be those of any event."""

        self.hidden = 0
        if not counter.per_event:
            self._spare = counter.unattributed + sum(max(0.0, event.effects - 1) for event in known)
            if self._spare > _ROUNDING and counter.settled and not counter.fell:
                certain = sum(not event.blind for event in judged)
                self.hidden = max(0, certain - ceil(self._spare - _ROUNDING))

    def find(self, event: EventEffects) -> DeliveryFinding | None:
        """Return what is to be said of an event that ended."""
        if not _has_none(event) or self._is_allowed(event):
            return None
        if doubt := self._doubt(event):
            return DeliveryFinding(FindingKind.PERHAPS_NO_EFFECT, doubt)
        return self._lost

    @cached_property
    def _lost(self) -> DeliveryFinding:
        """The same for all events that are lost, so that it is told once: it names the types of all of them."""
        types = dict.fromkeys(event.event_type for event in self._judged if not self._doubt(event))
        text = finding_text.no_effect(self._sender, list(types), of_all=not self._counter.per_event)
        return DeliveryFinding(FindingKind.NO_EFFECT, text)

    def of_run(self) -> tuple[DeliveryFinding, ...]:
        """Return what is to be said of all events together."""
        if not self.hidden:
            return ()
        text = finding_text.without_effect(self.hidden, self._accepted, self._spare)
        return (DeliveryFinding(FindingKind.NO_EFFECT, text),)

    def _is_allowed(self, event: EventEffects) -> bool:
        return EVERY_TYPE in self._allowed or event.event_type in self._allowed

    def _doubt(self, event: EventEffects) -> str:
        counter = self._counter
        if not (event.settled if counter.per_event else counter.settled):
            return finding_text.NOT_SETTLED
        if event.blind:
            return finding_text.UNSEEN
        if counter.per_event:
            return finding_text.known_before(event.at_first) if event.at_first > 0 else ""
        if counter.fell:
            return finding_text.FELL
        return finding_text.perhaps_without(self._spare) if self._spare > _ROUNDING else ""


def _has_none(event: EventEffects) -> bool:
    return bool(event.accepted_at and event.ended and event.compared and not event.effects)
