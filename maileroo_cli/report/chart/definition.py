"""A chart as data: what is drawn over time. How it is drawn is told in ``svg``, ``terminal`` and ``page``."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Tone(StrEnum):
    """What a line stands for; it gives the colour. Lines of one chart have strokes of their own beside it."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"
    RISK = "risk"
    OTHER = "other"
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
    """Lines over time.

    ``logarithmic`` draws the values on a scale of powers of ten; what is 0 or less has no place there and breaks its
    line. ``stacked`` puts each area on the one before it, so that the uppermost edge is the sum.
    """

    title: str
    unit: Unit
    series: Sequence[Series]
    marks: Sequence[Mark] = ()
    logarithmic: bool = False
    caption: str = ""
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class ChartGroup:
    """Charts of one unit that are compared: they are drawn small, beside each other, and on one scale of values."""

    title: str
    charts: Sequence[Chart]
    caption: str = ""
