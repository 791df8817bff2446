"""The picture of a replay in a terminal: a row for each event, its attempts on a time axis, what failed at each."""

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple

from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.report.chart.label import lanes
from maileroo_cli.report.replay.lane.axis import Axis, axis_for, caption_words
from maileroo_cli.report.replay.lane.symbols import INKS, Symbols, symbols_for
from maileroo_cli.report.replay.point import AttemptMark, AttemptPoint, DeliveryRow
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.fitted import cell
from maileroo_cli.report.terminal.safe_text import safe

MOST_ROWS = 20
_LABELLED = 8
"""Up to so many rows have labels below them; of more the labels would be most of the picture."""

_NARROW = 72
_TYPE, _ID = 10, 8
_MARGIN = 2


class _Cell(NamedTuple):
    text: str
    inks: tuple[Ink, ...] = ()


def draw_timeline(rows: Sequence[DeliveryRow], schedule: Schedule, console: Console) -> list[str]:
    """Return the lines of the picture: the axis, at most 20 rows, and what the marks mean.

    Rows are drawn as they come. The axis counts from the first attempt of each event. With few rows each mark has its
    fault and the receiver's answer below it.
    """
    shown = rows[:MOST_ROWS]
    signs, narrow = symbols_for(console), console.width < _NARROW
    names = [_name(row, narrow) for row in rows] if len(rows) > 1 else [""]
    start = max(map(len, names)) + _MARGIN
    happened = max((seconds for row in shown for seconds, _ in row.attempts()), default=0.0)
    axis = axis_for(schedule, happened, max(20, console.width - start - 2 * _MARGIN - 1))
    # The last cell has room for half of the last tick's text.
    caption = caption_words(several=len(rows) > 1, labelled=len(rows) <= _LABELLED)
    lines = [*paragraph(caption, console.width), ""]
    lines += _axis_lines(axis, schedule, signs, " " * start, console.paint)
    for row, name in zip(shown, names, strict=False):
        cells = _row_cells(row, axis, schedule, signs)
        lines.append(f"{console.paint(name.ljust(start), Ink.NAME)}{_painted(cells, console.paint)}")
        if len(rows) <= _LABELLED:
            lines += _label_lines(row, axis, " " * start, console.paint, 3 if len(rows) == 1 else 2)
    if len(rows) > len(shown):
        lines.append(console.paint(f"… and {len(rows) - len(shown)} more", Ink.FAINT))
    return [*lines, "", *_legend(shown, schedule, signs, console)]


def _name(row: DeliveryRow, narrow: bool) -> str:
    name = cell(safe(row.delivered.event_type, _TYPE + 1) or "-", _TYPE)
    return name if narrow else f"{name}  {(safe(row.delivered.event_id, _ID + 1)[:_ID] or '-').ljust(_ID)}"


def _column(axis: Axis, seconds: float) -> int:
    return round(axis.place(seconds))


def _axis_lines(axis: Axis, schedule: Schedule, signs: Symbols, indent: str, paint: Callable[..., str]) -> list[str]:
    length = round(axis.length)
    ticks = axis.ticks(schedule, len, 1.5)
    line = [signs.axis] * (length + 1)
    text = [" "] * (length + 1 + _MARGIN)
    for tick in ticks:
        column = round(tick.place)
        line[column] = signs.tick
        start = min(max(0, column - (len(tick.text) - 1) // 2), len(text) - len(tick.text))
        text[start : start + len(tick.text)] = tick.text
    return [f"{indent}{paint(''.join(part).rstrip(), Ink.FAINT)}" for part in (text, line)]


def _row_cells(row: DeliveryRow, axis: Axis, schedule: Schedule, signs: Symbols) -> list[_Cell]:
    """Return the line of one event: marks over a line that is drawn as far as attempts were made."""
    made = row.attempts()
    end = max((_column(axis, seconds) for seconds, _ in made), default=-1)
    unmade = [_column(axis, seconds) for seconds in row.unmade(schedule.elapsed)]
    last = max([end, *unmade])
    cells = [_Cell(signs.past if column <= end else signs.ahead, (Ink.FAINT,)) for column in range(last + 1)]
    taken: set[int] = set()
    marks = [(_column(axis, seconds), point.look.mark) for seconds, point in made]
    for column, mark in [*marks, *((column, AttemptMark.PLANNED) for column in unmade)]:
        # Two in one cell stand side by side where that is possible; a later one never hides an earlier one's place.
        free = next((place for place in (column, column + 1, column - 1) if place not in taken and place >= 0), column)
        if free >= len(cells):
            cells.append(_Cell(""))
        if free in taken and mark is AttemptMark.PLANNED:
            continue
        taken.add(free)
        cells[free] = _Cell(signs.marks[mark], INKS[mark])
    return cells


def _painted(cells: Sequence[_Cell], paint: Callable[..., str]) -> str:
    return "".join(
        paint("".join(one.text for one in same), *inks) for inks, same in groupby(cells, key=lambda one: one.inks)
    )


def _label_lines(row: DeliveryRow, axis: Axis, indent: str, paint: Callable[..., str], most: int) -> list[str]:
    """Return the labels of one event, each beginning below its mark, in as many lines as they need, at most ``most``.

    One that fits nowhere is left out: the lines of attempts and the table have it.
    """
    length = round(axis.length) + 1 + _MARGIN
    placed: list[tuple[int, str, AttemptPoint]] = []
    for seconds, point in row.attempts():
        label = point.look.label
        placed.append((max(0, min(_column(axis, seconds), length - len(label))), label, point))
    chosen = lanes([(start, len(label)) for start, label, _ in placed], most, 1)
    lines = []
    for lane in range(most):
        line, end = "", 0
        for (start, label, point), mine in zip(placed, chosen, strict=True):
            if mine == lane:
                line += " " * (start - end) + paint(label, *INKS[point.look.mark])
                end = start + len(label)
        if line:
            lines.append(f"{indent}{line}")
    return lines


def _legend(rows: Sequence[DeliveryRow], schedule: Schedule, signs: Symbols, console: Console) -> list[str]:
    """Return what the marks that occur mean."""
    seen = {point.look.mark for row in rows for point in row.points}
    parts = [(mark, str(mark)) for mark in AttemptMark if mark in seen]
    open_ones = any(row.delivered.end is None and row.unmade(schedule.elapsed) for row in rows)
    unneeded = any(row.delivered.end is not None and row.unmade(schedule.elapsed) for row in rows)
    if open_ones or unneeded:
        ahead = [*([str(AttemptMark.PLANNED)] if unneeded else []), *(["still to come"] if open_ones else [])]
        parts.append((AttemptMark.PLANNED, " or ".join(ahead)))
    lines, line, width = [], "", 0
    for mark, words in parts:
        size = len(words) + 2 + (3 if line else 0)
        if line and width + size > console.width - _MARGIN:
            lines.append(line)
            line, width = "", 0
        gap = "   " if line else ""
        line += f"{gap}{console.paint(signs.marks[mark], *INKS[mark])} {words}"
        width += size
    return [f"{' ' * _MARGIN}{one}" for one in [*lines, line] if one]
