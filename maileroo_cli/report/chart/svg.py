"""One chart as SVG: axes with round ticks, lines, areas, named moments and spans, and a legend.

It needs no script, font or other file. Pictures of several charts are put together in ``document``.
"""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from maileroo_cli.report.chart.curve import Curve, CurvePoint, curves, known_marks, moments, thinned
from maileroo_cli.report.chart.definition import Chart, Mark
from maileroo_cli.report.chart.label import clear, lanes, text_width
from maileroo_cli.report.chart.look import dash, dot, strength
from maileroo_cli.report.chart.scale import Scale, time_scale, value_scale
from maileroo_cli.report.chart.wording import PER
from maileroo_cli.report.terminal.markup import markup
from maileroo_cli.report.terminal.safe_text import safe

WIDTH = 900
LETTER = 6.9
"""A generous width of a letter of 12 pixels: nobody knows the reader's fonts. A wide character takes two."""

_TITLE_LETTER = 8.6
_PLOT, _SMALL_PLOT = 230, 150
_SMALL = 600
"""A chart that is no wider than this is one of several, and lower."""

_LANES, _LANE = 4, 16
_LEGEND = 20
_SAMPLE = 30
_FEW = 32
"""A line of so few points shows each of them."""

_LONGEST_NAME = 60
_USUAL_MARGIN = 10 * LETTER
"""Texts at the axis of values have so much room, that of ``1 h 30 min``: plots below each other then begin alike."""


class ChartDrawing(NamedTuple):
    """Elements of SVG from 0, 0 on, and how high they are together."""

    parts: list[str]
    height: float


class _Plot(NamedTuple):
    """Where the plot of one chart lies, and its scales."""

    left: float
    right: float
    top: float
    bottom: float
    times: Scale
    values: Scale

    def x(self, seconds: float) -> float:
        return self.left + self.times.place(seconds) * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - self.values.place(value) * (self.bottom - self.top)


def draw_chart(
    chart: Chart, width: float = WIDTH, values: Scale | None = None, *, legended: bool = True
) -> ChartDrawing:
    """Return a chart ``width`` pixels wide, its values on a scale of its own or on one that several share."""
    drawn, small = curves(chart), width <= _SMALL
    values = values or scale_of([chart])
    left = 14 + max(0.0 if small else _USUAL_MARGIN, *(text_width(tick.text, LETTER) for tick in values.ticks))
    right = width - 22
    head, y = _head(chart, drawn, width, legended=legended)
    times = time_scale(moments(chart), 5 if small else 9)
    plot = _Plot(left, right, y, y, times, values)
    marks = known_marks(chart)
    labels, lane_height, unnamed = _labels(marks, plot, y)
    top = y + lane_height + 10
    plot = plot._replace(top=top, bottom=top + (_SMALL_PLOT if small else _PLOT))
    parts = [*head, *_spans(marks, plot), *_axes(plot), *_areas(drawn, plot), *_lines(drawn, plot)]
    parts += [*_moments(marks, plot), *labels]
    y = plot.bottom + 24
    for text in filter(None, (chart.caption, unnamed)):
        for line in wrap(safe(text, 600), int(width / LETTER)):
            y += 16
            parts.append(text_element(2, y, line, "faint"))
    return ChartDrawing(parts, y + 8)


def scale_of(charts: Sequence[Chart]) -> Scale:
    """Return one scale for the values of all ``charts``."""
    first = charts[0]
    values = (point.value for chart in charts for curve in curves(chart) for point in curve.points)
    return value_scale(values, first.unit, 6, logarithmic=first.logarithmic)


def text_element(x: float, y: float, content: str, style: str = "", anchor: str = "") -> str:
    """Return a line of text, made safe; ``anchor`` is ``middle`` or ``end``."""
    kind = f' class="{style}"' if style else ""
    where = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{kind}{where}>{markup(content)}</text>'


def _head(chart: Chart, drawn: Sequence[Curve], width: float, *, legended: bool) -> tuple[list[str], float]:
    """Return the title and the legend, and where they end."""
    y = 4.0
    told = ", ".join(filter(None, (PER.get(chart.unit, ""), "logarithmic" if chart.logarithmic else "")))
    lines = wrap(safe(chart.title, 200), int(width / _TITLE_LETTER)) or [""]
    shown = [markup(line) for line in lines]
    shown[-1] += f'<tspan class="unit" dx="10">{told}</tspan>' if told else ""
    parts = []
    for line in shown:
        y += 19
        parts.append(f'<text x="2" y="{y:.1f}" class="title">{line}</text>')
    legend, y = draw_legend(chart, drawn, width, y) if legended else ([], y)
    return [*parts, *legend], y


def draw_legend(chart: Chart, drawn: Sequence[Curve], width: float, y: float) -> tuple[list[str], float]:
    """Return what the lines of a chart mean, below ``y``, and where that ends."""
    if not drawn or (len(drawn) == 1 and drawn[0].series.name == chart.title):
        return [], y
    parts, x = [], 2.0
    y += _LEGEND
    for curve in drawn:
        name = safe(curve.series.name, _LONGEST_NAME)
        length = _SAMPLE + 7 + text_width(name, LETTER) + 16
        if x > 2 and x + length > width:
            x, y = 2.0, y + _LEGEND
        parts += [_sample(curve, x, y - 4), text_element(x + _SAMPLE + 7, y, name)]
        x += length
    return parts, y


def _sample(curve: Curve, x: float, y: float) -> str:
    """Return a short piece of a line or an area for the legend."""
    number, points = curve.number, sum(map(len, curve.parts))
    area = f'<rect class="area" x="{x:.1f}" y="{y:.1f}" width="{_SAMPLE}" height="7"{strength(number)}/>'
    line = f'<path class="line" d="M{x:.1f} {y:.1f}h{_SAMPLE}"{dash(number)}/>'
    has_dots = 0 < points <= _FEW
    middle = (
        f'<g class="dot" transform="translate({x + _SAMPLE / 2:.1f} {y:.1f})">{dot(number)}</g>' if has_dots else ""
    )
    return f'<g class="{curve.series.tone}">{area if curve.series.filled else ""}{line}{middle}</g>'


def _axes(plot: _Plot) -> Iterator[str]:
    for tick in plot.values.ticks:
        y = plot.bottom - tick.place * (plot.bottom - plot.top)
        yield f'<path class="grid" d="M{plot.left:.1f} {y:.1f}H{plot.right:.1f}"/>'
        yield text_element(plot.left - 7, y + 4, tick.text, "faint", "end")
    ticks = [(plot.x(tick.value), tick.text) for tick in plot.times.ticks]
    shown = clear([(x, text_width(text, LETTER)) for x, text in ticks], 10)
    for (x, text), is_shown in zip(ticks, shown, strict=True):
        yield f'<path class="axis" d="M{x:.1f} {plot.bottom:.1f}v5"/>'
        if is_shown:
            yield text_element(x, plot.bottom + 19, text, "faint", "middle")
    yield f'<path class="axis" d="M{plot.left:.1f} {plot.bottom:.1f}H{plot.right:.1f}"/>'


def _areas(drawn: Sequence[Curve], plot: _Plot) -> Iterator[str]:
    for curve in drawn:
        if not curve.series.filled:
            continue
        for part in curve.parts:
            points = thinned(part, _column(plot))
            back = (f"{plot.x(one.seconds):.1f} {plot.y(one.base):.1f}" for one in reversed(points))
            path = f"M{_path(points, plot)}L{'L'.join(back)}Z"
            yield f'<path class="area {curve.series.tone}" d="{path}"{strength(curve.number)}/>'


def _lines(drawn: Sequence[Curve], plot: _Plot) -> Iterator[str]:
    """Yield the lines in their order: where two are the same, both are seen through the gaps of the later stroke."""
    for curve in drawn:
        parts = [thinned(part, _column(plot)) for part in curve.parts]
        path = "".join(f"M{_path(points, plot)}" for points in parts if len(points) > 1)
        tone = curve.series.tone
        if path:
            yield f'<path class="line {tone}" d="{path}"{dash(curve.number)}/>'
        few = sum(map(len, parts)) <= _FEW
        for point in (point for points in parts if few or len(points) == 1 for point in points):
            place = f"translate({plot.x(point.seconds):.1f} {plot.y(point.value):.1f})"
            yield f'<g class="dot {tone}" transform="{place}">{dot(curve.number)}</g>'


def _path(points: Sequence[CurvePoint], plot: _Plot) -> str:
    return "L".join(f"{plot.x(one.seconds):.1f} {plot.y(one.value):.1f}" for one in points)


def _column(plot: _Plot) -> float:
    return (plot.times.high - plot.times.low) / (plot.right - plot.left)


def _spans(marks: Sequence[Mark], plot: _Plot) -> Iterator[str]:
    for mark in marks:
        if mark.until is not None:
            start, end = sorted((plot.x(mark.seconds), plot.x(mark.until)))
            size = f'width="{max(1.0, end - start):.1f}" height="{plot.bottom - plot.top:.1f}"'
            yield f'<rect class="span" x="{min(start, plot.right - 1):.1f}" y="{plot.top:.1f}" {size}/>'


def _moments(marks: Sequence[Mark], plot: _Plot) -> Iterator[str]:
    for mark in marks:
        if mark.until is None:
            yield f'<path class="moment" d="M{plot.x(mark.seconds):.1f} {plot.top:.1f}V{plot.bottom:.1f}"/>'


def _labels(marks: Sequence[Mark], plot: _Plot, y: float) -> tuple[list[str], float, str]:
    """Return the names of marks above the plot, how high they are, and a sentence about those without a place."""
    placed = []
    for mark in marks:
        name = safe(mark.name, _LONGEST_NAME)
        x, length = plot.x(mark.seconds), text_width(name, LETTER)
        if mark.until is not None:
            x = (x + plot.x(mark.until)) / 2
        start = min(max(plot.left, x - length / 2), plot.right + 20 - length)
        placed.append((max(0.0, start), length, x, name))
    placed.sort()
    chosen = lanes([(start, length) for start, length, _, _ in placed], _LANES, 8)
    used = max((lane + 1 for lane in chosen if lane is not None), default=0)
    parts, unnamed = [], []
    for (start, _, x, name), lane in zip(placed, chosen, strict=True):
        if lane is None:
            unnamed.append(name)
            continue
        base = y + (used - lane) * _LANE + 2
        parts.append(f'<path class="moment" d="M{x:.1f} {base + 3:.1f}V{y + used * _LANE + 12:.1f}"/>')
        parts.append(text_element(start, base, name, "label"))
    return parts, used * _LANE + 2, f"Without a label: {', '.join(unnamed)}." if unnamed else ""
