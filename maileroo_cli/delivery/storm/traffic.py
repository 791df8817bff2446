"""The events of a storm: when each one arrives. When it is tried again is told in ``attempts``.

Moments are whole microseconds since the outage began, so that sums are exact; they are seconds for others alone.
"""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from heapq import merge
from itertools import accumulate, chain, repeat
from random import Random

from maileroo_cli.delivery.storm.scenario import Campaign, Scenario
from maileroo_cli.webhook.generation.lifecycle import draw_offsets
from maileroo_cli.webhook.generation.traffic import Mix, parse_mix

SECOND = 1_000_000
"""Microseconds."""


def microseconds(seconds: float) -> int:
    """Return seconds as the nearest whole microseconds."""
    return round(seconds * SECOND)


class SteadyEvents:
    """Events at even distances from ``first`` on, all before ``end``; none at a rate of 0."""

    def __init__(self, per_second: float, first: int, end: int) -> None:
        self._per_second, self._first = per_second, first
        self._count = self._until(end) if per_second > 0 and end > first else 0

    def __iter__(self) -> Iterator[int]:
        return map(self._at, range(self._count))

    def before(self, moment: int) -> int:
        """Return how many events arrive before ``moment``."""
        return min(self._count, self._until(moment)) if self._count and moment > self._first else 0

    def latest(self, moment: int) -> int | None:
        """Return when the last event before ``moment`` arrives, ``None`` where there is none."""
        known = self.before(moment)
        return self._at(known - 1) if known else None

    def _at(self, number: int) -> int:
        return self._first + round(number * SECOND / self._per_second)

    def _until(self, moment: int) -> int:
        """Return the first number whose event does not arrive before ``moment``."""
        number = int((moment - self._first) * self._per_second / SECOND)
        while self._at(number) < moment:
            number += 1
        while number and self._at(number - 1) >= moment:
            number -= 1
        return number


class CampaignEvents:
    """The events of one campaign from ``first`` on and before ``end``: each second at which some arrive, and how many.

    All its mails need only as much memory as it has such seconds.
    """

    def __init__(self, campaign: Campaign, mix: Mix, rng: Random, first: int, end: int) -> None:
        start = microseconds(campaign.at)
        seconds = _draw_seconds(campaign, mix, rng)
        moments = [
            (at, seconds[second]) for second in sorted(seconds) if first <= (at := start + second * SECOND) < end
        ]
        self._moments = array("q", [at for at, _ in moments])
        self._sums = array("q", accumulate((count for _, count in moments), initial=0))

    def __iter__(self) -> Iterator[int]:
        counts = (after - before for before, after in zip(self._sums, self._sums[1:], strict=False))
        return chain.from_iterable(map(repeat, self._moments, counts))

    def before(self, moment: int) -> int:
        """Return how many events arrive before ``moment``."""
        return self._sums[bisect_left(self._moments, moment)]

    def latest(self, moment: int) -> int | None:
        """Return when the last event before ``moment`` arrives, ``None`` where there is none."""
        place = bisect_left(self._moments, moment)
        return self._moments[place - 1] if place else None


class StormTraffic:
    """All events of a scenario: the steady ones and those of its campaigns.

    They are numbered from 0 in the order in which they arrive; of those that arrive together the steady one is first.
    """

    def __init__(self, scenario: Scenario) -> None:
        first, end = -microseconds(scenario.before), microseconds(scenario.outage) + microseconds(scenario.after)
        self._parts: list[SteadyEvents | CampaignEvents] = [SteadyEvents(scenario.per_second, first, end)]
        mix = parse_mix(scenario.mix)
        for number, campaign in enumerate(scenario.campaigns):
            rng = Random(f"campaign {number} of {scenario.seed}")
            self._parts.append(CampaignEvents(campaign, mix, rng, first, end))

    def __iter__(self) -> Iterator[int]:
        """Yield when each event arrives, in microseconds, in order."""
        return merge(*self._parts) if len(self._parts) > 1 else iter(self._parts[0])

    def before(self, moment: int) -> int:
        """Return how many events arrive before ``moment`` (microseconds)."""
        return sum(part.before(moment) for part in self._parts)

    def latest(self, moment: int) -> int | None:
        """Return when the last event before ``moment`` arrives, both in microseconds; ``None`` where there is none."""
        return max((at for part in self._parts if (at := part.latest(moment)) is not None), default=None)


def event_times(scenario: Scenario) -> Iterator[float]:
    """Yield when each event arrives, in seconds since the outage began, in order: the same for the same scenario."""
    return (at / SECOND for at in StormTraffic(scenario))


def _draw_seconds(campaign: Campaign, mix: Mix, rng: Random) -> Counter[int]:
    """Draw in which second after a campaign began how many of its events arrive."""
    seconds: Counter[int] = Counter()
    for mail in range(campaign.mails):
        sent = int(campaign.over * mail / campaign.mails)
        for offset in draw_offsets(mix.choose(rng), rng):
            seconds[sent + offset] += 1
    return seconds
