"""A storm played naively, event by event and from the waits alone: what the forecast is held against.

Nothing of the package's own storm is used. Moments are whole microseconds since the outage began.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

SECOND = 1_000_000
MINUTE = 60 * SECOND


@dataclass
class NaiveEvent:
    """One event, when it was tried, and whether the last try was accepted."""

    arrived: int
    tries: list[int] = field(default_factory=list)
    accepted: bool = False
    ended: bool = False


def even_arrivals(rate: Fraction, before: int, until: int) -> list[int]:
    """Return when events arrive that come ``rate`` times a second, from so many seconds before the outage on."""
    arrivals, number = [], 0
    while rate and (at := round(-before * SECOND + number * SECOND / rate)) < until * SECOND:
        arrivals.append(at)
        number += 1
    return arrivals


def play_event(arrived: int, waits: Sequence[float], outage: int, failing: float = 0) -> NaiveEvent:
    """Try one event until it is accepted or the waits end."""
    event = NaiveEvent(arrived)
    now, left = arrived, [round(wait * SECOND) for wait in waits]
    while True:
        event.tries.append(now)
        if now < 0 or now >= outage * SECOND:
            event.accepted = True
            return event
        if not left:
            return event
        now += round(failing * SECOND) + left.pop(0)


def play_queue(
    arrivals: Sequence[int],
    wait_of: Callable[[int, int], float | None],
    outage: int,
    *,
    parallel: int,
    failing: float,
    serving: float,
) -> list[NaiveEvent]:
    """Try all events in the order in which they are due, ``parallel`` at the same time, any number where that is 0.

    ``wait_of`` returns the seconds after the attempt of this number of an event, ``None`` after the last.
    """
    events = [NaiveEvent(at) for at in arrivals]
    due = sorted((at, number) for number, at in enumerate(arrivals))
    busy: list[int] = []
    """When each running delivery ends, in order."""
    while due:
        now, number = due.pop(0)
        if parallel and len(busy) == parallel:
            now = max(now, busy.pop(0))
        event = events[number]
        event.tries.append(now)
        event.accepted = not 0 <= now < outage * SECOND
        end = now + round((serving if event.accepted else failing) * SECOND)
        insort(busy, end)
        wait = wait_of(number, len(event.tries))
        event.ended = event.accepted or wait is None
        if not event.accepted and wait is not None:
            insort(due, (end + round(wait * SECOND), number))
    return events


@dataclass
class NaiveMinute:
    """What comes within one minute."""

    arrived: int = 0
    new: int = 0
    retries: int = 0
    accepted: int = 0
    lost: int = 0
    backlog: int = 0
    ages: list[int] = field(default_factory=list)


def naive_minutes(events: Sequence[NaiveEvent], outage: int) -> dict[int, NaiveMinute]:
    """Return each minute in which anything comes by its number, counted from the recovery."""
    minutes: dict[int, NaiveMinute] = {}

    def minute(moment: int) -> NaiveMinute:
        return minutes.setdefault((moment - outage * SECOND) // MINUTE, NaiveMinute())

    for event in events:
        minute(event.arrived).arrived += 1
        minute(event.tries[0]).new += 1
        for retry in event.tries[1:]:
            minute(retry).retries += 1
        last = minute(event.tries[-1])
        if event.accepted:
            last.accepted += 1
            last.ages.append(event.tries[-1] - event.arrived)
        else:
            last.lost += 1
    arrived, ended = sorted(one.arrived for one in events), sorted(one.tries[-1] for one in events)
    for number, one in minutes.items():
        edge = outage * SECOND + (number + 1) * MINUTE
        one.backlog = bisect_left(arrived, edge) - bisect_left(ended, edge)
    return minutes


def naive_pairs(
    arrivals: Sequence[int], waits: Sequence[float], outage: int, gap: int, failing: float
) -> tuple[int, int]:
    """Return how many pairs there are whose events are both accepted, and how many of them in the wrong order.

    The first is each event that arrives in the outage, the second would arrive ``gap`` seconds later.
    """
    both = wrong = 0
    for at in arrivals:
        if 0 <= at < outage * SECOND:
            first = play_event(at, waits, outage, failing)
            second = play_event(at + gap * SECOND, waits, outage, failing)
            if first.accepted and second.accepted:
                both += 1
                wrong += second.tries[-1] < first.tries[-1]
    return both, wrong
