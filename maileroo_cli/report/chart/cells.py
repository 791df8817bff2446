"""What a chart looks like in characters: a grid of cells with areas, lines and dots, drawn at an honest scale.

Axes, names and the legend around the grid are written in ``terminal``.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import NamedTuple

from maileroo_cli.report.chart.curve import Curve, CurvePoint
from maileroo_cli.report.chart.definition import Tone
from maileroo_cli.report.chart.scale import Scale

_EPSILON = 1e-9
_EIGHTHS = "▁▂▃▄▅▆▇█"
_BRAILLE = 0x2800
_FINE_SAMPLE = "⠒"
_BRAILLE_DOTS = ((0x40, 0x04, 0x02, 0x01), (0x80, 0x20, 0x10, 0x08))
"""The bits of the left and of the right column of a cell, from below."""


class CellSigns(NamedTuple):
    """The characters of charts; ``areas`` and ``lines`` are taken in turn."""

    areas: str
    lines: str
    upright: str
    tick: str
    corner: str
    level: str
    time_tick: str
    dotted: str
    moment: str
    span: str
    span_ends: str
    fine: bool


SHAPES = CellSigns("█░▓▒", "•○◆+◇△", "│", "┤", "└", "─", "┬", "┊", "▾", "─", "├┤", fine=True)
LETTERS = CellSigns("#.=:", "*ox+@%", "|", "+", "+", "-", "+", ":", "v", "-", "||", fine=False)
ALL_SIGNS = "".join(str(part) for part in SHAPES[:-1]) + _EIGHTHS + chr(_BRAILLE) + chr(_BRAILLE + 0xFF)
"""What an encoding must have, so that charts need not be drawn in ASCII."""


class ChartCell(NamedTuple):
    """One character and what it stands for."""

    text: str = " "
    tone: Tone | None = None


class CellColumn(NamedTuple):
    """What of a line lies in one column: its lowest and highest value there, and the highest of what is below it."""

    low: float
    high: float
    base: float


def draw_cells(
    drawn: Sequence[Curve], times: Scale, values: Scale, width: int, height: int, signs: CellSigns
) -> list[list[ChartCell]]:
    """Return the rows of the grid, the uppermost first; an area lies below all lines, the first line above all."""
    rows = [[ChartCell()] * width for _ in range(height)]
    areas = [curve for curve in drawn if curve.series.filled]
    others = [curve for curve in drawn if not curve.series.filled]
    fine_area = signs.fine and len(areas) == 1
    for number, curve in reversed(list(enumerate(areas))):
        _fill(rows, _columns(curve, times, width), values, curve.series.tone, signs.areas[number % 4], fine=fine_area)
    if signs.fine and len(drawn) == 1 and others:
        _draw_fine(rows, others[0], times, values)
        return rows
    for number, curve in reversed(list(enumerate(others))):
        _draw_line(rows, _columns(curve, times, width), values, curve.series.tone, signs.lines[number % 6])
    return rows


def sign_of(curve: Curve, drawn: Sequence[Curve], signs: CellSigns) -> str:
    """Return the character that stands for a line in the legend."""
    if signs.fine and len(drawn) == 1 and not curve.series.filled:
        return _FINE_SAMPLE
    alike = [one.number for one in drawn if one.series.filled == curve.series.filled]
    choice = signs.areas if curve.series.filled else signs.lines
    return choice[alike.index(curve.number) % len(choice)]


def _columns(curve: Curve, times: Scale, width: int) -> dict[int, CellColumn]:
    """Return what lies in each column that a line goes through; a spike is as high as it was."""
    columns: dict[int, CellColumn] = {}
    for point, column in _drawn_points(curve, times, width):
        known = columns.get(column)
        low, high, base = (point.value, point.value, point.base) if known is None else known
        columns[column] = CellColumn(min(low, point.value), max(high, point.value), max(base, point.base))
    return columns


def _drawn_points(curve: Curve, times: Scale, width: int) -> Iterator[tuple[CurvePoint, int]]:
    """Yield all points with their columns, and between two of them one for each column on the straight line."""
    for part in curve.parts:
        before: tuple[CurvePoint, int] | None = None
        for point in part:
            column = min(width - 1, round(times.place(point.seconds) * (width - 1)))
            if before is not None:
                yield from _between(before, (point, column))
            yield point, column
            before = point, column


def _between(left: tuple[CurvePoint, int], right: tuple[CurvePoint, int]) -> Iterator[tuple[CurvePoint, int]]:
    (first, start), (last, end) = left, right
    for column in range(start + 1, end):
        share = (column - start) / (end - start)
        value = first.value + (last.value - first.value) * share
        yield CurvePoint(first.seconds, value, first.base + (last.base - first.base) * share), column


def _level(value: float, scale: Scale, height: int) -> int:
    """Return the row of a value, counted from 0 at the bottom; a round one lies in the row of its tick."""
    return min(height - 1, max(0, ceil(scale.place(value) * height - _EPSILON) - 1))


def _fill(
    rows: list[list[ChartCell]],
    columns: dict[int, CellColumn],
    values: Scale,
    tone: Tone,
    sign: str,
    *,
    fine: bool,
) -> None:
    """Fill cells from below up to the value: in eighths, or in whole cells, of which the last is there from half on."""
    height = len(rows)
    for column, (_, high, base) in columns.items():
        if high <= max(base, values.low):
            continue
        size = values.place(high) * height
        whole = int(size + _EPSILON) if fine else max(1, int(size + 0.5))
        for level in range(min(whole, height)):
            rows[height - 1 - level][column] = ChartCell(sign, tone)
        eighths = min(7, max(int((size - whole) * 8 + 0.5), 1 if not whole else 0))
        if fine and whole < height and eighths:
            rows[height - 1 - whole][column] = ChartCell(_EIGHTHS[eighths - 1], tone)


def _draw_line(
    rows: list[list[ChartCell]], columns: dict[int, CellColumn], values: Scale, tone: Tone, sign: str
) -> None:
    """Draw a line without gaps: where it jumps it goes upright in the column to which it jumps."""
    height = len(rows)
    before: tuple[int, int, int] | None = None
    for column in sorted(columns):
        low, high = (_level(value, values, height) for value in columns[column][:2])
        for level in _upright(low, high, None if before is None or before[0] != column - 1 else before[1:]):
            rows[height - 1 - level][column] = ChartCell(sign, tone)
        before = column, low, high


def _upright(low: int, high: int, before: tuple[int, int] | None) -> Iterable[int]:
    """Return the rows of a line in one column, with those that join it to the rows of the column before."""
    if before is not None:
        low, high = min(low, before[1] + 1), max(high, before[0] - 1)
    return range(low, high + 1)


def _draw_fine(rows: list[list[ChartCell]], curve: Curve, times: Scale, values: Scale) -> None:
    """Draw the only line of a chart with dots of Braille, eight in each cell."""
    height, width = len(rows), len(rows[0])
    dots: dict[tuple[int, int], int] = {}
    columns = _columns(curve, times, width * 2)
    before: tuple[int, int, int] | None = None
    for column in sorted(columns):
        low, high = (_level(value, values, height * 4) for value in columns[column][:2])
        for level in _upright(low, high, None if before is None or before[0] != column - 1 else before[1:]):
            place = height - 1 - level // 4, column // 2
            dots[place] = dots.get(place, 0) | _BRAILLE_DOTS[column % 2][level % 4]
        before = column, low, high
    for (row, column), bits in dots.items():
        rows[row][column] = ChartCell(chr(_BRAILLE + bits), curve.series.tone)
