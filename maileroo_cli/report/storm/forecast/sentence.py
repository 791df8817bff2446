"""What a forecast says, in sentences for somebody who never thought of retries."""

from collections.abc import Iterator, Sequence
from math import ceil

from maileroo_cli.delivery.storm.assumption import campaign_words
from maileroo_cli.delivery.storm.forecast.definition import StormForecast
from maileroo_cli.delivery.storm.forecast.minutes import StormMinute
from maileroo_cli.report.storm.forecast.wording import about, ordinal, percent, rate_words, times
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import format_span

_FEW = 10
"""Fewer attempts within a second are no burst."""

_NOTABLE = 1.1
"""A later minute is named where it has so many times the attempts of the first."""


def forecast_sentences(forecast: StormForecast, gap: float) -> str:
    """Return the answer of a forecast; two events of a pair lie ``gap`` seconds apart."""
    return " ".join([_outage(forecast), *_wave(forecast), _end(forecast), *_order(forecast, gap), *_queue(forecast)])


def comparison_sentences(forecasts: Sequence[StormForecast]) -> str:
    """Return what several outages have to say together."""
    shortest, *_, longest = sorted(forecasts, key=lambda one: one.scenario.outage)
    least, most = (_attempts(one, one.after[0]) for one in (shortest, longest))
    first, last = (format_span(one.scenario.outage) for one in (shortest, longest))
    wave = (
        f"In the first minute after the recovery {least} come if nothing got through for {first}, {most} after {last}."
    )
    losing = [f"{count(one.lost, 'event')} after {format_span(one.scenario.outage)}" for one in forecasts if one.lost]
    lost = f"Lost for good: {', '.join(losing)}." if losing else "No event is lost."
    return f"{wave} {lost}"


def scenario_words(forecasts: Sequence[StormForecast]) -> str:
    """Return what forecasts are of: ``30 events a minute; maileroo: 9 attempts in 14h``."""
    scenario, outage = forecasts[0].scenario, forecasts[0].scenario.outage if len(forecasts) == 1 else None
    parts = [rate_words(scenario.per_second)] if scenario.per_second else []
    parts += [f"a campaign of {count(one.mails, 'mail')} {campaign_words(one, outage)}" for one in scenario.campaigns]
    schedule = scenario.schedule
    over = f" in {format_span(schedule.total)}" if schedule.waits else ""
    text = "; ".join([*parts, f"{safe(schedule.name, 60)}: {count(schedule.attempts, 'attempt')}{over}"])
    return f"{text[:1].upper()}{text[1:]}"


def _outage(forecast: StormForecast) -> str:
    outage = format_span(forecast.scenario.outage)
    factor = forecast.factor(forecast.peak_during)
    if factor is not None and factor > 1:
        return f"For {outage} nothing gets through, while up to {times(factor)} times your usual rate is tried."
    return f"For {outage} nothing gets through."


def _wave(forecast: StormForecast) -> Iterator[str]:
    first, peak = forecast.after[0], forecast.peak
    if not any(one.retries for one in forecast.after):
        yield "After that nothing is tried again."
        return
    within = f", {forecast.peak_second:,} of them within one second" if _is_burst(forecast) else ""
    late = peak.attempts > _NOTABLE * first.attempts
    if first.attempts:
        yield f"Then {_attempts(forecast, first)} come in the first minute{'' if late else within}."
    if late:
        minute = ordinal(round((peak.start - forecast.scenario.outage) / 60) + 1)
        most = "Most" if first.attempts else "Then most"
        yield f"{most} come in the {minute} minute: {_attempts(forecast, peak)}{within}."


def _is_burst(forecast: StormForecast) -> bool:
    """Whether the busiest second has ten times its share of the busiest minute, as a campaign that comes back has."""
    most = forecast.peak_second
    return bool(forecast.scenario.campaigns) and most >= _FEW and 6 * most > forecast.peak.attempts


def _attempts(forecast: StormForecast, minute: StormMinute) -> str:
    """Return ``180 attempts (6 times your usual rate)``."""
    factor = forecast.factor(minute)
    attempts = count(minute.attempts, "attempt")
    if factor is None:
        return attempts
    return f"{attempts} ({'' if times(factor) == '1' else f'{times(factor)} times '}your usual rate)"


def _end(forecast: StormForecast) -> str:
    lost = "none is lost"
    if forecast.lost:
        lost = f"{count(forecast.lost, 'event')} {'is' if forecast.lost == 1 else 'are'} lost for good"
    if not forecast.drain:
        return f"No event arrives late; {lost}."
    return f"The last old event arrives {about(forecast.drain)} after the recovery; {lost}."


def _order(forecast: StormForecast, gap: float) -> Iterator[str]:
    if forecast.reversed:
        share = percent(forecast.reversed, forecast.pairs)
        lost = forecast.lost_pairs
        both = f"; {count(lost, 'pair')} more {'has' if lost == 1 else 'have'} an event that is lost" if lost else ""
        yield (
            f"Of two events of a mail that happen {format_span(gap)} apart, the first of them in the outage, "
            f"{share} arrive in the wrong order{both}."
        )


def _queue(forecast: StormForecast) -> Iterator[str]:
    """Yield when a receiver has caught up whose capacity is known."""
    if not forecast.capacity:
        return
    receiver, queue = f"A receiver that works off {rate_words(forecast.capacity, 'event')}", forecast.queue
    most = max(queue, default=0.0)
    waiting = f"up to {count(ceil(most), 'event')} {'waits' if ceil(most) == 1 else 'wait'} in it"
    if not most:
        yield f"{receiver} keeps up."
    elif forecast.caught_up is not None:
        work = about(most / forecast.capacity)
        yield f"{receiver} has caught up {about(forecast.caught_up)} after the recovery; {waiting}, {work} of its work."
    elif forecast.capacity <= forecast.scenario.per_second:
        yield f"{receiver} never catches up, since as many or more keep coming."
    else:
        told = about(60.0 * len(queue))
        yield f"{receiver} has not caught up {told} after the recovery, where this forecast ends; {waiting}."
