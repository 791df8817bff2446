"""What is assumed of a storm: the traffic, the outage, and the schedule that tries again. Time 0 is when it begins."""

from dataclasses import dataclass
from typing import NamedTuple

from maileroo_cli.delivery.schedule.definition import Schedule


class Campaign(NamedTuple):
    """So many mails that are sent at once, ``at`` seconds after the outage began, or before it where negative."""

    mails: int
    at: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """One storm.

    ``per_second`` is the steady rate of new events, before, during and after the outage, which lasts ``outage``
    seconds from 0. A failing attempt takes ``failing`` seconds, from which its wait counts. ``after`` is how long
    new events go on after the recovery. What Maileroo is not known to do is off: ``jitter`` is the share by which each
    wait is drawn shorter or longer, ``parallel`` how many deliveries run at the same time, 0 without a limit.
    """

    schedule: Schedule
    per_second: float
    outage: float
    campaigns: tuple[Campaign, ...] = ()
    failing: float = 0.0
    after: float = 0.0
    jitter: float = 0.0
    parallel: int = 0
    seed: int = 0
