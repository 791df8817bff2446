"""What a forecast says, in sentences for somebody who never thought of retries."""

from collections.abc import Iterator, Sequence

from maileroo_cli.delivery.storm.forecast.definition import StormForecast
from maileroo_cli.delivery.storm.forecast.minutes import StormMinute
from maileroo_cli.report.storm.forecast.wording import about, ordinal, percent, times
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import format_span


def forecast_sentences(forecast: StormForecast, gap: float) -> str:
    """Return the answer of a forecast; two events of a pair lie ``gap`` seconds apart."""
    return " ".join([*_outage(forecast), *_wave(forecast), _end(forecast), *_order(forecast, gap)])


def comparison_sentences(forecasts: Sequence[StormForecast]) -> str:
    """Return what several outages have to say together, from the shortest to the longest."""
    shortest, *_, longest = sorted(forecasts, key=lambda one: one.scenario.outage)
    parts = [f"after {format_span(one.scenario.outage)} {_first_words(one)}" for one in (shortest, longest)]
    losing = [one for one in forecasts if one.lost]
    lost = "No event is lost in any of these outages."
    if losing:
        first = min(losing, key=lambda one: one.scenario.outage)
        outage = format_span(first.scenario.outage)
        lost = f"Events are lost when it lasts {outage}{' or longer' if first is not longest else ''}."
    return f"The longer nothing gets through, the more comes at once: {', '.join(parts)}. {lost}"


def _outage(forecast: StormForecast) -> Iterator[str]:
    outage = format_span(forecast.scenario.outage)
    peak = forecast.peak_during
    factor = forecast.factor(peak)
    if factor is not None and factor > 1:
        yield f"For {outage} nothing gets through, while up to {times(factor)} times your usual rate is tried."
    else:
        yield f"For {outage} nothing gets through."


def _wave(forecast: StormForecast) -> Iterator[str]:
    first, peak = forecast.after[0], forecast.peak
    if not peak.retries and not first.retries:
        yield "Then all is as before: nothing is tried again."
        return
    yield f"Then {_first_words(forecast)} in the first minute."
    if peak.attempts > first.attempts:
        minute = ordinal(round((peak.start - forecast.scenario.outage) / 60) + 1)
        yield f"Most come in the {minute} minute: {_attempts(forecast, peak)}."


def _first_words(forecast: StormForecast) -> str:
    return f"{_attempts(forecast, forecast.after[0])} come"


def _attempts(forecast: StormForecast, minute: StormMinute) -> str:
    """Return ``180 attempts (6 times your usual rate)``."""
    factor = forecast.factor(minute)
    usual = "" if factor is None else f" ({times(factor)} times your usual rate)"
    return f"{count(minute.attempts, 'attempt')}{usual}"


def _end(forecast: StormForecast) -> str:
    lost = "none is lost" if not forecast.lost else f"{count(forecast.lost, 'event')} are lost for good"
    if forecast.lost == 1:
        lost = "1 event is lost for good"
    if not forecast.drain:
        return f"No event arrives late; {lost}."
    return f"The last old event arrives {about(forecast.drain)} after the recovery; {lost}."


def _order(forecast: StormForecast, gap: float) -> Iterator[str]:
    if forecast.pairs and forecast.reversed:
        share = percent(forecast.reversed, forecast.pairs)
        yield (
            f"Of two events of a mail that happen {format_span(gap)} apart, the first of them in the outage, "
            f"{share} arrive in the wrong order."
        )
