"""The charts of a forecast, as data: attempts a minute, how old the events are that arrive, and how many wait."""

from collections.abc import Sequence

from maileroo_cli.delivery.storm.forecast.definition import StormForecast
from maileroo_cli.report.chart.definition import Chart, Mark, Series, Tone, Unit
from maileroo_cli.webhook.text.instant import format_span

_TONES = (Tone.PLAIN, Tone.GOOD, Tone.RISK, Tone.BAD, Tone.FAINT)


def attempts_chart(forecast: StormForecast) -> Chart:
    """Return the attempts a minute: all of them, and those of new events."""
    minutes = forecast.minutes
    return Chart(
        "Attempts a minute",
        Unit.PER_MINUTE,
        (
            Series("all attempts", [(one.start, one.attempts) for one in minutes], Tone.RISK, filled=True),
            Series("new events", [(one.start, one.new) for one in minutes], Tone.PLAIN),
        ),
        _marks(forecast),
        caption="What is above the new events is tried again.",
    )


def age_chart(forecast: StormForecast) -> Chart:
    """Return how old the events are that are accepted in each minute: on average, and the oldest."""
    minutes = forecast.minutes
    return Chart(
        "Age of the events that arrive",
        Unit.SECONDS,
        (
            Series("oldest", [(one.start, one.oldest) for one in minutes], Tone.BAD),
            Series("on average", [(one.start, one.age) for one in minutes], Tone.PLAIN),
        ),
        _marks(forecast),
        caption="From when an event happens to when it is accepted.",
    )


def backlog_chart(forecast: StormForecast) -> Chart:
    """Return how many events wait to be accepted at the end of each minute."""
    points = [(one.start, one.backlog) for one in forecast.minutes]
    return Chart("Events that wait", Unit.COUNT, (Series("waiting", points, Tone.RISK, filled=True),), _marks(forecast))


def comparison_chart(forecasts: Sequence[StormForecast]) -> Chart:
    """Return the attempts a minute of several outages, from the recovery on."""
    series = [
        Series(
            f"after {format_span(one.scenario.outage)}",
            [(minute.start - one.scenario.outage, minute.attempts) for minute in one.after],
            _TONES[number % len(_TONES)],
        )
        for number, one in enumerate(forecasts)
    ]
    return Chart("Attempts a minute after the recovery", Unit.PER_MINUTE, series)


def _marks(forecast: StormForecast) -> tuple[Mark, ...]:
    return (Mark(0.0, "outage", forecast.scenario.outage),)
