"""From a scenario to its forecast: by counting where that is exact, and else by playing every event."""

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


def make_forecast(scenario: Scenario, pair_gap: float = PAIR_GAP) -> StormForecast:
    """Return every attempt of every event of a scenario, added up: the same for the same scenario.

    ``pair_gap`` is how many seconds two events of a mail lie apart, of which it is told how many are accepted in the
    wrong order. Too many events raise ``UsageError``.
    """
    _refuse_too_many(scenario)
    return count_attempts(scenario, pair_gap) if scenario.counted else play_attempts(scenario, pair_gap)


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
