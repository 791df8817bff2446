"""Which accepted events are asked about after a storm, where the observer tells of one event at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from maileroo_cli.delivery.storm.live.events import StormEvent

MOST_AGAIN, MOST_ONCE = 60, 40
"""So many events that reached the receiver more than once are asked about, and so many of the others."""


@dataclass(slots=True)
class EventSample:
    """Keeps the first events that came more than once, and a fair sample of the others; ``seed`` draws it."""

    seed: int
    _again: list[StormEvent] = field(default_factory=list)
    _once: list[StormEvent] = field(default_factory=list)
    _seen: int = 0
    _rng: Random = field(init=False)

    def __post_init__(self) -> None:
        self._rng = Random(f"sample of {self.seed}")

    def accept(self, event: StormEvent, *, again: bool) -> None:
        """Take an event that was accepted; it came ``again`` where an earlier attempt had reached the receiver."""
        if again and len(self._again) < MOST_AGAIN:
            self._again.append(event)
            return
        self._seen += 1
        if len(self._once) < MOST_ONCE:
            self._once.append(event)
        elif (place := int(self._rng.random() * self._seen)) < MOST_ONCE:
            self._once[place] = event

    def events(self) -> Sequence[StormEvent]:
        """Return the events to ask about."""
        return (*self._again, *self._once)
