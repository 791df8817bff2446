"""The forecast of a storm as data: every attempt of every event added up. It is made in ``method``."""

from dataclasses import dataclass

from maileroo_cli.delivery.storm.forecast.capacity import caught_up_after, queue_after
from maileroo_cli.delivery.storm.forecast.minutes import StormMinute, busiest_minute
from maileroo_cli.delivery.storm.scenario import Scenario

_LEAST_RATE = 1 - 1e-9
"""Events a minute; 60 an hour are one, whatever a division made of them."""


@dataclass(frozen=True, slots=True)
class StormForecast:
    """What a scenario comes to.

    ``accepted`` says how many events are accepted at each attempt, from the first on; ``lost`` are given up.
    ``drain`` is how many seconds after the recovery the last retry is made, 0 where none is made after it. Of
    ``pairs`` of events of a mail, the first of which arrives in the outage, and that are both accepted, ``reversed``
    are accepted in the wrong order; of ``lost_pairs`` besides, one or both are given up. ``peak_second`` is how many
    attempts the busiest second of the peak has. ``capacity`` is how many events the receiver works off in a second, 0
    where nobody said so.
    """

    scenario: Scenario
    minutes: tuple[StormMinute, ...]
    accepted: tuple[int, ...]
    lost: int
    drain: float
    pairs: int
    reversed: int
    lost_pairs: int
    peak_second: int
    capacity: float = 0.0

    @property
    def events(self) -> int:
        """How many events there are in all; each is accepted or lost."""
        return sum(self.accepted) + self.lost

    @property
    def attempts(self) -> int:
        """How many attempts are made in all."""
        return sum(minute.attempts for minute in self.minutes)

    @property
    def met(self) -> int:
        """How many events met the outage: their first attempt failed."""
        return sum(self.accepted[1:]) + self.lost

    @property
    def met_attempts(self) -> int:
        """How many attempts are made for the events that met the outage."""
        tried = sum(number * accepted for number, accepted in enumerate(self.accepted[1:], 2))
        return tried + self.lost * self.scenario.schedule.attempts

    @property
    def amplification(self) -> float | None:
        """How many attempts an event that met the outage takes on average, ``None`` where none met it."""
        return self.met_attempts / self.met if self.met else None

    @property
    def has_usual_rate(self) -> bool:
        """Whether there is a steady rate that the attempts of a minute can be compared with.

        With fewer than one event a minute most minutes have none, and one with a single event would be many times it.
        """
        return self.scenario.per_second * 60 >= _LEAST_RATE

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

    @property
    def queue(self) -> tuple[float, ...]:
        """How many accepted events wait in a receiver of this capacity at the end of each minute after the recovery."""
        return queue_after(self.after, self.capacity) if self.capacity else ()

    @property
    def caught_up(self) -> float | None:
        """How many seconds after the recovery nothing waits in it any more, ``None`` where that is not seen."""
        return caught_up_after(self.queue) if self.capacity else None

    def factor(self, minute: StormMinute) -> float | None:
        """Return how many times the steady rate of events the attempts of a minute are, ``None`` without one."""
        return minute.attempts / (self.scenario.per_second * 60) if self.has_usual_rate else None
