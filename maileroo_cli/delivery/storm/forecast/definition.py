"""The forecast of a storm as data: every attempt of every event added up. It is made in ``method``."""

from dataclasses import dataclass

from maileroo_cli.delivery.storm.forecast.minutes import StormMinute, busiest_minute
from maileroo_cli.delivery.storm.scenario import Scenario


@dataclass(frozen=True, slots=True)
class StormForecast:
    """What a scenario comes to.

    ``accepted`` says how many events are accepted at each attempt, from the first on; ``lost`` are given up.
    ``drain`` is how many seconds after the recovery the last retry is made, 0 where none is made after it. Of
    ``pairs`` of events of a mail, the first of which arrives in the outage, and that are both accepted, ``reversed``
    are accepted in the wrong order. ``peak_second`` is how many attempts the busiest second of the peak has.
    """

    scenario: Scenario
    minutes: tuple[StormMinute, ...]
    accepted: tuple[int, ...]
    lost: int
    drain: float
    pairs: int
    reversed: int
    peak_second: int

    @property
    def events(self) -> int:
        """How many events there are in all; each is accepted or lost."""
        return sum(self.accepted) + self.lost

    @property
    def attempts(self) -> int:
        """How many attempts are made in all."""
        return sum(minute.attempts for minute in self.minutes)

    @property
    def during(self) -> tuple[StormMinute, ...]:
        """The minutes in which the outage is, from the one in which it begins."""
        return tuple(one for one in self.minutes if -60 < one.start < self.scenario.outage)

    @property
    def after(self) -> tuple[StormMinute, ...]:
        """The minutes from the recovery on."""
        return tuple(one for one in self.minutes if one.start >= self.scenario.outage)

    @property
    def peak(self) -> StormMinute:
        """The minute after the recovery with the most attempts, the first of equal ones."""
        return busiest_minute(self.after)

    @property
    def peak_during(self) -> StormMinute:
        """The minute of the outage with the most attempts, the first of equal ones."""
        return busiest_minute(self.during)

    @property
    def oldest(self) -> float | None:
        """How old the oldest event is that is accepted, in seconds, ``None`` where none is."""
        return max((one.oldest for one in self.minutes if one.oldest is not None), default=None)

    def factor(self, minute: StormMinute) -> float | None:
        """Return how many times the steady rate of events the attempts of a minute are, ``None`` where that is 0."""
        rate = self.scenario.per_second * 60
        return minute.attempts / rate if rate else None
