"""Which event of a mail may follow which (inferred). Whole lives are in ``generation.lifecycle``."""

from collections import deque
from collections.abc import Mapping
from types import MappingProxyType

FOLLOWERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "": frozenset({"accepted", "rejected"}),
        "accepted": frozenset({"deferred", "delivered", "failed"}),
        "deferred": frozenset({"deferred", "delivered", "failed"}),
        "delivered": frozenset({"opened", "clicked", "complained"}),
        "opened": frozenset({"opened", "clicked", "complained"}),
        "clicked": frozenset({"opened", "clicked", "complained"}),
        "failed": frozenset(),
        "rejected": frozenset(),
        "complained": frozenset({"opened", "clicked"}),
    }
)
"""What may follow each event of one recipient; the empty name stands for nothing yet."""

_STAGES = (("accepted", "rejected"), ("deferred",), ("delivered", "failed"), ("opened", "clicked", "complained"))
_STAGE_OF = {event: stage for stage, events in enumerate(_STAGES) for event in events}


def stage_of(event: str) -> int:
    """Return how far in its life a mail is with ``event``: what can happen in either order has the same stage."""
    return _STAGE_OF.get(event, len(_STAGES))


def events_between(before: str, event: str) -> tuple[str, ...] | None:
    """Return the fewest events that must have happened between two events, or ``None`` where no life has that order.

    ``before`` may be empty for nothing yet: before ``opened`` come ``accepted`` and ``delivered``.
    """
    waiting: deque[tuple[str, tuple[str, ...]]] = deque([(before, ())])
    tried = {before}
    while waiting:
        last, between = waiting.popleft()
        if event in FOLLOWERS[last]:
            return between
        for follower in sorted(FOLLOWERS[last] - tried):
            tried.add(follower)
            waiting.append((follower, (*between, follower)))
    return None
