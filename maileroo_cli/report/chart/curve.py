"""The points of a chart made ready to be drawn: without what has no place, stacked, and no more than can be seen."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import isfinite
from typing import NamedTuple

from maileroo_cli.report.chart.definition import Chart, Mark, Series


class CurvePoint(NamedTuple):
    """A moment in seconds, the value there, and the one below it on which its area stands."""

    seconds: float
    value: float
    base: float


class Curve(NamedTuple):
    """One series as it is drawn: parts without a gap. ``number`` is its place in the chart."""

    series: Series
    number: int
    parts: Sequence[Sequence[CurvePoint]]

    @property
    def points(self) -> Iterator[CurvePoint]:
        """All points in order."""
        return (point for part in self.parts for point in part)


def curves(chart: Chart) -> list[Curve]:
    """Return the lines of a chart in its order; an area that is stacked stands on those before it."""
    drawn, below = [], Curve(Series("", ()), -1, ())
    for number, series in enumerate(chart.series):
        points = sorted((point for point in series.points if isfinite(point[0])), key=lambda point: point[0])
        places = [(seconds, _known(value, logarithmic=chart.logarithmic)) for seconds, value in points]
        curve = Curve(series, number, _parts([(at, value, 0.0) for at, value in places]))
        if chart.stacked and series.filled and not chart.logarithmic:
            below = curve = _stacked(curve, below)
        drawn.append(curve)
    return drawn


def moments(chart: Chart) -> Iterator[float]:
    """Yield all moments of a chart that have to be on its axis: of its points and of its marks."""
    for series in chart.series:
        yield from (seconds for seconds, _ in series.points if isfinite(seconds))
    for mark in known_marks(chart):
        yield from (one for one in (mark.seconds, mark.until) if one is not None)


def known_marks(chart: Chart) -> list[Mark]:
    """Return the marks that have a place on an axis."""
    return [mark for mark in chart.marks if isfinite(mark.seconds) and isfinite(mark.until or 0.0)]


def thinned(part: Sequence[CurvePoint], width: float) -> Sequence[CurvePoint]:
    """Return the points of a part that can be told apart where ``width`` seconds are one column of the picture.

    Of each column stay the first, the last, the highest and the lowest: no spike is lost.
    """
    if len(part) < 4 or width <= 0 or (part[-1].seconds - part[0].seconds) / width > len(part) / 4:
        return part
    kept: list[CurvePoint] = []
    for _, group in groupby(part, lambda point: point.seconds // width):
        inside = list(group)
        kept += dict.fromkeys(sorted((inside[0], max(inside, key=_value), min(inside, key=_value), inside[-1])))
    return kept


def _value(point: CurvePoint) -> float:
    return point.value


def _known(value: float | None, *, logarithmic: bool) -> float | None:
    return None if value is None or not isfinite(value) or (logarithmic and value <= 0) else value


def _parts(points: Sequence[tuple[float, float | None, float]]) -> list[list[CurvePoint]]:
    parts: list[list[CurvePoint]] = [[]]
    for seconds, value, base in points:
        if value is not None:
            parts[-1].append(CurvePoint(seconds, value, base))
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if part]


def _stacked(curve: Curve, below: Curve) -> Curve:
    """Return a curve on top of another one; where one has no point of its own it is read between its neighbours."""
    times = sorted({point.seconds for one in (curve, below) for point in one.points})
    bases, values = _values_at(below, times), _values_at(curve, times)
    points = [CurvePoint(at, base + value, base) for at, base, value in zip(times, bases, values, strict=True)]
    return Curve(curve.series, curve.number, [points] if points else [])


def _values_at(curve: Curve, times: Sequence[float]) -> list[float]:
    return [_value_at(curve.parts, seconds) for seconds in times]


def _value_at(parts: Sequence[Sequence[CurvePoint]], seconds: float) -> float:
    """Return the value at a moment, in a straight line between the points around it, and 0 where there are none."""
    part = next((one for one in parts if one[0].seconds <= seconds <= one[-1].seconds), None)
    if part is None:
        return 0.0
    at = bisect_left(part, seconds, key=lambda point: point.seconds)
    right = part[at]
    if right.seconds == seconds or not at:
        return right.value
    left = part[at - 1]
    return left.value + (right.value - left.value) * (seconds - left.seconds) / (right.seconds - left.seconds)
