"""The pace of a load: what was begun beside what was due. What rate the receiver bears is told in ``sustained``."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

from maileroo_cli.delivery.load.arrivals import Wave
from maileroo_cli.delivery.load.result import LoadResult

LATE = 0.1
"""A request that is begun so many seconds after it was due is late."""

LATE_SHARE = 0.01
"""Up to this share of the requests may be late, or be begun after the window, before a load is not what was planned."""

_GRACE = 0.25
"""What is begun so many seconds after the window was still begun within it."""

_LONGEST_BEHIND = 1.0
"""For so many seconds in all requests may be late before a load is not what was planned."""


@dataclass(frozen=True, slots=True)
class LoadPace:
    """How a load was begun.

    ``planned_rate`` is how many a second were due in the window on average, ``None`` where no times were planned: for
    a wave, and in the closed model. ``started_rate`` is how many were begun in it. ``behind_s`` is for how long what
    was due was not begun for over a tenth of a second, and ``most_behind`` how many requests that were at the most.
    ``begun_s`` is when the last one was begun. ``keeps_up`` tells whether the load was the planned one.
    """

    planned_rate: float | None
    started_rate: float
    behind_s: float
    most_behind: int
    begun_s: float
    keeps_up: bool

    @property
    def share(self) -> float:
        """What part of the planned rate was begun."""
        return self.started_rate / self.planned_rate if self.planned_rate else 1.0


def pace_of(result: LoadResult) -> LoadPace:
    """Return the pace of a load."""
    arrivals, tally = result.plan.arrivals, result.tally
    begun = _begun(result)
    if result.plan.users or isinstance(arrivals.shape, Wave) or not arrivals.seconds:
        seconds = min(result.plan.seconds or begun, result.seconds) or begun or tally.interval_s
        keeps_up = result.interrupted or not result.not_started
        return LoadPace(None, tally.started / seconds, 0.0, 0, begun, keeps_up)
    window = min(arrivals.seconds, result.seconds) if result.interrupted else arrivals.seconds
    window = window or tally.interval_s
    behind_s, most_behind = _behind(result)
    within = ceil((window + _GRACE) / tally.interval_s)
    started = sum(one.started for one in tally.intervals[:within])
    planned = (arrivals.due_within(window) if result.interrupted else result.planned) / window
    late = tally.lateness.count > 0 and tally.lateness.percentile(100 * (1 - LATE_SHARE)) > LATE
    is_short = started < (1 - LATE_SHARE) * result.planned or behind_s > _LONGEST_BEHIND
    keeps_up = result.interrupted or not (result.not_started or (late and is_short))
    return LoadPace(planned, started / window, behind_s, most_behind, begun, keeps_up)


def waits_for_others(result: LoadResult) -> bool:
    """Tell whether requests waited for the answer to an earlier one of their mail: only a lifecycle makes them."""
    tally, is_whole = result.tally, not any(one.lost for one in result.workers)
    return result.plan.keeps_order and is_whole and tally.lateness.count < tally.ends.total()


def _begun(result: LoadResult) -> float:
    """Return when the last request was begun, to the end of its interval."""
    numbers = [number for number, one in enumerate(result.tally.intervals) if one.started]
    return (numbers[-1] + 1) * result.tally.interval_s if numbers else 0.0


def _behind(result: LoadResult) -> tuple[float, int]:
    """Return for how many seconds requests were late to be begun, and how many at the most."""
    tally, width = result.tally, result.tally.interval_s
    planned = [one.planned for one in tally.intervals]
    due: Sequence[int] = list(accumulate(planned))
    if result.not_started and not result.interrupted:
        due = [result.plan.arrivals.due_within((number + 1) * width) for number in range(len(planned))]
        planned = [later - earlier for earlier, later in zip([0, *due], due, strict=False)]
    started = list(accumulate(one.started for one in tally.intervals))
    behind_s, most, rate = 0.0, 0, 0.0
    for now, was_due, was_begun in zip(planned, due, started, strict=True):
        rate = now / width or rate
        if was_due - was_begun > max(1.0, rate * LATE):
            behind_s += width
            most = max(most, was_due - was_begun)
    return behind_s, most
