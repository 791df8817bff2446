"""Charts as a file of SVG: one alone, or several below a heading, with small ones beside each other, and tables."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import TypeAlias

from maileroo_cli.report.chart.curve import curves
from maileroo_cli.report.chart.definition import Chart, ChartGroup
from maileroo_cli.report.chart.description import chart_words, title_words
from maileroo_cli.report.chart.label import text_width
from maileroo_cli.report.chart.look import RULES
from maileroo_cli.report.chart.svg import LETTER, WIDTH, ChartDrawing, draw_chart, draw_legend, scale_of, text_element
from maileroo_cli.report.page.colour import variables
from maileroo_cli.report.page.table import PageTable
from maileroo_cli.report.terminal.markup import markup
from maileroo_cli.report.terminal.safe_text import safe

PagePart: TypeAlias = Chart | ChartGroup | PageTable
"""What a picture shows, one below the other."""

LEAST_WIDTH = 680
"""No page and no window makes a chart narrower than this: its small letters would be unreadable. It scrolls."""

_EDGE, _GAP = 24, 28
_BETWEEN = 24
_ROW = 18
_MOST_ROWS = 60
_LONGEST = 2_000


def svg_chart(chart: Chart) -> str:
    """Return a whole SVG file of one chart."""
    return charts_svg("", (), [chart])


def charts_svg(heading: str, facts: Sequence[str], parts: Sequence[PagePart]) -> str:
    """Return a whole SVG file: a heading and facts, where there are any, then the charts and the tables."""
    width, y, shown = WIDTH + 2 * _EDGE, 16.0, []
    for line in wrap(safe(heading, 1_000), int(WIDTH / 10.5)):
        y += 24
        shown.append(text_element(_EDGE, y, line, "head"))
    for line in wrap(safe(_joined(facts), _LONGEST), int(WIDTH / LETTER)):
        y += 18
        shown.append(text_element(_EDGE, y, line, "faint"))
    y += 12 if shown else 0
    for part in parts:
        drawing = _draw(part)
        shown += [f'<g transform="translate({_EDGE} {y:.1f})">', *drawing.parts, "</g>"]
        y += drawing.height + _BETWEEN
    title = heading or next((_title(part) for part in parts), "a chart")
    style = f"<style>\n{variables('.chart')}{RULES}</style>"
    paper = f'<rect class="paper" width="{width}" height="{y:.0f}"/>'
    return "\n".join([_opening(width, y, title, _words(parts), "chart"), style, paper, *shown, "</svg>\n"])


def svg_figure(part: Chart | ChartGroup, name: str) -> str:
    """Return charts for a page that has the rules of their style; ``name`` is unique in that page."""
    drawing = _draw(part)
    opening = _opening(WIDTH, drawing.height, _title(part), _words([part]), name)
    return "\n".join([opening, *drawing.parts, "</svg>"])


def _joined(facts: Sequence[str]) -> str:
    """Return facts as one text: after a sentence comes the next one, and after any other fact a semicolon."""
    return "".join(f"{one}{' ' if one.endswith('.') else '; '}" for one in facts[:-1]) + "".join(facts[-1:])


def _opening(width: float, height: float, title: str, about: str, name: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="{width}" height="{height:.0f}" '
        f'viewBox="0 0 {width} {height:.0f}" style="min-width:{LEAST_WIDTH}px;max-width:100%;height:auto" role="img" '
        f'aria-labelledby="{name}-title {name}-about">\n'
        f'<title id="{name}-title">{markup(title, 1_000)}</title>\n'
        f'<desc id="{name}-about">{markup(about, _LONGEST)}</desc>'
    )


def _title(part: PagePart) -> str:
    return title_words(part) if isinstance(part, Chart) else part.title


def _words(parts: Sequence[PagePart]) -> str:
    return " ".join(_told(parts))


def _told(parts: Sequence[PagePart]) -> Iterator[str]:
    for part in parts:
        for chart in [part] if isinstance(part, Chart) else part.charts if isinstance(part, ChartGroup) else ():
            yield f"{chart.title}: {chart_words(chart)}"


def _draw(part: PagePart) -> ChartDrawing:
    match part:
        case Chart():
            return draw_chart(part)
        case ChartGroup():
            return _draw_group(part)
        case PageTable():
            return _draw_table(part)


def _draw_group(group: ChartGroup) -> ChartDrawing:
    """Return charts two by two on one scale, so that their heights can be compared."""
    parts, y = [text_element(2, 23, safe(group.title, 120), "title")] if group.title else [], 26.0
    shared = len({tuple((one.name, one.tone, one.filled) for one in chart.series) for chart in group.charts}) == 1
    if shared:
        legend, y = draw_legend(group.charts[0], curves(group.charts[0]), WIDTH, y)
        parts += legend
    y += 8
    scale = scale_of(group.charts) if group.charts else None
    width = (WIDTH - _GAP) / 2
    for first in range(0, len(group.charts), 2):
        pair = [draw_chart(chart, width, scale, legended=not shared) for chart in group.charts[first : first + 2]]
        for side, drawing in enumerate(pair):
            parts += [f'<g transform="translate({side * (width + _GAP):.1f} {y:.1f})">', *drawing.parts, "</g>"]
        y += max(drawing.height for drawing in pair) + 8
    return _captioned(parts, y, group.caption)


def _draw_table(table: PageTable) -> ChartDrawing:
    rows = [[safe(text, 60) for text in row] for row in (table.heads, *table.rows[:_MOST_ROWS])]
    columns = max(map(len, rows))
    rows = [[*row, *[""] * (columns - len(row))] for row in rows]
    widths = [max(text_width(row[at], LETTER) for row in rows) + 18 for at in range(columns)]
    narrower = min(1.0, WIDTH / sum(widths))
    ends = [narrower * sum(widths[: at + 1]) for at in range(columns)]
    parts, y = [text_element(2, 23, safe(table.title, 120), "title")] if table.title else [], 30.0
    for number, row in enumerate(rows):
        y += _ROW
        strong = row[0] in table.sums or row[0] in table.faults
        style = "faint" if not number else "strong" if strong else ""
        for at, text in enumerate(row):
            is_number = at >= table.first_number
            x = ends[at] - 16 if is_number else (ends[at - 1] if at else 2)
            parts.append(text_element(x, y, text, style, "end" if is_number else ""))
        parts.append(f'<path class="grid" d="M2 {y + 5:.1f}H{min(WIDTH, ends[-1]):.1f}"/>')
    more = f"The first {_MOST_ROWS} of {len(table.rows):,} rows." if len(table.rows) > _MOST_ROWS else ""
    return _captioned(parts, y, f"{table.caption} {more}".strip())


def _captioned(parts: list[str], y: float, caption: str) -> ChartDrawing:
    for line in wrap(safe(caption, 600), int(WIDTH / LETTER)):
        y += 17
        parts.append(text_element(2, y, line, "faint"))
    return ChartDrawing(parts, y + 8)
