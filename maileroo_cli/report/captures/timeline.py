"""Showing the timeline of one mail: a line for each event, and in words what is odd about it. Times are local."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from maileroo_cli.capture.mail.timeline import Timeline, TimelineEntry
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.operation.captures.timeline import MailTimeline
from maileroo_cli.report.keys.value import number_value, time_value
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.fitted import GAP, Column
from maileroo_cli.report.terminal.local_time import local_day, local_time, local_zone
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.report.terminal.table import Table, TableColumn

SCHEMA = "mhook.timeline/2"
_NAME_LIMIT = 24
_ID_LIMIT = 40
_SHORT_ID = 8
_VERDICTS = {
    StoredVerdict.VALID.value: Ink.GOOD,
    StoredVerdict.INVALID.value: Ink.BAD,
    StoredVerdict.PROBE.value: Ink.FAINT,
}


class TimelineRow(NamedTuple):
    """One line of the timeline. What was not captured has a name alone, and a remark."""

    event: str
    remarks: str
    moment: float | None = None
    silence: str = ""
    arrived: str = ""
    verdict: str = ""
    capture: str = ""


_COLUMNS: tuple[TableColumn[TimelineRow], ...] = (
    TableColumn(Column("TIME"), lambda row: "" if row.moment is None else local_time(row.moment)[:8]),
    TableColumn(Column("AFTER", rank=2), lambda row: row.silence),
    TableColumn(Column("EVENT", least=6), lambda row: row.event, lambda _: Ink.NAME),
    TableColumn(Column("ARRIVED", rank=1), lambda row: row.arrived),
    TableColumn(Column("VERDICT", least=7), lambda row: row.verdict, lambda row: _VERDICTS.get(row.verdict, Ink.RISK)),
    TableColumn(Column("CAPTURE"), lambda row: row.capture),
)
"""What a line shows: a column more is an entry more."""

_REMARKS: TableColumn[TimelineRow] = TableColumn(Column(""), lambda row: row.remarks, lambda _: Ink.RISK)
_BELOW = " " * 10
"""What is odd stands behind the line or, where one of them has no room there, this far below it."""


def show_timeline(mail: MailTimeline, console: Console) -> None:
    """Show a mail: a table with a last line that sums up, or one object with ``--format json``."""
    reference_id, timeline = mail
    if console.format is Format.JSON:
        console.object(SCHEMA, {"reference_id": reference_id, **_fields(timeline)})
        return
    name = safe(reference_id, _ID_LIMIT)
    if not timeline.entries:
        console.line(f"mail {console.paint(name, Ink.STRONG)}: no event was captured")
        return
    zone = local_zone(timeline.entries[0].arrival.moment)
    head = f"mail {name}: {_count(len(timeline.entries), 'capture')}, times in {zone}"
    first, *more = paragraph(head, console.width, "  ", "")
    console.lines([first.replace(name, console.paint(name, Ink.STRONG), 1), *more, ""])
    console.lines(_lines(_rows(timeline, console), console))
    console.line()
    console.lines(paragraph(summary_sentence(timeline), console.width, "  ", ""))


def _lines(rows: Sequence[TimelineRow], console: Console) -> Iterator[str]:
    """Yield titles and rows, a day before the first row of another one, and remarks behind all rows or below them."""
    behind = _natural_width((*_COLUMNS, _REMARKS), rows) <= console.width
    table = Table((*_COLUMNS, _REMARKS) if behind else _COLUMNS, console)
    lines = table.lines(rows)
    yield table.titles()
    shown_day = ""
    for row, line in zip(rows, lines, strict=True):
        if row.moment is not None and (day := local_day(row.moment)) != shown_day:
            shown_day = day
            yield console.paint(day, Ink.STRONG)
        yield line
        if row.remarks and not behind:
            below = paragraph(row.remarks, console.width - len(_BELOW))
            yield from (f"{_BELOW}{console.paint(part, Ink.RISK)}" for part in below)


def _natural_width(columns: Sequence[TableColumn[TimelineRow]], rows: Sequence[TimelineRow]) -> int:
    widths = [max(len(one.column.title), *(len(one.cell(row)) for row in rows)) for one in columns]
    return sum(widths) + len(GAP) * (len(widths) - 1)


def format_span(seconds: float) -> str:
    """Return a duration with its two greatest units: ``0.4s``, ``12s``, ``5m 02s``, ``2h 05m``, ``3d 04h``."""
    sign, size = "-" if seconds < 0 else "+", abs(seconds)
    if size < 9.95 and size != int(size):
        return f"{sign}{size:.1f}s"
    whole = round(size)
    if whole < 60:
        return f"{sign}{whole}s"
    if whole < 3_600:
        return f"{sign}{whole // 60}m {whole % 60:02}s"
    minutes = whole // 60
    if minutes < 1_440:
        return f"{sign}{minutes // 60}h {minutes % 60:02}m"
    return f"{sign}{minutes // 1_440}d {minutes // 60 % 24:02}h"


def _rows(timeline: Timeline, console: Console) -> list[TimelineRow]:
    types = {entry.arrival.capture_id: entry.arrival.event_type for entry in timeline.entries}
    length = _SHORT_ID if console.is_terminal else _ID_LIMIT
    rows: list[TimelineRow] = []
    for number, entry in enumerate(timeline.entries):
        arrival = entry.arrival
        kind = safe(arrival.event_type, _NAME_LIMIT) or "-"
        missing = f"missing: it must have happened before {kind}"
        rows += [TimelineRow(name, missing) for name in entry.missing]
        rows.append(
            TimelineRow(
                event=kind,
                remarks=_remarks(entry, types, length),
                moment=arrival.moment,
                silence=format_span(entry.silence) if number else "",
                arrived="" if entry.delay is None else format_span(entry.delay),
                verdict=safe(arrival.verdict, _NAME_LIMIT),
                capture=_short(arrival.capture_id, length),
            )
        )
    return rows


def _short(identity: str, length: int) -> str:
    """Return as much of an id as is shown; its beginning names a capture too."""
    return safe(identity[:length] if length == _SHORT_ID else identity, _ID_LIMIT)


def _remarks(entry: TimelineEntry, types: Mapping[str, str], length: int) -> str:
    return "; ".join(event_remarks(entry, types, lambda identity: _short(identity, length)))


def event_remarks(
    entry: TimelineEntry, types: Mapping[str, str], shown: Callable[[str], str] = str, limit: int = _NAME_LIMIT
) -> list[str]:
    """Return in words what is odd about one event; ``types`` are the types of all by the ids of their captures.

    ``shown`` is what is shown of an id.
    """
    remarks = []
    if entry.delay is None:
        remarks.append("the event names no time")
    if entry.duplicate_of is not None:
        remarks.append(f"duplicate of {shown(entry.duplicate_of)}")
    if entry.late_behind is not None:
        other = f"{safe(types[entry.late_behind], limit) or '-'} ({shown(entry.late_behind)})"
        remarks.append(f"out of order: arrived after {other}")
    if entry.illegal_after is not None:
        remarks.append(f"unexpected after {entry.illegal_after}")
    return remarks


def summary_sentence(
    timeline: Timeline, more: tuple[str, ...] = (), again: int = 0, span: Callable[[float], str] | None = None
) -> str:
    """Return in a sentence how many events there are, over what time, and what is odd about them.

    ``more`` is what else is odd; ``again`` of the repetitions are told there, and are no duplicates. ``span``
    writes a duration.
    """
    entries, duplicates = timeline.entries, timeline.duplicates - again
    events = _count(len(entries) - timeline.duplicates, "event")
    elapsed = entries[-1].elapsed if entries else 0
    written = span(elapsed) if span else format_span(elapsed)[1:]
    over = f" over {written}" if elapsed else ""
    odd = [
        _count(duplicates, "duplicate") if duplicates else "",
        f"{timeline.late} out of order" if timeline.late else "",
        f"{timeline.illegal} unexpected" if timeline.illegal else "",
        f"{len(timeline.missing)} missing" if timeline.missing else "",
        *more,
    ]
    return f"{events}{over}: {', '.join(filter(None, odd)) or 'complete and in order so far'}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _fields(timeline: Timeline) -> dict[str, object]:
    return {
        "entries": [_entry_fields(entry) for entry in timeline.entries],
        "duplicates": timeline.duplicates,
        "out_of_order": timeline.late,
        "unexpected": timeline.illegal,
        "missing_event_types": list(timeline.missing),
    }


def _entry_fields(entry: TimelineEntry) -> dict[str, object]:
    arrival = entry.arrival
    return {
        "id": arrival.capture_id,
        "time": time_value(arrival.at),
        "event_type": arrival.event_type or None,
        "event_id": arrival.event_id or None,
        "event_time": time_value(arrival.event_time),
        "verdict": arrival.verdict,
        "elapsed_s": number_value(entry.elapsed),
        "silence_s": number_value(entry.silence),
        "delay_s": None if entry.delay is None else number_value(entry.delay),
        "duplicate_of": entry.duplicate_of,
        "late_behind": entry.late_behind,
        "ahead_of": entry.ahead_of,
        "missing_event_types": list(entry.missing),
        "unexpected_after": entry.illegal_after,
    }
