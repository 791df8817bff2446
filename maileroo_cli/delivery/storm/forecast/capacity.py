"""A receiver that takes every event at once and works off so many a minute: what waits in it, and when nothing does.

At the recovery its queue is empty. It is told minute by minute: what comes within one is not told apart.
"""

from collections.abc import Sequence

from maileroo_cli.delivery.storm.forecast.minutes import StormMinute

_SAME = 1e-9
"""A capacity as a product of seconds may be off by this share of itself."""


def queue_after(minutes: Sequence[StormMinute], capacity: float) -> tuple[float, ...]:
    """Return how many accepted events wait at the end of each of the ``minutes``, from an empty queue on.

    ``capacity`` is how many are worked off in a second; parts of events count as such.
    """
    per_minute, waiting, queue = round(capacity * 60, 9), 0.0, []
    for minute in minutes:
        waiting = max(0.0, waiting + minute.accepted - per_minute)
        # What a sum of fractions leaves over is no event.
        waiting = 0.0 if waiting < _SAME * max(1.0, per_minute) else waiting
        queue.append(waiting)
    return tuple(queue)


def caught_up_after(queue: Sequence[float]) -> float | None:
    """Return after how many seconds the queue is empty for good: 0 where it never has anything, ``None`` if not."""
    if queue and queue[-1]:
        return None
    return 60.0 * max((number for number, waiting in enumerate(queue, 2) if waiting), default=0)
