"""What a storm came to: all that is known at its end. What that says of the receiver is judged in ``verdict``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from maileroo_cli.delivery.storm.live.plan import StormPlan
from maileroo_cli.delivery.storm.live.tally import StormInterval, StormTally


class EffectsLook(NamedTuple):
    """How many effects there were at a simulated moment, since the beginning, and how many events were accepted."""

    moment: float
    effects: float
    accepted: int

    @property
    def behind(self) -> float:
        """How many accepted events the receiver had not worked off."""
        return max(0.0, self.accepted - self.effects)


@dataclass(frozen=True, slots=True)
class StormEffects:
    """What the observer saw: ``seen`` effects of ``expected`` distinct events that were accepted.

    ``unsure`` are events that were sent and not accepted: each may have had an effect. ``looks`` are those during the
    storm. ``drain_s`` is how many real seconds passed from the last answer to the last change, ``settled`` is False
    where nobody waited any longer. With an observer of single events ``sampled`` of them were asked about, and
    ``lost`` of these had no effect, ``doubled`` more than one; else both follow from the numbers alone.
    """

    expected: int
    seen: float
    lost: int
    doubled: int
    unsure: int = 0
    looks: Sequence[EffectsLook] = ()
    drain_s: float = 0.0
    settled: bool = True
    sampled: int | None = None


@dataclass(frozen=True, slots=True)
class StormStates:
    """States of mails whose events were accepted in the wrong order, compared with those of mails in order.

    ``wrong`` of the ``compared`` have another state than every mail of the same life that was accepted in order;
    ``example`` tells one of them in a sentence. ``uncompared`` had none to be compared with. Where they had not
    ``settled``, work may have been left that changes them.
    """

    compared: int
    wrong: int
    uncompared: int = 0
    example: str = ""
    settled: bool = True


@dataclass(frozen=True, slots=True)
class StormResult:
    """The whole of it. Moments are simulated seconds.

    ``ended`` is when the storm ended, ``drained`` when the last event from before the recovery came to its end,
    ``planned_drain`` when it was to. ``unseen`` says why an observer told nothing, ``discrepancies`` are sentences
    about counts that do not agree. ``at_limit`` tells that attempts had to wait for a connection.
    ``unknown`` attempts an earlier process may have made, and noted no outcome: they were made again.
    """

    plan: StormPlan
    tally: StormTally
    ended: float
    drained: float | None
    planned_drain: float
    effects: StormEffects | None = None
    states: StormStates | None = None
    unseen: str = ""
    discrepancies: tuple[str, ...] = ()
    at_limit: bool = False
    interrupted: bool = False
    unknown: int = 0

    @property
    def amplification(self) -> float:
        """How many attempts there were for each event."""
        return self.tally.attempts / self.tally.events if self.tally.events else 0.0

    def within(self, first: float, last: float) -> list[tuple[float, StormInterval]]:
        """Return the intervals that lie wholly between two moments, each with its beginning."""
        tally, width = self.tally, self.plan.interval
        begun = [(tally.begins(number), one) for number, one in enumerate(tally.intervals)]
        return [(begin, one) for begin, one in begun if first <= begin and begin + width <= last + 1e-6]

    def backlog(self) -> list[tuple[float, int]]:
        """Return how many events were pending at the end of each interval."""
        pending, points = 0, []
        for number, one in enumerate(self.tally.intervals):
            pending += one.events - one.accepted_events - one.given_up
            points.append((self.tally.begins(number) + self.plan.interval, pending))
        return points

    def last_quarter(self) -> list[StormInterval]:
        """Return the intervals of the last quarter of the traffic after the recovery; at least one, if there is any."""
        after = [one for _, one in self.within(self.plan.outage, self.ended + self.plan.interval)]
        while after and not after[-1].events:
            after.pop()
        return after[-max(1, len(after) // 4) :]

    @property
    def behind_before(self) -> float:
        """How many accepted events were not worked off before the outage, at the most."""
        looks = self.effects.looks if self.effects is not None else ()
        return max((look.behind for look in looks if look.moment <= 0), default=0.0)

    @property
    def is_worked_off(self) -> bool:
        """Whether each accepted event had its effect in the end."""
        return self.effects is not None and self.effects.settled and not self.effects.lost

    @property
    def is_without_effect(self) -> bool:
        """Whether no accepted event ever had an effect that was seen."""
        effects = self.effects
        return effects is not None and effects.expected > 0 and effects.seen <= 0

    @property
    def fails_before(self) -> bool:
        """Whether it ended before the recovery, as no attempt succeeded."""
        tally = self.tally
        return bool(tally.ends) and not tally.accepted and self.ended < self.plan.outage and not self.interrupted
