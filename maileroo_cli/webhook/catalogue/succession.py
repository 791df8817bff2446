"""Which event of a mail may follow which (inferred). Whole lives are in ``generation.lifecycle``."""

from collections import deque
from collections.abc import Mapping
from types import MappingProxyType

from maileroo_cli.webhook.catalogue.event import EventType

FOLLOWERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "": frozenset({EventType.ACCEPTED, EventType.REJECTED}),
        EventType.ACCEPTED: frozenset({EventType.DEFERRED, EventType.DELIVERED, EventType.FAILED}),
        EventType.DEFERRED: frozenset({EventType.DEFERRED, EventType.DELIVERED, EventType.FAILED}),
        EventType.DELIVERED: frozenset({EventType.OPENED, EventType.CLICKED, EventType.COMPLAINED}),
        EventType.OPENED: frozenset({EventType.OPENED, EventType.CLICKED, EventType.COMPLAINED}),
        EventType.CLICKED: frozenset({EventType.OPENED, EventType.CLICKED, EventType.COMPLAINED}),
        EventType.FAILED: frozenset(),
        EventType.REJECTED: frozenset(),
        EventType.COMPLAINED: frozenset({EventType.OPENED, EventType.CLICKED}),
    }
)
"""What may follow each event of one recipient; the empty name stands for nothing yet."""

_STAGES = (
    (EventType.ACCEPTED, EventType.REJECTED),
    (EventType.DEFERRED,),
    (EventType.DELIVERED, EventType.FAILED),
    (EventType.OPENED, EventType.CLICKED, EventType.COMPLAINED),
)
_STAGE_OF: Mapping[str, int] = {event: stage for stage, events in enumerate(_STAGES) for event in events}


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
