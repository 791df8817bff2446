"""The rate that a receiver sustains: its answers keep the budgets, and what waits for it grows no more.

That answers were fast at first proves nothing: where more is due than a receiver can do, the backlog has to build up
before they become slow.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import ceil, sqrt
from typing import NamedTuple

from maileroo_cli.delivery.attempt.latency import Latencies
from maileroo_cli.delivery.load.arrivals import Rate, Wave
from maileroo_cli.delivery.load.judgement.budget import LoadBudget
from maileroo_cli.delivery.load.result import LoadResult

_SPANS, _FEWEST_SPANS, _SPAN = 50, 10, 1.0
_ACCEPTED = 0.9
"""Where less of what should be accepted was, fast answers are no good answers."""

_SLACK, _SLACK_SHARE = 1.0, 0.03
"""By so many requests, and this share of those that are due, a backlog may grow in a span by chance."""


class SustainedRate(NamedTuple):
    """The highest rate a second that was sustained, 0 for none.

    ``broken_from_s`` is from when on answers kept the budgets no more, ``None`` where they did to the end.
    ``is_growing`` tells that up to the end of the window the backlog grew; on a ramp also that a budget was broken.
    """

    per_second: float
    broken_from_s: float | None
    is_growing: bool = False


class _Span(NamedTuple):
    """A part of the window from ``seconds`` on, ``width`` long.

    ``accepts`` tells whether what ended in it was good, ``grew`` by how many requests the backlog grew in it.
    """

    seconds: float
    width: float
    planned: int
    started: int
    ended: int
    grew: int
    latencies: Latencies
    accepts: bool

    def keeps(self, budgets: Sequence[LoadBudget], silent: float) -> bool:
        """Tell whether its answers kept ``budgets``; ``silent`` is for how many seconds none had come at its end."""
        if not self.ended:
            return silent <= max(budget.seconds for budget in budgets)
        return self.accepts and all(budget.is_kept(self.latencies) for budget in budgets)

    def is_stable(self, rise: float) -> bool:
        """Tell whether what was due in it was answered; ``rise`` is by how many a second the rate rose.

        With a higher rate more is under way at a time, however fast the answers are.
        """
        slack = _SLACK + _SLACK_SHARE * self.planned + max(0.0, rise) * self.latencies.percentile(50)
        return self.grew <= slack


def sustained_rate(result: LoadResult, budgets: Sequence[LoadBudget]) -> SustainedRate | None:
    """Return which rate was sustained under all ``budgets``; ``None`` where there are none, or no rate was planned.

    At one rate all the time it is that one, or none. On a ramp it is the highest one before the backlog grew or a
    budget was broken for good: one bad span between good ones is passed over.
    """
    shape = result.plan.arrivals.shape
    if not budgets or result.plan.users or isinstance(shape, Wave):
        return None
    spans = list(_spans(result))
    kept, silent = list[bool](), 0.0
    for span in spans:
        silent = 0.0 if span.ended or not span.started else silent + span.width
        kept.append(span.keeps(budgets, silent))
    broken = _end_of(kept)
    broken_from = spans[broken].seconds if broken < len(spans) else None
    arrivals = [shape.arrivals(span.seconds + span.width) - shape.arrivals(span.seconds) for span in spans]
    rates = [min(span.started, due) / span.width for span, due in zip(spans, arrivals, strict=True)]
    if isinstance(shape, Rate):
        is_growing = _is_growing(result)
        holds = broken_from is None and not is_growing
        holds = holds and all(budget.is_kept(result.tally.from_due) for budget in budgets)
        proven = [rate for rate, span in zip(rates, spans, strict=True) if span.latencies.count]
        return SustainedRate(max(proven, default=0.0) if holds else 0.0, broken_from, is_growing)
    planned = [due / span.width for span, due in zip(spans, arrivals, strict=True)]
    rises = [later - earlier for earlier, later in zip([0.0, *planned], planned, strict=False)]
    good = [one and span.is_stable(rise) for one, span, rise in zip(kept, spans, rises, strict=True)]
    before = _end_of(good)
    held = zip(rates[:before], spans, good, strict=False)
    proven = [rate for rate, span, one in held if one and span.latencies.count]
    return SustainedRate(max(proven, default=0.0), broken_from, before < len(spans))


def _end_of(good: Sequence[bool]) -> int:
    """Return from where on it is bad: twice, or at the end; how many there are where it never is."""
    return next((at for at, one in enumerate(good) if not one and not any(good[at + 1 : at + 2])), len(good))


def _backlogs(result: LoadResult) -> list[int]:
    """Return how many requests were due and had not ended, at the end of each interval of the window."""
    intervals = result.tally.intervals[: _in_window(result)]
    return list(accumulate(one.planned - one.ended for one in intervals))


def _is_growing(result: LoadResult) -> bool:
    """Tell whether in the last quarter of the window more waited all the time than ever in its first half."""
    backlogs = _backlogs(result)
    first, last = backlogs[: (len(backlogs) + 1) // 2], backlogs[len(backlogs) * 3 // 4 :]
    if len(backlogs) < _FEWEST_SPANS:
        return False
    return min(last) > max(first) * (1 + _SLACK_SHARE) + _SLACK


def _in_window(result: LoadResult) -> int:
    """Return how many intervals the window has."""
    return max(1, ceil(result.plan.seconds / result.tally.interval_s - 1e-9))


def _spans(result: LoadResult) -> Iterator[_Span]:
    """Yield the window in at most fifty spans that hold enough for a percentile, and end where it ends."""
    tally, window = result.tally, result.plan.seconds
    least = max(window / _SPANS, min(_SPAN, window / _FEWEST_SPANS))
    step = max(1, round(least / tally.interval_s))
    intervals, backlogs = tally.intervals[: _in_window(result)], _backlogs(result)
    for first in range(0, len(intervals), step):
        group = intervals[first : first + step]
        latencies = Latencies()
        for one in group:
            latencies.merge(one.latencies)
        width = min(window - first * tally.interval_s, len(group) * tally.interval_s) or tally.interval_s
        ended, bad = sum(one.ended for one in group), result.plan.bad
        wanted = _ACCEPTED * (1 - bad) * ended - 3 * sqrt(bad * ended)  # those that are bad come at random
        yield _Span(
            seconds=first * tally.interval_s,
            width=width,
            planned=sum(one.planned for one in group),
            started=sum(one.started for one in group),
            ended=ended,
            grew=backlogs[first + len(group) - 1] - (backlogs[first - 1] if first else 0),
            latencies=latencies,
            accepts=sum(one.accepted for one in group) >= wanted,
        )
