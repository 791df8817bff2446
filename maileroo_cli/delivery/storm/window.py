"""How much of a storm is looked at: how long before the outage, and for how long after the recovery."""

from dataclasses import replace
from math import ceil

from maileroo_cli.delivery.storm.scenario import Scenario

_SHORTEST, _LONGEST = 10, 120
"""Minutes before the outage."""

_QUIET = 10
"""Minutes after the last retry, which show that all is as before."""

_MINUTE = 60.0


def with_window(scenario: Scenario, after: float | None = None) -> Scenario:
    """Return the scenario with traffic before the outage, and after the recovery until all retries are made.

    Campaigns before the outage lie within it. ``after`` says in seconds how long traffic goes on instead.
    """
    tenth = ceil(scenario.outage / 10 / _MINUTE)
    minutes = min(max(tenth, _SHORTEST), _LONGEST)
    earliest = max((-campaign.at for campaign in scenario.campaigns), default=0.0)
    if earliest > 0:
        minutes = max(minutes, ceil(earliest / _MINUTE) + 1)
    if after is None:
        after = (ceil(longest_drain(scenario) / _MINUTE) + _QUIET) * _MINUTE
    return replace(scenario, before=minutes * _MINUTE, after=after)


def longest_drain(scenario: Scenario) -> float:
    """Return so many seconds after the recovery that no retry is made later, unless deliveries wait for each other."""
    longest = begun = 0.0
    for wait in scenario.schedule.waits:
        if begun >= scenario.outage:
            break
        longest = max(longest, scenario.failing + wait * (1 + scenario.jitter))
        begun += scenario.failing + wait * (1 - scenario.jitter)
    return longest
