"""Arrivals of an open model: when each request is due, whatever the receiver does.

How a user writes them is read in ``rate``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from math import sqrt
from random import Random
from typing import ClassVar, TypeAlias

SECONDS_OF = {"s": 1.0, "min": 60.0, "h": 3_600.0}
"""The units of time in which a rate is told, in seconds."""


class Spacing(StrEnum):
    """How arrivals lie in time: at even distances, or at random as a Poisson process has them."""

    EVEN = "even"
    POISSON = "poisson"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests a second, all the time; ``unit`` is that in which reports tell it."""

    per_second: float
    unit: str = field(default="s", compare=False)

    def at(self, arrival: float) -> float:
        """Return when the ``arrival``-th request is due on average, in seconds; they count from 0."""
        return arrival / self.per_second

    def arrivals(self, seconds: float) -> float:
        """Return how many are due within the first ``seconds``."""
        return self.per_second * seconds


@dataclass(frozen=True, slots=True)
class Ramp:
    """From one rate to another, both a second, in a straight line over ``seconds``; then on at the last one.

    Down to 0 what is left, as chance may have it, is due at the end of the line. ``unit`` is that in which reports
    tell the rates.
    """

    first: float
    last: float
    seconds: float
    unit: str = field(default="s", compare=False)

    def at(self, arrival: float) -> float:
        """Return when the ``arrival``-th request is due on average, in seconds; they count from 0."""
        within = self.arrivals(self.seconds)
        if arrival >= within:
            return self.seconds + (arrival - within) / self.last if self.last else self.seconds
        growth = (self.last - self.first) / self.seconds
        # The root of growth/2·t² + first·t = arrival, in the form that also holds where nothing grows.
        return 2 * arrival / (self.first + sqrt(max(0.0, self.first**2 + 2 * growth * arrival)))

    def arrivals(self, seconds: float) -> float:
        """Return how many are due within the first ``seconds``."""
        within = min(seconds, self.seconds)
        growth = (self.last - self.first) / self.seconds
        return self.first * within + growth / 2 * within**2 + self.last * (seconds - within)


@dataclass(frozen=True, slots=True)
class Wave:
    """All of them at once; what rate that came to is told a second."""

    unit: ClassVar[str] = "s"

    def at(self, arrival: float) -> float:
        """Return 0: each is due at the beginning."""
        return 0.0

    def arrivals(self, seconds: float) -> float:
        """Return that there is no limit to how many are due at once."""
        return float("inf")


Shape: TypeAlias = Rate | Ramp | Wave


@dataclass(frozen=True, slots=True)
class ArrivalPlan:
    """``count`` arrivals of one shape within a window of ``seconds``; ``seed`` draws those that are at random.

    A window of 0 seconds is that of a wave.
    """

    shape: Shape
    count: int
    seconds: float
    spacing: Spacing = Spacing.EVEN
    seed: int = 0

    def due_times(self) -> Iterator[float]:
        """Yield when each request is due, in seconds from the beginning, in order: the same for the same plan."""
        at = self.shape.at
        if self.spacing is Spacing.EVEN:
            yield from map(at, range(self.count))
            return
        draw, passed = Random(self.seed).expovariate, 0.0
        for _ in range(self.count):
            passed += draw(1.0)
            yield at(passed)

    def due_within(self, seconds: float) -> int:
        """Return how many are due within the first ``seconds`` on average, at most all."""
        return int(min(self.count, self.shape.arrivals(seconds)))
