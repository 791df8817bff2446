"""Whose effects they are: observed numbers become rises, and each rise belongs to an event, or to none for sure.

A number that falls takes no effect back: a receiver that is cleaned meanwhile has acted all the same. It is counted on
from there.
"""

from maileroo_cli.delivery.fault.kind import Reach

_LEAST = 1e-6
"""Less than this is no rise, but the rounding of fractions."""


class EventEffects:
    """What is known of one event id, over all deliveries that carry it.

    ``effects`` were seen for it. ``accepted_at`` is the attempt at which the receiver first answered a whole request
    with 2xx, or 0, ``answer`` the last status that it gave. ``chances`` counts the requests on which it could act,
    those of unknown outcome included; ``reached`` tells whether any byte may have come to it, ``altered`` whether it
    answered an altered body with 2xx. ``index``, ``number`` and ``reach`` are those of the latest attempt. ``doubled``
    is where a second effect was first seen: the delivery's index and the number of the attempt.

    ``comings`` counts the requests that the receiver did not refuse, ``ended`` tells whether a delivery of it ended.
    ``compared`` tells whether two looks could be compared, ``settled`` whether the last look was taken, ``blind`` that
    an attempt of unknown outcome was made before anybody looked. ``at_first`` is the number that was found first.
    """

    __slots__ = (
        "accepted_at",
        "altered",
        "answer",
        "at_first",
        "began",
        "blind",
        "chances",
        "comings",
        "compared",
        "doubled",
        "effects",
        "ended",
        "event_type",
        "index",
        "last",
        "looked_at",
        "number",
        "reach",
        "reached",
        "settled",
        "unknown",
    )

    def __init__(self, event_type: str = "") -> None:
        self.event_type = event_type
        self.effects = self.at_first = 0.0
        self.accepted_at = self.chances = self.comings = self.number = 0
        self.blind = self.compared = self.ended = self.settled = False
        self.answer: int | None = None
        self.index = -1
        self.reach = Reach.NOTHING
        self.reached = self.unknown = self.looked_at = self.began = self.altered = False
        self.last: float | None = None
        self.doubled: tuple[int, int] | None = None

    @property
    def is_doubled(self) -> bool:
        """Whether more than one effect was seen."""
        return self.effects > 1 + _LEAST


class EffectCounter:
    """Takes the numbers that were observed, in order. With ``per_event`` each is that of one event alone.

    Otherwise one number stands for all events: what is added between two looks belongs to the attempt that was made
    between them. What is added between two attempts belongs to the event of both, and to none for sure where they are
    of different events; nor does what is added before any byte of an event could have reached the receiver. Attempts
    must not overlap then.
    """

    def __init__(self, *, per_event: bool) -> None:
        self.per_event = per_event
        self._last: float | None = None
        self._owner: EventEffects | None = None
        self._shared = False
        self.total = 0.0
        """All effects that were seen."""

        self.unattributed = 0.0
        """Those of them that belong to no event for sure."""

        self.fell = 0
        """How many times a number was found lower than before."""

        self.looked = False
        self.settled = False
        """Whether the last look was taken at the number of all."""

    def pass_by(self, event: EventEffects) -> None:
        """Note that an attempt of ``event`` was made at which nobody looked."""
        self._shared = self._shared or (self._owner is not None and self._owner is not event)
        self._owner = event

    def before(self, event: EventEffects, value: float) -> bool:
        """Take what was seen before an attempt of ``event``; true where it belongs to its attempt before."""
        if self._owner is None:
            self._owner = event
        self.pass_by(event)
        return self._look(event, value, mine=not self._shared)

    def after(self, event: EventEffects, value: float) -> bool:
        """Take what was seen after an attempt of ``event``; true where something was added by it."""
        self.pass_by(event)
        return self._look(event, value, mine=not self._shared)

    def at_end(self, event: EventEffects | None, value: float) -> bool:
        """Take a last look, ``event`` being the only one that it can be about; true where something was added."""
        if self.per_event and event is not None:
            event.settled = True
        else:
            self.settled = True
        return self._look(event, value, mine=event is not None)

    def _look(self, event: EventEffects | None, value: float, *, mine: bool) -> bool:
        self.looked = True
        self._shared = False
        if self.per_event and event is not None:
            last, event.last = event.last, value
            if last is None:
                event.at_first = value
        else:
            last, self._last = self._last, value
        if event is not None:
            event.looked_at = True
            event.compared = event.compared or last is not None
        if last is None or value == last:
            return False
        if value < last:
            self.fell += 1
            return False
        if value - last < _LEAST:
            return False
        self.total += value - last
        if event is None or not (self.per_event or (mine and event.reached)):
            self.unattributed += value - last
            return False
        event.effects += value - last
        return True
