"""Which fault meets which attempt: as the user named them, or drawn from a seed. The language is in ``text``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from types import MappingProxyType

from maileroo_cli.delivery.fault.kind import FAULT_TRAITS, Fault, FaultArgument, FaultKind

_ALONE = tuple(kind for kind in FaultKind if kind is not FaultKind.REORDER)
"""What makes sense for an event by itself."""

_NAMES = {kind: kind.encode() for kind in FaultKind}

_NUMBERS = 2**53
"""So many numbers can be drawn: all that a ``float`` holds without rounding."""

STATUSES: Mapping[FaultKind, tuple[int, ...]] = MappingProxyType(
    {FaultKind.STATUS: (429, 500, 502, 503, 504), FaultKind.GATEWAY: (500, 502, 503, 504)}
)
"""What is drawn for a kind that is written with a status."""


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """The faults of a run.

    ``by_number`` holds what was said of an attempt, ``None`` where it was said that it meets no fault. At every other
    one each delivery meets a fault with the chance ``rate``, from 0 to 1. Which one depends on ``seed``, the delivery
    and the number of the attempt alone, so that neither the order of execution nor a later resumption changes it. Each
    kind draws a number by its name, and the highest wins: a kind that is new changes nothing but where it wins itself.
    Those that are ``left_out`` are never drawn.
    """

    by_number: Mapping[int, Fault | None] = field(default_factory=dict)
    rate: float = 0.0
    seed: int = 0
    left_out: frozenset[FaultKind] = frozenset()

    def choose(self, index: int, number: int) -> Fault | None:
        """Return the fault that attempt ``number`` of the delivery at place ``index`` meets, if it meets one."""
        if number in self.by_number:
            return self.by_number[number]
        return self._draw(index, number) if self.rate else None

    def _draw(self, index: int, number: int) -> Fault | None:
        place = f"{self.seed}:{index}:{number}:".encode()
        if _draw_number(place + b"chance") / _NUMBERS >= self.rate:
            return None
        kinds = [one for one in _ALONE if one not in self.left_out] if self.left_out else _ALONE
        kind = max(kinds, key=lambda one: _draw_number(place + _NAMES[one]))
        if FAULT_TRAITS[kind].argument is not FaultArgument.STATUS:
            return Fault(kind)
        return Fault(kind, max(STATUSES[kind], key=lambda one: _draw_number(b"%b%b:%d" % (place, _NAMES[kind], one))))


def _draw_number(name: bytes) -> int:
    """Return a number below ``_NUMBERS`` that belongs to this name alone, in every process and version of Python."""
    return int.from_bytes(blake2b(name, digest_size=8).digest()) >> 11
