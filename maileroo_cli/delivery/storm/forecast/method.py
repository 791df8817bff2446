"""From a scenario to its forecast: by counting where that is exact, and else by playing every event."""

from dataclasses import replace
from math import ceil

from maileroo_cli.delivery.storm.forecast.counting import count_attempts
from maileroo_cli.delivery.storm.forecast.definition import StormForecast
from maileroo_cli.delivery.storm.forecast.playing import play_attempts
from maileroo_cli.delivery.storm.scenario import Scenario
from maileroo_cli.errors import UsageError

PAIR_GAP = 600.0
"""Seconds between two events of a mail, where nobody says otherwise."""

MOST_PLAYED = 5_000_000
"""So many events are played at most, and so many mails may be in campaigns."""

MOST_COUNTED = 1_000_000_000
"""So many events are counted at most."""

_MINUTE = 60.0
_QUIET = 10
"""Minutes after a queue is empty, which show that it stays so."""

_LONGEST_QUEUE = 7 * 86_400.0


def make_forecast(scenario: Scenario, pair_gap: float = PAIR_GAP) -> StormForecast:
    """Return every attempt of every event of a scenario, added up: the same for the same scenario.

    ``pair_gap`` is how many seconds two events of a mail lie apart, of which it is told how many are accepted in the
    wrong order. Too many events raise ``UsageError``.
    """
    _refuse_too_many(scenario)
    return count_attempts(scenario, pair_gap) if scenario.counted else play_attempts(scenario, pair_gap)


def follow_queue(scenario: Scenario, pair_gap: float, capacity: float, *, as_long: bool = True) -> StormForecast:
    """Return the forecast for a receiver that works off ``capacity`` events in a second.

    With ``as_long`` its traffic goes on until the receiver has caught up, where it does so within a week.
    """
    forecast = replace(make_forecast(scenario, pair_gap), capacity=capacity)
    spare = capacity - scenario.per_second
    while as_long and spare > 0 and forecast.caught_up is None and scenario.after < _LONGEST_QUEUE:
        minutes = ceil(forecast.queue[-1] / spare / _MINUTE) + _QUIET
        scenario = replace(scenario, after=min(_LONGEST_QUEUE, scenario.after + minutes * _MINUTE))
        try:
            forecast = replace(make_forecast(scenario, pair_gap), capacity=capacity)
        except UsageError:  # too many events: what is known so far is told
            break
    return forecast


def _refuse_too_many(scenario: Scenario) -> None:
    seconds = scenario.before + scenario.outage + scenario.after
    mails = sum(campaign.mails for campaign in scenario.campaigns)
    events = scenario.per_second * seconds
    if mails > MOST_PLAYED:
        raise UsageError(f"the campaigns have {mails:,} mails, more than {MOST_PLAYED:,}", "take smaller campaigns")
    most = MOST_COUNTED if scenario.counted else MOST_PLAYED
    if events + mails > most:
        what = f"these are {events + mails:,.0f} events, more than {most:,}"
        alike = "" if scenario.counted else "; without jitter and a limit of parallel deliveries more can be counted"
        raise UsageError(what, f"take less traffic, or a shorter outage{alike}")
