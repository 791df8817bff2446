"""Showing schedules: when each attempt would be made, how sure each fact is, and what ends a delivery."""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from maileroo_cli.delivery.schedule.catalogue import SCHEDULES
from maileroo_cli.delivery.schedule.definition import Fact, Planned, Schedule, plan_attempts
from maileroo_cli.report.keys.value import number_value
from maileroo_cli.report.terminal.column import lay_out, paragraph
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.rows import sentence_lines
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.instant import format_instant, format_span

SCHEDULE_SCHEMA = "mhook.schedule/2"
_LONGEST_TEXT = 200
_NARROW = 72
_HEAD = ("attempt", "wait", "elapsed", "date")


def show_schedules(console: Console, start: float, zone: tzinfo | None) -> None:
    """Show every schedule of the catalogue in a line, or in full with ``--format json``."""
    if console.format is Format.JSON:
        for schedule in SCHEDULES.values():
            console.object(SCHEDULE_SCHEMA, _as_object(schedule, start, zone))
        return
    rows = [
        (one.name, f"{one.attempts} attempts", format_span(one.total).rjust(11), one.meaning)
        for one in SCHEDULES.values()
    ]
    console.lines(lay_out(rows, console.width, [lambda text: console.paint(text, Ink.NAME)]))
    console.line()
    hint = "One in full: mhook schedule NAME. Your own: mhook schedule 0s,5m,30m, or a TOML file."
    console.lines(sentence_lines(hint, console, "  ", ""))


def show_schedule(console: Console, schedule: Schedule, start: float, zone: tzinfo | None) -> None:
    """Show one schedule, its first attempt at ``start`` (Unix seconds), in the time of ``zone`` or of the machine."""
    if console.format is Format.JSON:
        console.object(SCHEDULE_SCHEMA, _as_object(schedule, start, zone))
        return
    planned = plan_attempts(schedule, start)
    name = console.paint(safe(schedule.name, _LONGEST_TEXT), Ink.STRONG)
    count = f"{schedule.attempts} attempt{'' if schedule.attempts == 1 else 's'}"
    over = f", the last {format_span(schedule.total)} after the first" if schedule.waits else ""
    console.line(f"{name}: {count}{over}")
    for text in (schedule.meaning, f"Source: {schedule.source}"):
        console.lines(paragraph(safe(text, _LONGEST_TEXT), console.width, "  "))
    console.line()
    console.lines(lay_out(_rows(planned, zone, narrow=console.width < _NARROW), console.width, [], "  "))
    console.line()
    clock = "local time" if zone is None else str(zone)
    console.lines(sentence_lines(f"Times assume that each attempt fails at once; {clock}.", console, "  ", ""))
    for heading, facts in (("HOW SURE", schedule.facts), ("WHAT ENDS IT", schedule.ends)):
        console.line()
        console.line(console.paint(heading, Ink.STRONG))
        rows = [(fact.about, str(fact.grade), fact.text) for fact in facts]
        paints = [None, lambda text: console.paint(text, Ink.FAINT)]
        console.lines(lay_out(rows, console.width, paints, "  "))


def _rows(planned: Sequence[Planned], zone: tzinfo | None, *, narrow: bool) -> list[tuple[str, ...]]:
    """Return the table: a date is shown where it changes, fractions where a wait has one.

    The zone is in the title where one holds throughout, else beside the times from which on it holds.
    """
    fine = any(one.elapsed % 1 for one in planned)
    zones = {_zone_of(_local(one.at, zone)) for one in planned}
    alone = len(zones) == 1
    title = _title(*zones) if alone else "time"
    rows, shown_date, shown_zone = [(*_HEAD, title)], "", ""
    for one in planned:
        moment = _local(one.at, zone)
        date, clock = moment.isoformat(" ", "milliseconds" if fine else "seconds").split(" ")
        named = "" if alone else _zone_of(moment)
        rows.append(
            (
                str(one.number),
                "" if one.wait is None else format_span(one.wait),
                format_span(one.elapsed),
                date if date != shown_date else "",
                clock[: 12 if fine else 8] + (f"  {_shorter(named, narrow=narrow)}" if named != shown_zone else ""),
            )
        )
        shown_date, shown_zone = date, named
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return [(*(cell.rjust(width) for cell, width in zip(row, widths, strict=False)), *row[3:]) for row in rows]


def _shorter(zone: str, *, narrow: bool) -> str:
    """Return a zone or, where there is little room, its abbreviation."""
    return zone.partition(" (")[0] if narrow else zone


def _zone_of(moment: datetime) -> str:
    """Return a zone as its abbreviation, where it has one that is not a number, and its distance from UTC."""
    offset = moment.isoformat(timespec="seconds")[19:]
    name = safe(moment.tzname() or "", 40)
    if name == "UTC" and offset == "+00:00":
        return name
    if not name or name[0] in "+-" or name == "UTC":
        return f"UTC{offset}"
    return f"{name} (UTC{offset})"


def _title(zone: str) -> str:
    """Return the title of the times where one zone holds: ``time (UTC)``, ``time (CEST, UTC+02:00)``."""
    return f"time ({zone.replace(' (', ', ').rstrip(')')})"


def _local(at: float, zone: tzinfo | None) -> datetime:
    return datetime.fromtimestamp(at, UTC).astimezone(zone)


def _as_object(schedule: Schedule, start: float, zone: tzinfo | None) -> dict[str, object]:
    return {
        "schedule": schedule.name,
        "meaning": schedule.meaning,
        "source": schedule.source,
        "timezone": None if zone is None else str(zone),
        "max_attempts": schedule.attempts,
        "total_s": number_value(schedule.total),
        "planned_attempts": [_attempt(one, zone) for one in plan_attempts(schedule, start)],
        "facts": [_fact(fact) for fact in schedule.facts],
        "end_facts": [_fact(fact) for fact in schedule.ends],
    }


def _attempt(one: Planned, zone: tzinfo | None) -> dict[str, object]:
    return {
        "attempt": one.number,
        "wait_s": None if one.wait is None else number_value(one.wait),
        "planned_s": number_value(one.elapsed),
        "planned_time": format_instant(one.at),
        "planned_local": _local(one.at, zone).isoformat(timespec="milliseconds"),
    }


def _fact(fact: Fact) -> dict[str, str]:
    return {"about": fact.about, "statement": fact.text, "grade": str(fact.grade)}
