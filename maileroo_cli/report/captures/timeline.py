"""Showing the timeline of one mail: a line for each event, and in words what is odd about it. Times are UTC."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from maileroo_cli.capture.mail.timeline import Timeline, TimelineEntry
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.operation.captures.timeline import MailTimeline
from maileroo_cli.report.keys.value import number_value, time_value
from maileroo_cli.report.terminal.column import lay_out
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.instant import format_instant

SCHEMA = "mhook.timeline/2"
_NAME_LIMIT = 24
_ID_LIMIT = 40
_VERDICTS = {
    StoredVerdict.VALID.value: Ink.GOOD,
    StoredVerdict.INVALID.value: Ink.BAD,
    StoredVerdict.PROBE.value: Ink.FAINT,
}


class TimelineRow(NamedTuple):
    """One line of the timeline: a column more is a field more. The date stands only where it changes."""

    date: str = ""
    clock: str = ""
    silence: str = ""
    event: str = ""
    arrived: str = ""
    verdict: str = ""
    capture: str = ""
    remarks: str = ""


_INKS: dict[str, Callable[[str], Ink]] = {
    "event": lambda _: Ink.NAME,
    "verdict": lambda verdict: _VERDICTS.get(verdict, Ink.RISK),
    "remarks": lambda _: Ink.RISK,
}
"""The colours of fields by their text; the others have none."""


def show_timeline(mail: MailTimeline, console: Console) -> None:
    """Show a mail: a table with a last line that sums up, or one object with ``--format json``."""
    reference_id, timeline = mail
    if console.format is Format.JSON:
        console.object(SCHEMA, {"reference_id": reference_id, **_fields(timeline)})
        return
    name = console.paint(safe(reference_id, _ID_LIMIT), Ink.STRONG)
    if not timeline.entries:
        console.line(f"mail {name}: no event was captured")
        return
    console.line(f"mail {name}: {_count(len(timeline.entries), 'capture')}, times in UTC")
    console.line()
    paints = [partial(_painted, console, name) for name in TimelineRow._fields]
    console.lines(lay_out(_rows(timeline), console.width, paints))
    console.line()
    console.line(_sum(timeline))


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


def _painted(console: Console, name: str, text: str) -> str:
    ink = _INKS.get(name)
    return text if ink is None else console.paint(text, ink(text.strip()))


def _rows(timeline: Timeline) -> list[TimelineRow]:
    types = {entry.arrival.capture_id: entry.arrival.event_type for entry in timeline.entries}
    rows: list[TimelineRow] = []
    shown_date = ""
    for number, entry in enumerate(timeline.entries):
        arrival = entry.arrival
        kind = safe(arrival.event_type, _NAME_LIMIT) or "-"
        remark = f"must have happened before {kind}"
        rows += [TimelineRow(event=name, arrived="not captured", remarks=remark) for name in entry.missing]
        stamp = format_instant(arrival.moment)
        date, clock = stamp[:10], stamp[11:19]
        rows.append(
            TimelineRow(
                date=date if date != shown_date else "",
                clock=clock,
                silence=format_span(entry.silence) if number else "",
                event=kind,
                arrived="no event time" if entry.delay is None else f"arrived {format_span(entry.delay)}",
                verdict=safe(arrival.verdict, _NAME_LIMIT),
                capture=safe(arrival.capture_id, _ID_LIMIT),
                remarks=_remarks(entry, types),
            )
        )
        shown_date = date
    return rows


def _remarks(entry: TimelineEntry, types: Mapping[str, str]) -> str:
    remarks = []
    if entry.duplicate_of is not None:
        remarks.append(f"duplicate of {safe(entry.duplicate_of, _ID_LIMIT)}")
    if entry.late_behind is not None:
        other = f"{safe(types[entry.late_behind], _NAME_LIMIT) or '-'} ({safe(entry.late_behind, _ID_LIMIT)})"
        remarks.append(f"out of order: arrived after {other}")
    if entry.illegal_after is not None:
        remarks.append(f"unexpected after {entry.illegal_after}")
    return "; ".join(remarks)


def _sum(timeline: Timeline) -> str:
    entries = timeline.entries
    events = _count(len(entries) - timeline.duplicates, "event")
    over = f" over {format_span(entries[-1].elapsed)[1:]}" if entries[-1].elapsed else ""
    odd = [
        _count(timeline.duplicates, "duplicate") if timeline.duplicates else "",
        f"{timeline.late} out of order" if timeline.late else "",
        f"{timeline.illegal} unexpected" if timeline.illegal else "",
        f"{len(timeline.missing)} not captured" if timeline.missing else "",
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
