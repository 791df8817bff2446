"""What is assumed of a storm: the traffic, the outage, and the schedule that tries again. Time 0 is when it begins.

How a user writes it is read in ``text``; which events that makes is told in ``traffic``.
"""

from dataclasses import dataclass
from typing import NamedTuple

from maileroo_cli.delivery.load.plan import DEFAULT_MIX
from maileroo_cli.delivery.schedule.definition import Schedule


class Campaign(NamedTuple):
    """So many mails that are sent evenly within ``over`` seconds, at once where that is 0.

    The first is sent ``at`` seconds after the outage began, or before it where that is negative.
    """

    mails: int
    at: float
    over: float = 0.0


@dataclass(frozen=True, slots=True)
class Scenario:
    """One storm.

    ``per_second`` is the steady rate of new events, before, during and after the outage, which lasts ``outage``
    seconds from 0. A failing attempt takes ``failing`` seconds, from which its wait counts, an accepted one
    ``serving``. New events begin ``before`` seconds before the outage and go on for ``after`` seconds after the
    recovery. The mails of campaigns have lives of the ``mix``, in the form of ``--mix``. What Maileroo is not known to
    do is off: ``jitter`` is the share by which each wait is drawn shorter or longer, ``parallel`` how many deliveries
    run at the same time, 0 without a limit.
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
    before: float = 0.0
    serving: float = 0.0
    mix: str = DEFAULT_MIX

    @property
    def counted(self) -> bool:
        """Whether all events fare alike, so that their attempts can be counted without playing each one."""
        return not self.jitter and not self.parallel
