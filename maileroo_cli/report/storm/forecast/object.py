"""A forecast as a JSON object."""

from typing import Any

from maileroo_cli.delivery.schedule.definition import Fact
from maileroo_cli.delivery.storm.assumption import assumptions_of
from maileroo_cli.delivery.storm.forecast.definition import StormForecast
from maileroo_cli.delivery.storm.forecast.minutes import StormMinute
from maileroo_cli.report.keys.value import number_value

FORECAST_SCHEMA = "mhook.storm-forecast/1"


def forecast_object(forecast: StormForecast, gap: float) -> dict[str, Any]:
    """Return all that is known of a forecast; two events of a pair lie ``gap`` seconds apart."""
    scenario, queue = forecast.scenario, forecast.queue
    queued = {one.start: number_value(waiting) for one, waiting in zip(forecast.after, queue, strict=bool(queue))}

    def minute(one: StormMinute) -> dict[str, Any]:
        return {**_minute(forecast, one), "queued": queued.get(one.start)}

    return {
        "schedule": scenario.schedule.name,
        "max_attempts": scenario.schedule.attempts,
        "events_per_minute": number_value(scenario.per_second * 60),
        "campaigns": [
            {"mails": one.mails, "sent_s": number_value(one.at), "over_s": number_value(one.over)}
            for one in scenario.campaigns
        ],
        "outage_s": number_value(scenario.outage),
        "failing_s": number_value(scenario.failing),
        "parallel": scenario.parallel or None,
        "jitter": number_value(scenario.jitter),
        "seed": scenario.seed,
        "events": forecast.events,
        "attempts": forecast.attempts,
        "accepted": sum(forecast.accepted),
        "accepted_by_attempt": list(forecast.accepted),
        "given_up": forecast.lost,
        "met_events": forecast.met,
        "met_attempts": forecast.met_attempts,
        "planned_backlog_empty_s": number_value(forecast.drain),
        "oldest_s": None if forecast.oldest is None else number_value(forecast.oldest),
        "pair_gap_s": number_value(gap),
        "pairs": forecast.pairs,
        "reversed_pairs": forecast.reversed,
        "lost_pairs": forecast.lost_pairs,
        "peak_outage_minute": minute(forecast.peak_during),
        "peak_minute": minute(forecast.peak),
        "peak_second_attempts": forecast.peak_second,
        "capacity_per_minute": number_value(forecast.capacity * 60) if forecast.capacity else None,
        "caught_up_s": None if forecast.caught_up is None else number_value(forecast.caught_up),
        "minutes": [minute(one) for one in forecast.minutes],
        "facts": [_fact(fact) for fact in scenario.schedule.facts],
        "end_facts": [_fact(fact) for fact in scenario.schedule.ends],
        "assumptions": [_fact(fact) for fact in assumptions_of(scenario, capacity=forecast.capacity)],
    }


def _minute(forecast: StormForecast, one: StormMinute) -> dict[str, Any]:
    factor = forecast.factor(one)
    return {
        "minute_s": number_value(one.start),
        "new_events": one.arrived,
        "first_attempts": one.new,
        "repeated_attempts": one.retries,
        "rate_factor": None if factor is None else number_value(factor),
        "accepted": one.accepted,
        "given_up": one.lost,
        "backlog": one.backlog,
        "age_s": None if one.age is None else number_value(one.age),
        "oldest_s": None if one.oldest is None else number_value(one.oldest),
    }


def _fact(fact: Fact) -> dict[str, str]:
    return {"about": fact.about, "statement": fact.text, "grade": str(fact.grade)}
