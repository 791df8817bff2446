"""The charts of a load, as data: how fast requests went out and were answered, how long that took, and what failed."""

from collections import Counter
from collections.abc import Iterator, Sequence

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.interval import EndKey, Interval
from maileroo_cli.delivery.load.judgement.budget import LoadBudget
from maileroo_cli.delivery.load.judgement.counts import LoadCounts
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.result import LoadResult
from maileroo_cli.report.chart.definition import Chart, Mark, Series, Tone, Unit
from maileroo_cli.report.chart.wording import time_words

_MOST_CLASSES = 5
_TONES = (Tone.BAD, Tone.RISK, Tone.OTHER, Tone.PLAIN, Tone.GOOD, Tone.FAINT)
_SHORTEST = 1e-6


def load_charts(result: LoadResult, budgets: Sequence[LoadBudget] = ()) -> list[Chart]:
    """Return the charts of a load; that of errors only where there were any, none where nothing was sent."""
    if not result.tally.intervals:
        return []
    return [_rate_chart(result), latency_chart(result, budgets), *_error_charts(result)]


def _rate_chart(result: LoadResult) -> Chart:
    tally = result.tally
    width = tally.interval_s

    def line(numbers: Iterator[int]) -> list[tuple[float, float | None]]:
        return [(_middle(result, at), number / width) for at, number in enumerate(numbers)]

    started = Series("started", line(one.started for one in tally.intervals), Tone.PLAIN)
    accepted = Series("answered with success", line(one.accepted for one in tally.intervals), Tone.GOOD, filled=True)
    planned = Series("planned", line(one.planned for one in tally.intervals), Tone.FAINT)
    lines = (started, accepted) if result.plan.users else (planned, started, accepted)
    caption = f"Counted in intervals of {time_words(width)}, each request where it was due, began and ended."
    return Chart("Requests", Unit.PER_SECOND, lines, _marks(result), caption=caption)


def latency_chart(result: LoadResult, budgets: Sequence[LoadBudget]) -> Chart:
    """Return the percentiles of latencies from due over time, with the budgets beside them."""
    figures = (("p50", 50.0, Tone.GOOD), ("p90", 90.0, Tone.PLAIN), ("p99", 99.0, Tone.RISK))
    intervals = result.tally.intervals
    lines = [
        Series(name, [_latency(result, at, one, percent) for at, one in enumerate(intervals)], tone)
        for name, percent, tone in figures
    ]
    lines.append(Series("max", [_latency(result, at, one, None) for at, one in enumerate(intervals)], Tone.BAD))
    ends = (_middle(result, 0), _middle(result, len(intervals) - 1))
    lines += [Series(f"budget {one.text}", [(end, one.seconds) for end in ends], Tone.FAINT) for one in budgets]
    caption = "From when a request was due to the end of its answer, by when it ended."
    return Chart("Latency from due", Unit.SECONDS, lines, _marks(result), logarithmic=True, caption=caption)


def _error_charts(result: LoadResult) -> Iterator[Chart]:
    """Yield the chart of errors by their class, the most frequent ones apart and the others together."""
    counts, tally = LoadCounts(result.tally), result.tally
    wrong = Counter({key: number for key, number in tally.ends.items() if not counts.is_right(key.kind, key.end)})
    classes: Counter[str] = Counter()
    for key, number in wrong.items():
        classes[_class_of(key)] += number
    if not classes:
        return
    names = [name for name, _ in classes.most_common(_MOST_CLASSES)]
    every = [*names, *(["others"] if len(classes) > _MOST_CLASSES else [])]
    lines = []
    for name, tone in zip(every, _TONES, strict=False):
        points: list[tuple[float, float | None]] = []
        for at, one in enumerate(tally.intervals):
            here = (number for key, number in one.ends.items() if key in wrong and _named(key, names) == name)
            points.append((_middle(result, at), sum(here) / tally.interval_s))
        lines.append(Series(name, points, tone, filled=True))
    caption = "Every request that did not end as it should, by when it ended."
    yield Chart("Errors", Unit.PER_SECOND, lines, _marks(result), caption=caption, stacked=True)


def _named(key: EndKey, names: Sequence[str]) -> str:
    name = _class_of(key)
    return name if name in names else "others"


def _class_of(key: EndKey) -> str:
    """Return the class of an error: the status, or the way of failing; a forged event that got it says so."""
    end = str(key.end) if isinstance(key.end, Outcome) else f"answered {key.end}"
    return f"forged: {end}" if key.kind is RequestKind.BAD_SIGNATURE else end


def _latency(result: LoadResult, at: int, interval: Interval, percent: float | None) -> tuple[float, float | None]:
    latencies, middle = interval.latencies, _middle(result, at)
    if not latencies.count:
        return middle, None
    return middle, max(_SHORTEST, latencies.longest if percent is None else latencies.percentile(percent))


def _middle(result: LoadResult, at: int) -> float:
    return (at + 0.5) * result.tally.interval_s


def _marks(result: LoadResult) -> tuple[Mark, ...]:
    """Return the end of the window, where answers came long after it."""
    tally, window = result.tally, result.plan.seconds
    if window and len(tally.intervals) * tally.interval_s > window + 2 * tally.interval_s:
        return (Mark(window, "end of the window"),)
    return ()
