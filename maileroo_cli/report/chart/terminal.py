"""A chart in a terminal: its grid with axes, the names of moments and spans above it, and a legend.

It can be read without colours, and in plain ASCII where the terminal has no more.
"""

from collections.abc import Callable, Sequence
from itertools import groupby

from maileroo_cli.report.chart.cells import ALL_SIGNS, LETTERS, SHAPES, CellSigns, ChartCell, draw_cells, sign_of
from maileroo_cli.report.chart.curve import Curve, curves, known_marks, moments
from maileroo_cli.report.chart.definition import Chart, Mark, Tone
from maileroo_cli.report.chart.description import title_words
from maileroo_cli.report.chart.label import clear, lanes
from maileroo_cli.report.chart.scale import Scale, time_scale, value_scale
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.safe_text import safe

NARROWEST = 40
"""In fewer columns a chart tells nothing; its lines are then wider than the terminal."""

_HEIGHT, _LOWEST = 12, 4
_LANES = 3
_LONGEST_NAME = 30
_INKS = {
    Tone.PLAIN: Ink.NAME,
    Tone.GOOD: Ink.GOOD,
    Tone.BAD: Ink.BAD,
    Tone.RISK: Ink.RISK,
    Tone.OTHER: Ink.STRONG,
    Tone.FAINT: Ink.FAINT,
}
Paint = Callable[..., str]


def console_chart(chart: Chart, console: Console, height: int = _HEIGHT) -> list[str]:
    """Return the lines of a chart as wide as the terminal, in its colours, with the characters that it can show."""
    plain = not console.can_show(ALL_SIGNS)
    return terminal_chart(chart, min(console.width, 100), height, ascii=plain, paint=console.paint)


def terminal_chart(
    chart: Chart, width: int, height: int = _HEIGHT, *, ascii: bool = False, paint: Paint | None = None
) -> list[str]:
    """Return the lines of a chart, none wider than ``width``; the grid alone has ``height`` of them.

    ``paint`` colours a text with inks; without it there are no colours.
    """
    width, height = max(NARROWEST, width), max(_LOWEST, height)
    signs, drawn = (LETTERS if ascii else SHAPES), curves(chart)
    values = value_scale(
        (point.value for curve in drawn for point in curve.points),
        chart.unit,
        max(3, height // 2),
        logarithmic=chart.logarithmic,
    )
    margin = max([len(_shown(tick.text, signs)) for tick in values.ticks], default=0)
    inner = width - margin - 3
    times = time_scale(moments(chart), max(3, inner // 12))
    grid = draw_cells(drawn, times, values, inner, height, signs)
    marks = known_marks(chart)
    _dot_marks(grid, marks, times, signs)
    painted = paint or _unpainted
    scale = " (a scale of powers of ten)" if chart.logarithmic else ""
    heads = paragraph(_shown(safe(f"{title_words(chart)}{scale}", 400), signs), width)
    lines = [painted(line, Ink.STRONG) for line in heads]
    lines += [*_legend(drawn, signs, width, painted)]
    lines += [f"{' ' * (margin + 2)}{line}" for line in _mark_lines(marks, times, inner, signs)]
    lines += _grid_lines(grid, values, margin, signs, painted)
    lowest = next((_shown(tick.text, signs) for tick in values.ticks if tick.place < 0.5 / height), "")
    lines += [painted(line, Ink.FAINT) for line in _time_lines(times, inner, f"{lowest:>{margin}}", signs)]
    if chart.caption:
        lines += [painted(line, Ink.FAINT) for line in paragraph(_shown(safe(chart.caption, 600), signs), width)]
    return [line.rstrip() for line in lines]


def _unpainted(text: str, *_: Ink) -> str:
    return text


def _shown(text: str, signs: CellSigns) -> str:
    """Return a text in ASCII where only that can be shown; of our own signs ``µ`` and ``…`` are beyond it."""
    return text if signs.fine else text.replace("µ", "u").replace("…", "...").encode("ascii", "replace").decode()


def _column(scale: Scale, seconds: float, width: int) -> int:
    return min(width - 1, round(scale.place(seconds) * (width - 1)))


def _dot_marks(grid: list[list[ChartCell]], marks: Sequence[Mark], times: Scale, signs: CellSigns) -> None:
    """Draw the moments, and both ends of spans, through all cells that are empty."""
    width = len(grid[0])
    for mark in marks:
        for seconds in (mark.seconds, mark.until):
            if seconds is None:
                continue
            column = _column(times, seconds, width)
            for row in grid:
                if row[column].text == " ":
                    row[column] = ChartCell(signs.dotted, Tone.FAINT)


def _legend(drawn: Sequence[Curve], signs: CellSigns, width: int, paint: Paint) -> list[str]:
    lines: list[str] = []
    line, used = "", 0
    for curve in drawn:
        name = _shown(safe(curve.series.name, width - 4), signs)[: width - 4]
        size = len(name) + 2
        if line and used + 3 + size > width:
            lines.append(line)
            line, used = "", 0
        gap = "   " if line else ""
        line += f"{gap}{paint(sign_of(curve, drawn, signs), _INKS[curve.series.tone])} {name}"
        used += len(gap) + size
    return [*lines, line] if line else lines


def _mark_lines(marks: Sequence[Mark], times: Scale, width: int, signs: CellSigns) -> list[str]:
    """Return the names of moments and spans, each above its place, in as many lines as they need, at most three."""
    placed: list[tuple[int, str]] = []
    for mark in marks:
        name = _shown(safe(mark.name, _LONGEST_NAME), signs)[:width]
        start = _column(times, mark.seconds, width)
        text = f"{signs.moment} {name}" if start + len(name) + 2 <= width else f"{name} {signs.moment}"
        if mark.until is not None:
            end = _column(times, mark.until, width)
            start, length = min(start, end), abs(end - start) + 1
            text = _span(name, length, signs) if len(name) + 4 <= length else text
        elif not text.startswith(signs.moment):
            start = max(0, start + 1 - len(text))
        placed.append((max(0, min(start, width - len(text))), text[:width]))
    placed.sort()
    chosen = lanes([(start, len(text)) for start, text in placed], _LANES, 1)
    lines = []
    for lane in reversed(range(_LANES)):
        line = ""
        for (start, text), mine in zip(placed, chosen, strict=True):
            if mine == lane:
                line = f"{line.ljust(start)}{text}"
        if line:
            lines.append(line)
    left = sum(lane is None for lane in chosen)
    return [f"({left} more without a name here)"[:width], *lines] if left else lines


def _span(name: str, length: int, signs: CellSigns) -> str:
    left, right = signs.span_ends[0], signs.span_ends[1]
    return f"{left}{f' {name} '.center(length - 2, signs.span)}{right}"


def _grid_lines(grid: list[list[ChartCell]], values: Scale, margin: int, signs: CellSigns, paint: Paint) -> list[str]:
    """Return the rows with the axis of values; a tick stands at the row whose upper edge is its value."""
    height = len(grid)
    texts: dict[int, str] = {}
    for tick in values.ticks:
        texts.setdefault(max(-1, round(tick.place * height) - 1), _shown(tick.text, signs))
    lines = []
    for number, row in enumerate(grid):
        text = texts.get(height - 1 - number, "")
        axis = signs.tick if text else signs.upright
        inside = "".join(
            paint("".join(one.text for one in same), _INKS[tone]) if tone else "".join(one.text for one in same)
            for tone, same in groupby(row, key=lambda one: one.tone)
        )
        lines.append(f"{paint(f'{text:>{margin}} {axis}', Ink.FAINT)}{inside}")
    return lines


def _time_lines(times: Scale, width: int, lowest: str, signs: CellSigns) -> list[str]:
    """Return the axis of time after the ``lowest`` value, and its texts, which neither touch nor leave the chart."""
    ticks = [(_column(times, tick.value, width), _shown(tick.text, signs)) for tick in times.ticks]
    shown = clear([(column, len(text)) for column, text in ticks], 2)
    line, below = [signs.level] * width, ""
    start = len(lowest) + 2
    for (column, text), is_shown in zip(ticks, shown, strict=True):
        line[column] = signs.time_tick
        place = max(0, min(start + column - (len(text) - 1) // 2, start + width + 1 - len(text)))
        if is_shown and place > len(below) - (not below):
            below = f"{below.ljust(place)}{text}"
    return [f"{lowest} {signs.corner}{''.join(line)}", below]
