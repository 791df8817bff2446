"""A chart as data: what is drawn over time. How it is drawn is told in ``svg``, ``terminal`` and ``page``."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Tone(StrEnum):
    """What a line stands for; each has a colour and a stroke of its own, so that none is told by colour alone."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    RISK = "risk"
    FAINT = "faint"


class Unit(StrEnum):
    """What a value is."""

    COUNT = "count"
    PER_SECOND = "per-second"
    PER_MINUTE = "per-minute"
    SECONDS = "seconds"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Series:
    """One line: ``points`` are (seconds, value) in order; ``None`` breaks the line. ``filled`` draws it as an area."""

    name: str
    points: Sequence[tuple[float, float | None]]
    tone: Tone = Tone.PLAIN
    filled: bool = False


class Mark(NamedTuple):
    """A moment, or with ``until`` a span of time, that is named in the chart, such as an outage."""

    seconds: float
    name: str
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over time. ``logarithmic`` draws the values on a scale of powers of ten, where none is 0 or less."""

    title: str
    unit: Unit
    series: Sequence[Series]
    marks: Sequence[Mark] = ()
    logarithmic: bool = False
    caption: str = ""
