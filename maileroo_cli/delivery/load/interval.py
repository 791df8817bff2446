"""What happened in one interval of a load, and how its ends are counted; ``tally`` adds them up."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from maileroo_cli.delivery.attempt.latency import Latencies
from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.request import RequestEnd


class EndKey(NamedTuple):
    """What requests are counted by: their kind, and the status of the answer or the way in which they failed."""

    kind: RequestKind
    end: RequestEnd


@dataclass(slots=True)
class Interval:
    """What happened in one interval: ``planned`` were due in it, ``started`` began in it, ``ended`` came to their end.

    ``accepted`` are those that ended with a success. ``latencies`` are those from due to the end, of what ended in it
    and is timed.
    ``ends`` counts how they ended.
    """

    planned: int = 0
    started: int = 0
    ended: int = 0
    accepted: int = 0
    latencies: Latencies = field(default_factory=Latencies)
    ends: Counter[EndKey] = field(default_factory=Counter)

    def merge(self, other: "Interval") -> None:
        """Add what happened in the same interval elsewhere."""
        self.planned += other.planned
        self.started += other.started
        self.ended += other.ended
        self.accepted += other.accepted
        self.latencies.merge(other.latencies)
        self.ends.update(other.ends)

    def as_list(self) -> list[Any]:
        """Return plain JSON values, for another process."""
        numbers = [self.planned, self.started, self.ended, self.accepted]
        return [*numbers, self.latencies.as_dict(), ends_as_list(self.ends)]

    @classmethod
    def from_list(cls, data: list[Any]) -> "Interval":
        """Rebuild what :meth:`as_list` gave, also after JSON; anything else raises ``ValueError`` or ``TypeError``."""
        *numbers, latencies, ends = data
        planned, started, ended, accepted = map(int, numbers)
        return cls(planned, started, ended, accepted, Latencies.from_dict(latencies), ends_from_list(ends))


def count_ends(kinds: Sequence[int], ends: Sequence[RequestEnd]) -> Counter[EndKey]:
    """Return how many requests of which kind ended how; the two have the same order."""
    counted = Counter(zip(kinds, ends, strict=True))
    return Counter({EndKey(RequestKind(kind), end): number for (kind, end), number in counted.items()})


def ends_as_list(ends: Counter[EndKey]) -> list[list[int | str]]:
    """Return counts of ends as plain JSON values, for another process."""
    return [[int(kind), str(end) if isinstance(end, Outcome) else end, number] for (kind, end), number in ends.items()]


def ends_from_list(data: Any) -> Counter[EndKey]:
    """Rebuild what :func:`ends_as_list` gave; anything else raises ``ValueError`` or ``TypeError``."""
    return Counter(
        {
            EndKey(RequestKind(kind), Outcome(end) if isinstance(end, str) else int(end)): int(number)
            for kind, end, number in data
        }
    )
