"""The time axis of a replay's pictures. Early attempts lie close together and late ones far apart, so it bends."""

from collections.abc import Callable
from math import log1p
from typing import NamedTuple

from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.webhook.text.instant import format_span

_UNIT = 60.0
"""Below so many seconds the axis is nearly straight, above it goes by factors."""

_SHORTEST = 1e-6
"""Seconds that have no length on any axis; no schedule has a wait as short as that."""


class Tick(NamedTuple):
    """A place on the axis that has its time written at it."""

    place: float
    text: str


class Axis(NamedTuple):
    """``length`` is in characters or pixels, ``longest`` in seconds: the last moment that has a place."""

    longest: float
    length: float

    def place(self, seconds: float) -> float:
        """Return where a moment lies, from 0 to ``length``; what is outside lies at the nearer end."""
        if self.longest < _SHORTEST:
            return 0.0
        bounded = min(max(seconds, 0.0), self.longest)
        return self.length * log1p(bounded / _UNIT) / log1p(self.longest / _UNIT)

    def ticks(self, schedule: Schedule, size: Callable[[str], float], gap: float) -> list[Tick]:
        """Return the moments at which the schedule has an attempt, but for those whose texts would touch.

        The first and the last stay. ``size`` is the length of a text, which stands centred at its place.
        """
        ticks = [Tick(self.place(seconds), format_moment(seconds)) for seconds in schedule.elapsed]
        if len(ticks) < 2:
            return ticks
        last, kept = ticks[-1], [ticks[0]]
        for tick in ticks[1:-1]:
            if _apart(kept[-1], tick, size, gap) and _apart(tick, last, size, gap):
                kept.append(tick)
        return [*kept, last]


def axis_for(schedule: Schedule, happened: float, length: float) -> Axis:
    """Return the axis for what is planned and what happened, whichever lasted longer."""
    return Axis(max(schedule.total, happened), length)


def format_moment(seconds: float) -> str:
    """Return a time since the first attempt as it stands at an axis: ``0``, ``15m``, ``1h30m``."""
    return format_span(seconds).replace(" ", "") if seconds else "0"


def caption_words(*, several: bool, labelled: bool) -> str:
    """Return what a picture says of itself: of what its marks and its scale tell, and its labels where it has any."""
    since = ", counted from the first attempt of each event" if several else ""
    below = " Below each mark: fault / answer." if labelled else ""
    return f"Marks: what happened. Scale: the planned times{since}.{below}"


def _apart(left: Tick, right: Tick, size: Callable[[str], float], gap: float) -> bool:
    return right.place - left.place >= (size(left.text) + size(right.text)) / 2 + gap
