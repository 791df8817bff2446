"""The pace of a load: what was begun beside what was due, and up to which rate the answers kept a budget."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, sqrt
from typing import NamedTuple

from maileroo_cli.delivery.attempt.latency import Latencies
from maileroo_cli.delivery.load.arrivals import Wave
from maileroo_cli.delivery.load.judgement.budget import LoadBudget
from maileroo_cli.delivery.load.result import LoadResult

LATE = 0.1
"""A request that is begun so many seconds after it was due is late."""

LATE_SHARE = 0.01
"""Up to this share of the requests may be late, or be begun after the window, before a load is not what was planned."""

_GRACE = 0.25
"""What is begun so many seconds after the window was still begun within it."""

_LONGEST_BEHIND = 1.0
"""For so many seconds in all requests may be late before a load is not what was planned."""

_SPANS, _FEWEST_SPANS, _SPAN = 50, 10, 1.0
_ACCEPTED = 0.9
"""Where less of what should be accepted was, fast answers are no good answers."""


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


class SustainedRate(NamedTuple):
    """The highest rate a second whose answers kept the budgets, and from when they did not; ``None`` where always."""

    per_second: float
    broken_from_s: float | None


class _Span(NamedTuple):
    """A part of the window from ``seconds`` on, ``width`` long; ``accepts`` tells whether what ended in it was good."""

    seconds: float
    width: float
    started: int
    latencies: Latencies
    accepts: bool

    def keeps(self, budgets: Sequence[LoadBudget], silent: float) -> bool:
        """Tell whether its answers kept ``budgets``; ``silent`` is for how many seconds none had come at its end."""
        if not self.latencies.count:
            return silent <= max(budget.seconds for budget in budgets)
        return self.accepts and all(budget.is_kept(self.latencies) for budget in budgets)


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


def sustained_rate(result: LoadResult, budgets: Sequence[LoadBudget]) -> SustainedRate | None:
    """Return up to which rate the answers kept all ``budgets``; ``None`` where there are none, or no rate was planned.

    One bad span between good ones is passed over: what counts is from when on it stays bad, or where it ends so.
    """
    if not budgets or result.plan.users or isinstance(result.plan.arrivals.shape, Wave):
        return None
    spans = list(_spans(result))
    kept, silent = list[bool](), 0.0
    for span in spans:
        silent = 0.0 if span.latencies.count or not span.started else silent + span.width
        kept.append(span.keeps(budgets, silent))
    broken = next(
        (at for at, is_kept in enumerate(kept) if not is_kept and not any(kept[at + 1 : at + 2])),
        len(spans),
    )
    proven = [span for span, is_kept in zip(spans[:broken], kept, strict=False) if is_kept and span.latencies.count]
    shape = result.plan.arrivals.shape
    rates = [
        min(span.started, shape.arrivals(span.seconds + span.width) - shape.arrivals(span.seconds)) / span.width
        for span in proven
    ]
    return SustainedRate(max(rates, default=0.0), spans[broken].seconds if broken < len(spans) else None)


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


def _spans(result: LoadResult) -> Iterator[_Span]:
    """Yield the window in at most fifty spans that hold enough for a percentile, and end where it ends."""
    tally, window = result.tally, result.plan.seconds
    least = max(window / _SPANS, min(_SPAN, window / _FEWEST_SPANS))
    step = max(1, round(least / tally.interval_s))
    intervals = tally.intervals[: max(1, ceil(window / tally.interval_s - 1e-9))]
    for first in range(0, len(intervals), step):
        group = intervals[first : first + step]
        latencies = Latencies()
        for one in group:
            latencies.merge(one.latencies)
        width = min(window - first * tally.interval_s, len(group) * tally.interval_s) or tally.interval_s
        ended, bad = sum(one.ended for one in group), result.plan.bad
        wanted = _ACCEPTED * (1 - bad) * ended - 3 * sqrt(bad * ended)  # those that are bad come at random
        accepts = sum(one.accepted for one in group) >= wanted
        yield _Span(first * tally.interval_s, width, sum(one.started for one in group), latencies, accepts)
