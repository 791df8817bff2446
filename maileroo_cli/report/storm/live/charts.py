"""The charts of a storm that was sent, as data: attempts, what is pending, latency, and how old events are."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from maileroo_cli.delivery.storm.live.result import StormResult
from maileroo_cli.delivery.storm.live.tally import StormInterval
from maileroo_cli.report.chart.definition import Chart, Mark, Series, Tone, Unit

_MINUTE = 60.0
IntervalValue: TypeAlias = Callable[[StormInterval], float | None]


def storm_charts(result: StormResult) -> list[Chart]:
    """Return all charts of a result; times are simulated seconds since the outage began."""
    charts = [rate_chart(result), pending_chart(result), latency_chart(result), old_chart(result)]
    return [chart for chart in charts if any(series.points for series in chart.series)]


def rate_chart(result: StormResult) -> Chart:
    """Return what was tried and what got through, a simulated minute."""
    factor = _MINUTE / result.plan.interval
    return Chart(
        "Attempts a minute, and events that get through",
        Unit.PER_MINUTE,
        (
            Series("attempts", _points(result, lambda one: (one.sent + one.failed) * factor), Tone.RISK, filled=True),
            Series("new events", _points(result, lambda one: one.events * factor), Tone.FAINT),
            Series("accepted", _points(result, lambda one: one.accepted_events * factor), Tone.GOOD),
        ),
        _marks(result),
        caption="In simulated time. During the outage nothing is sent: these attempts fail.",
    )


def pending_chart(result: StormResult) -> Chart:
    """Return how many events were pending, and how many accepted ones were not worked off, where that was seen."""
    series = [Series("pending", result.backlog(), Tone.RISK, filled=True)]
    if result.effects is not None and result.effects.looks:
        behind = [(look.moment, look.behind) for look in result.effects.looks]
        series.append(Series("accepted, not worked off", behind, Tone.BAD))
    return Chart("Events that wait", Unit.COUNT, series, _marks(result))


def latency_chart(result: StormResult) -> Chart:
    """Return how long answers took from when they were due, in real seconds."""
    return Chart(
        "How long answers take, from when they were due",
        Unit.SECONDS,
        (
            Series("p50", _points(result, lambda one: _percentile(one, 50)), Tone.PLAIN),
            Series("p90", _points(result, lambda one: _percentile(one, 90)), Tone.BAD),
        ),
        _marks(result),
        logarithmic=True,
        caption="These are real seconds: the receiver is not faster for the scale.",
    )


def old_chart(result: StormResult) -> Chart:
    """Return how old the events were that were accepted, in simulated seconds."""
    return Chart(
        "Age of the events that arrive",
        Unit.SECONDS,
        (
            Series("oldest", _points(result, lambda one: one.oldest if one.accepted_events else None), Tone.BAD),
            Series("on average", _points(result, _age), Tone.PLAIN),
        ),
        _marks(result),
        caption="From when an event happens to when it is accepted, in simulated time.",
    )


def _age(one: StormInterval) -> float | None:
    return one.age / one.accepted_events if one.accepted_events else None


def _percentile(one: StormInterval, percent: float) -> float | None:
    return one.latencies.percentile(percent) if one.latencies.count else None


def _points(result: StormResult, value: IntervalValue) -> Sequence[tuple[float, float | None]]:
    half = result.plan.interval / 2
    return [(result.tally.begins(number) + half, value(one)) for number, one in enumerate(result.tally.intervals)]


def _marks(result: StormResult) -> tuple[Mark, ...]:
    return (Mark(0.0, "outage", result.plan.outage),) if result.plan.outage else ()
