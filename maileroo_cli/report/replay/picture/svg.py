"""The picture of a replay as SVG: a row for each event on a bent time axis. It needs no script, font or other file."""

from collections import Counter
from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import NamedTuple

from maileroo_cli.delivery.effects.result import FindingKind
from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.report.chart.label import lanes
from maileroo_cli.report.page.colour import variables
from maileroo_cli.report.replay.lane.axis import Axis, axis_for
from maileroo_cli.report.replay.picture.drawing import Drawing
from maileroo_cli.report.replay.picture.style import CLASSES, picture_rules, shape
from maileroo_cli.report.replay.point import AttemptMark, AttemptPoint, DeliveryRow
from maileroo_cli.report.replay.sentence import point_sentence
from maileroo_cli.report.replay.table import end_words
from maileroo_cli.report.terminal.markup import markup
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.count import count

WIDTH = 1_100
LEAST_WIDTH = 1_000
"""No page and no window makes a picture narrower than this: its small letters would be unreadable. It scrolls."""

_EDGE = 24
_NAMES, _ENDS = 176, 178
_LETTER, _SMALL = 7.6, 7.5
"""Generous widths of a letter of 13 and 12 pixels: nobody knows the reader's fonts. A wide character takes two."""

_ROW, _LANE = 34, 14
_SIDE = 17
"""Marks nearer to each other than this would touch."""

_LANES = 3
_LEGEND = 22


class _DrawnAttempt(NamedTuple):
    """Where an attempt is drawn: what really happened at ``seconds`` may have to stand beside its place."""

    x: float
    seconds: float
    point: AttemptPoint


class _Frame(NamedTuple):
    """What all rows share."""

    left: float
    axis: Axis
    schedule: Schedule
    named: bool


def svg_document(drawing: Drawing) -> str:
    """Return a whole SVG file, its heading the verdict."""
    heads = wrap(safe(drawing.result.verdict, 1_000), 96) or [""]
    facts = wrap("; ".join(drawing.facts), 155)
    y = 20.0
    parts = []
    for line in heads:
        y += 24
        parts.append(_text(_EDGE, y, line, "head"))
    for line in facts:
        y += 18
        parts.append(_text(_EDGE, y, line, "small faint"))
    body, height = _body(drawing, y + 22, drawing.notes)
    style = f"<style>\n{variables('.replay')}{picture_rules()}</style>"
    return "\n".join([_opening(height, drawing), style, _paper(height), *parts, body, "</svg>\n"])


def svg_figure(drawing: Drawing) -> str:
    """Return the picture alone, for a page that has a heading, a legend, and the rules of its style."""
    body, height = _body(drawing, 8, None)
    return f"{_opening(height, drawing)}\n{body}\n</svg>"


def _opening(height: float, drawing: Drawing) -> str:
    about = f"{'; '.join(drawing.facts)}. {_counts(drawing)} {drawing.left_out}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="replay" width="{WIDTH}" height="{height:g}" '
        f'viewBox="0 0 {WIDTH} {height:g}" style="min-width:{LEAST_WIDTH}px;max-width:100%;height:auto" role="img" '
        'aria-labelledby="replay-title replay-about">\n'
        f'<title id="replay-title">{markup(drawing.result.verdict, 1_000)}</title>\n'
        f'<desc id="replay-about">{markup(about.strip(), 2_000)}</desc>'
    )


def _counts(drawing: Drawing) -> str:
    seen = Counter(point.look.mark for row in drawing.rows for point in row.points)
    told = [f"{count(seen[mark], 'attempt')} {mark}" for mark in AttemptMark if seen[mark]]
    return f"{'; '.join(told)}." if told else ""


def _paper(height: float) -> str:
    return f'<rect class="paper" width="{WIDTH}" height="{height:g}"/>'


def _body(drawing: Drawing, top: float, notes: Sequence[str] | None) -> tuple[str, float]:
    """Return axis, rows, legend and ``notes`` from ``top`` on, and where they end; for ``None`` without a legend."""
    rows, schedule = drawing.shown, drawing.plan.schedule
    named = len(drawing.rows) > 1
    left = _EDGE + (_NAMES if named else 14)
    happened = max((seconds for row in rows for seconds, _ in row.attempts()), default=0.0)
    texts = [_end_texts(row) for row in rows]
    ends = max([_ENDS, *(max(len(first) * _LETTER, len(second) * _SMALL) + _SIDE for first, second in texts)])
    frame = _Frame(left, axis_for(schedule, happened, WIDTH - _EDGE - ends - left), schedule, named)
    drawn, y = [], top + 26
    for number, row in enumerate(rows):
        text, height = _row(row, frame, y, banded=named and number % 2 == 0)
        drawn.append(text)
        y += height
    ticks = list(_ticks(frame, top + 12, y))
    legend: list[str] = []
    end = y
    if notes is not None:
        told = [drawing.caption, *([drawing.left_out] if drawing.left_out else []), *notes]
        legend, end = _legend(drawing.marks, told, y + 8)
    # The lines of the grid lie above the bands of the rows and below everything else.
    bands = [part for row in drawn for part in row[:1]]
    rest = [part for row in drawn for part in row[1:]]
    return "\n".join([*filter(None, bands), *ticks, *rest, *legend]), end + 12


def _ticks(frame: _Frame, y: float, bottom: float) -> Iterator[str]:
    for tick in frame.axis.ticks(frame.schedule, lambda text: len(text) * _SMALL, 8):
        x = frame.left + tick.place
        yield f'<path class="grid" d="M{x:.1f} {y + 6:g}V{bottom:g}"/>'
        yield _text(x, y, tick.text, "mono faint", "middle")


def _row(row: DeliveryRow, frame: _Frame, top: float, *, banded: bool) -> tuple[list[str], float]:
    """Return the elements of one event, its band first, and how high they are."""
    places = list(_places(row, frame))
    labels = [(place, *_label(place, frame)) for place in places]
    chosen = lanes([(start, len(text) * _SMALL) for _, start, text in labels], _LANES, 6)
    used = max((lane + 1 for lane in chosen if lane is not None), default=0)
    height = max(_ROW + _LANE * used + (6 if used else 0), 42 if frame.named else 0)
    y = top + _ROW / 2
    band = (
        f'<rect class="band" x="{_EDGE - 10}" y="{top:g}" width="{WIDTH - 2 * _EDGE + 20}" height="{height}" rx="4"/>'
    )
    parts = [band if banded else "", *_lines(row, frame, places, y)]
    if frame.named:
        parts.append(_text(_EDGE, y + 1, _fitting(row.delivered.event_type, _NAMES - 20, _LETTER) or "-", "name"))
        parts.append(_text(_EDGE, y + 16, _fitting(row.delivered.event_id, _NAMES - 20, _SMALL) or "-", "mono faint"))
    parts += _end(row, y)
    parts += [_mark(place.point.look.mark, place.x, y, _title(place, frame.schedule)) for place in places]
    for (place, start, text), lane in zip(labels, chosen, strict=True):
        if lane is not None:
            style = f"mono label {CLASSES[place.point.look.mark]}"
            parts.append(_text(start, top + _ROW + 9 + lane * _LANE, text, style))
    return parts, height


def _places(row: DeliveryRow, frame: _Frame) -> Iterator[_DrawnAttempt]:
    nearest = float("-inf")
    for seconds, point in row.attempts():
        x = max(frame.left + frame.axis.place(seconds), nearest)
        nearest = x + _SIDE
        yield _DrawnAttempt(x, seconds, point)


def _label(place: _DrawnAttempt, frame: _Frame) -> tuple[float, str]:
    """Return where a label begins and its text: below its mark, or as far to the right as there is room."""
    text = place.point.look.label
    end = frame.left + frame.axis.length + 12
    return min(place.x - 6, end - len(text) * _SMALL), text


def _lines(row: DeliveryRow, frame: _Frame, places: Sequence[_DrawnAttempt], y: float) -> Iterator[str]:
    """Yield the line of one event as far as attempts were made, what lies ahead, and what was not attempted."""
    unmade = [frame.left + frame.axis.place(seconds) for seconds in row.unmade(frame.schedule.elapsed)]
    last = places[-1].x if places else frame.left
    if places:
        yield f'<path class="past" d="M{frame.left:.1f} {y:g}H{last:.1f}"/>'
    if unmade and unmade[-1] > last:
        yield f'<path class="ahead" d="M{last:.1f} {y:g}H{unmade[-1]:.1f}"/>'
    for x in unmade:
        yield _mark(AttemptMark.PLANNED, x, y)


def _end(row: DeliveryRow, y: float) -> Iterator[str]:
    one, x = row.delivered, WIDTH - _EDGE
    first, second = _end_texts(row)
    failing = any(finding.kind.fails for finding in one.findings)
    style = "acted" if failing else "faint" if one.end is None or one.findings else "accepted"
    yield _text(x, y + 1, first, f"small {style}", "end")
    yield _text(x, y + 16, second, "mono faint", "end")


def _end_texts(row: DeliveryRow) -> tuple[str, str]:
    """Return the two lines that say how a delivery ended."""
    one = row.delivered
    words = end_words(one).partition(", ")
    effects = "" if one.effects is None else count(one.effects, "effect") if one.effects else "no effect"
    lacking = any(finding.kind is FindingKind.NO_EFFECT for finding in one.findings)  # its name says as much
    more = [words[2], "" if lacking else effects]
    kinds = list(dict.fromkeys(str(finding.kind) for finding in one.findings if str(finding.kind) != str(one.end)))
    more += [kinds[0] + (f" +{len(kinds) - 1}" if len(kinds) > 1 else "")] if kinds else []
    return words[0], ", ".join(filter(None, more))


def _legend(marks: Sequence[AttemptMark], texts: Sequence[str], top: float) -> tuple[list[str], float]:
    """Return what the marks mean, and ``texts`` below them."""
    parts, x, y = [], float(_EDGE + 8), top + 14
    for mark in marks:
        width = 44 + len(str(mark)) * 6.0
        if x + width > WIDTH - _EDGE:
            x, y = float(_EDGE + 8), y + _LEGEND
        parts += [_mark(mark, x, y), _text(x + 15, y + 4, str(mark), "small")]
        x += width
    for note in texts:
        y += _LEGEND - _LANE
        for line in wrap(safe(note, 600), 155):
            y += _LANE
            parts.append(_text(_EDGE, y + 4, line, "small faint"))
    return parts, y + 10


def _mark(mark: AttemptMark, x: float, y: float, title: str = "") -> str:
    told = f"<title>{markup(title, 600)}</title>" if title else ""
    return f'<g class="{CLASSES[mark]}" transform="translate({x:.1f} {y:g})">{told}{shape(mark)}</g>'


def _title(place: _DrawnAttempt, schedule: Schedule) -> str:
    return point_sentence(place.point, place.seconds, schedule)


def _text(x: float, y: float, content: str, style: str, anchor: str = "") -> str:
    where = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.1f}" y="{y:g}" class="{style}"{where}>{markup(content)}</text>'


def _fitting(text: str, width: float, letter: float) -> str:
    """Return ``text`` made safe and cut to ``width`` pixels; what is not ASCII may be twice as wide."""
    shown, used = safe(text, 200), 0.0
    for index, char in enumerate(shown):
        used += letter if char.isascii() else 2 * letter
        if used > width:
            return f"{shown[: max(index - 1, 0)]}…"
    return shown
