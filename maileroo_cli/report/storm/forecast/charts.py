"""The charts of a forecast, as data: attempts a minute, how old the events are that arrive, and how many wait."""

from collections.abc import Sequence

from maileroo_cli.delivery.storm.forecast.definition import StormForecast
from maileroo_cli.delivery.storm.forecast.minutes import StormMinute
from maileroo_cli.report.chart.definition import Chart, ChartGroup, Mark, Series, Tone, Unit
from maileroo_cli.webhook.text.instant import format_span

_STEEP = 30
"""A peak that is so many times the median is drawn on a scale of powers of ten: else nothing beside it is seen."""


def attempts_chart(forecast: StormForecast) -> Chart:
    """Return the attempts a minute: those of new events, and on top of them all that are tried again."""
    return _attempts_chart(forecast.minutes, "Attempts", _marks(forecast))


def age_chart(forecast: StormForecast) -> Chart:
    """Return how old the events are that are accepted in each minute: on average, and the oldest."""
    minutes = forecast.minutes
    return Chart(
        "Age of the events that arrive",
        Unit.SECONDS,
        (
            Series("the oldest", [(one.start, one.oldest) for one in minutes], Tone.BAD),
            Series("on average", [(one.start, one.age) for one in minutes], Tone.PLAIN),
        ),
        _marks(forecast),
        caption="From when an event happens to when it is accepted; during the outage none is.",
    )


def backlog_chart(forecast: StormForecast) -> Chart:
    """Return how many events are neither accepted nor given up at the end of each minute, and how many wait then."""
    points = [(one.start + 60, one.backlog) for one in forecast.minutes]
    series = [Series("not accepted yet", points, Tone.RISK, filled=True)]
    if forecast.capacity:
        queued = zip(forecast.after, forecast.queue, strict=True)
        series.append(Series("wait in your receiver", [(one.start + 60, some) for one, some in queued], Tone.BAD))
    return Chart("Events that are waited for", Unit.COUNT, series, _marks(forecast))


def outage_charts(forecasts: Sequence[StormForecast]) -> ChartGroup:
    """Return the attempts a minute of several outages, each from its recovery on."""
    charts = [
        _attempts_chart(
            [minute._replace(start=minute.start - one.scenario.outage) for minute in one.after],
            f"after {format_span(one.scenario.outage)}",
            (),
        )
        for one in forecasts
    ]
    return ChartGroup("Attempts, from the recovery on", charts)


def _attempts_chart(minutes: Sequence[StormMinute], title: str, marks: tuple[Mark, ...]) -> Chart:
    attempts = sorted(one.attempts for one in minutes)
    steep = attempts[-1] > _STEEP * max(attempts[len(attempts) // 2], 1)
    new = Series("new events", [(one.start, one.new) for one in minutes], Tone.PLAIN, filled=not steep)
    if steep:
        every = Series("all attempts", [(one.start, one.attempts) for one in minutes], Tone.RISK)
        return Chart(title, Unit.PER_MINUTE, (every, new), marks, logarithmic=True)
    again = Series("tried again", [(one.start, one.retries) for one in minutes], Tone.RISK, filled=True)
    return Chart(title, Unit.PER_MINUTE, (new, again), marks, stacked=True)


def _marks(forecast: StormForecast) -> tuple[Mark, ...]:
    return (Mark(0.0, "outage", forecast.scenario.outage),)
