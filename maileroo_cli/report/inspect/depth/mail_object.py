"""The life of one mail as an object: its events in order, and in words what is late, double or missing."""

from collections.abc import Iterator
from typing import Any

from maileroo_cli.capture.mail.timeline import Timeline, TimelineEntry
from maileroo_cli.operation.inspect.depth.mail import PlacedMail
from maileroo_cli.report.captures.timeline import event_remarks, summary_sentence
from maileroo_cli.report.keys.value import time_value
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.instant import spell_span

MAIL = "mhook.inspector-mail/1"
_LATE_S = 60.0
_NAME = 80


def mail_object(placed: PlacedMail) -> dict[str, Any]:
    """Return a mail with its events in the order in which they happened."""
    reference_id, timeline = placed.mail
    types = {entry.arrival.capture_id: entry.arrival.event_type for entry in timeline.entries}
    recipients = dict.fromkeys(name for entry in timeline.entries for name in entry.arrival.recipients)
    return {
        "schema": MAIL,
        "reference_id": reference_id,
        "recipients": list(recipients),
        "events": [
            _event(entry, placed.rows.get(entry.arrival.capture_id), _notes(entry, types)) for entry in timeline.entries
        ],
        "missing": list(_missing(timeline)),
        "summary": summary_sentence(timeline),
    }


def _event(entry: TimelineEntry, row: int | None, notes: list[str]) -> dict[str, Any]:
    arrival = entry.arrival
    return {
        "id": arrival.capture_id,
        "row": row,
        "event_type": arrival.event_type or None,
        "event_id": arrival.event_id or None,
        "time": time_value(arrival.at),
        "event_time": time_value(arrival.event_time),
        "verdict": arrival.verdict,
        "notes": notes,
    }


def _notes(entry: TimelineEntry, types: dict[str, str]) -> list[str]:
    notes = event_remarks(entry, types, limit=_NAME)
    if entry.delay is not None and entry.delay >= _LATE_S and entry.duplicate_of is None:
        notes.append(f"arrived late: {spell_span(entry.delay)} after it happened")
    return notes


def _missing(timeline: Timeline) -> Iterator[dict[str, Any]]:
    for index, entry in enumerate(timeline.entries):
        before = safe(entry.arrival.event_type, _NAME) or "-"
        for name in entry.missing:
            sentence = f"{name} must have happened before {before}, but was not captured"
            yield {"event_type": name, "before": index, "sentence": sentence}
