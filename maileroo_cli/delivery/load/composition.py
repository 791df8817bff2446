"""What each arrival of a load is: an event, a duplicate, or a bad signature, drawn from the seed. No bytes are here."""

from collections.abc import Iterator
from itertools import repeat
from random import Random
from typing import TypeAlias

from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.plan import LoadPlan

PlannedArrival: TypeAlias = tuple[RequestKind, int]
"""``(kind, original)``: what an arrival is, and the arrival whose bytes it repeats, or its own index."""

RECENT_EVENTS = 1_000
"""A duplicate repeats one of so many latest events."""

_LONG_AGO = 300
"""Of these the latest are left out, or the later half: what a duplicate repeats shall have been answered."""

MANY = 60_000
"""From so many arrivals on a plan has several lanes."""

_LANES = 12


def lanes_of(plan: LoadPlan) -> int:
    """Return of how many lanes ``plan`` is: arrival i is in lane i modulo that number.

    What is in a lane is made without all others, so that a part of many arrivals takes a part of the time.
    """
    return _LANES if plan.count >= MANY else 1


def compose(plan: LoadPlan) -> Iterator[PlannedArrival]:
    """Yield what each arrival of ``plan`` is, in their order: the same for the same plan.

    What cannot be where it was drawn, as a duplicate before the first event, comes at the next arrival where it can, so
    that the shares hold.
    """
    simultaneous = plan.concurrent_duplicates
    duplicates = simultaneous + plan.duplicates
    bad = duplicates + plan.bad
    if not bad:
        yield from zip(repeat(RequestKind.EVENT), range(plan.count), strict=False)
        return
    rng = Random(f"{plan.seed} composition")
    recent = _RecentIndexes(rng)
    owed_duplicates = owed_simultaneous = 0
    repeatable = -1
    for index in range(plan.count):
        point = rng.random()
        if point < simultaneous:
            owed_simultaneous += 1
        elif point < duplicates:
            owed_duplicates += 1
        elif point < bad:
            repeatable = -1
            yield RequestKind.BAD_SIGNATURE, index
            continue
        if owed_simultaneous and repeatable >= 0:
            owed_simultaneous -= 1
            yield RequestKind.CONCURRENT_DUPLICATE, repeatable
        elif owed_duplicates and recent.count:
            owed_duplicates -= 1
            repeatable = -1
            yield RequestKind.DUPLICATE, recent.choose()
        else:
            repeatable = index
            recent.add(index)
            yield RequestKind.EVENT, index


class _RecentIndexes:
    """The indexes of the latest events."""

    def __init__(self, rng: Random) -> None:
        self._random = rng.random
        self._indexes = [0] * RECENT_EVENTS
        self._repeated = [0] * RECENT_EVENTS
        self.count = 0

    def add(self, index: int) -> None:
        place = self.count % RECENT_EVENTS
        self._indexes[place], self._repeated[place] = index, 0
        self.count += 1

    def choose(self) -> int:
        """Draw two, and return the one that was repeated less often: the first events would be so all too often."""
        held = min(self.count, RECENT_EVENTS)
        first, old = self.count - held, held - min(_LONG_AGO, held // 2)
        drawn = [(first + int(self._random() * old)) % RECENT_EVENTS for _ in range(2)]
        place = min(drawn, key=self._repeated.__getitem__)
        self._repeated[place] += 1
        return self._indexes[place]
