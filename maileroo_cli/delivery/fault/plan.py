"""Which fault meets which attempt: as the user named them, or drawn from a seed. The language is in ``text``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from types import MappingProxyType

from maileroo_cli.delivery.fault.kind import Fault, FaultKind

_ALONE = tuple(kind for kind in FaultKind if kind is not FaultKind.REORDER)
"""What makes sense for an event by itself; the order is that of the enumeration, and belongs to what a seed means."""

_STATUSES: Mapping[FaultKind, tuple[int, ...]] = MappingProxyType(
    {FaultKind.STATUS: (429, 500, 502, 503, 504), FaultKind.GATEWAY: (500, 502, 503, 504)}
)


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """The faults of a run.

    ``by_number`` holds what was said of an attempt, ``None`` where it was said that it meets no fault. At every other
    one each delivery meets a fault with the chance ``rate``, from 0 to 1. Which one depends on ``seed``, the delivery
    and the number of the attempt alone, so that neither the order of execution nor a later resumption changes it.
    """

    by_number: Mapping[int, Fault | None] = field(default_factory=dict)
    rate: float = 0.0
    seed: int = 0

    def choose(self, index: int, number: int) -> Fault | None:
        """Return the fault that attempt ``number`` of the delivery at place ``index`` meets, if it meets one."""
        if number in self.by_number:
            return self.by_number[number]
        return self._draw(index, number) if self.rate else None

    def _draw(self, index: int, number: int) -> Fault | None:
        # Seeded with text, and asked for random() alone: that is the same in every version of Python.
        random = Random(f"{self.seed}:{index}:{number}").random
        if random() >= self.rate:
            return None
        kind = _ALONE[int(random() * len(_ALONE))]
        statuses = _STATUSES.get(kind)
        return Fault(kind, statuses[int(random() * len(statuses))] if statuses else None)
