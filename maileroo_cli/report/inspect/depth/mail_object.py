"""The life of one mail as an object: its events in order, and in words what is late, double or missing."""

from collections.abc import Iterator
from typing import Any

from maileroo_cli.capture.entry import AnswerSource
from maileroo_cli.capture.mail.timeline import Timeline, TimelineEntry
from maileroo_cli.operation.inspect.depth.mail import PlacedCapture, PlacedMail
from maileroo_cli.report.captures.timeline import event_remarks, summary_sentence
from maileroo_cli.report.inspect.depth.mail_answers import MailAnswers
from maileroo_cli.report.keys.value import time_value
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.instant import spell_span

MAIL = "mhook.inspector-mail/1"
_LATE_S = 60.0
_NAME = 80


def mail_object(placed: PlacedMail) -> dict[str, Any]:
    """Return a mail with its events in the order in which they happened."""
    reference_id, timeline = placed.mail
    answers = MailAnswers(timeline, {name: one.entry for name, one in placed.captures.items()})
    types = {entry.arrival.capture_id: entry.arrival.event_type for entry in timeline.entries}
    recipients = dict.fromkeys(name for entry in timeline.entries for name in entry.arrival.recipients)
    return {
        "schema": MAIL,
        "reference_id": reference_id,
        "recipients": list(recipients),
        "events": [
            _event(entry, placed.captures.get(entry.arrival.capture_id), _notes(entry, types, answers))
            for entry in timeline.entries
        ],
        "missing": list(_missing(timeline)),
        "summary": _summary(timeline, answers),
    }


def _event(entry: TimelineEntry, capture: PlacedCapture | None, notes: list[str]) -> dict[str, Any]:
    arrival = entry.arrival
    return {
        "id": arrival.capture_id,
        "row": capture and capture.row,
        "event_type": arrival.event_type or None,
        "event_id": arrival.event_id or None,
        "time": time_value(arrival.at),
        "event_time": time_value(arrival.event_time),
        "verdict": arrival.verdict,
        "status": capture and capture.entry.status,
        "cancelled": capture is not None and capture.entry.answered == AnswerSource.CANCELLED,
        "recipients": list(arrival.recipients),
        "notes": notes,
    }


def _notes(entry: TimelineEntry, types: dict[str, str], answers: MailAnswers) -> list[str]:
    notes = event_remarks(entry, types, limit=_NAME)
    if entry.arrival.capture_id in answers.repeated:
        notes = [f"sent again: {one[len(_DUPLICATE) :]} was not answered 200" if one.startswith(_DUPLICATE) else one
                 for one in notes]  # fmt: skip
    if _is_late(entry):
        notes.append(f"arrived late: {spell_span(entry.delay or 0)} after it happened")
    return notes


_DUPLICATE = "duplicate of "


def _is_late(entry: TimelineEntry) -> bool:
    return entry.delay is not None and entry.delay >= _LATE_S and entry.duplicate_of is None


def _summary(timeline: Timeline, answers: MailAnswers) -> str:
    """Return what the timeline says in a sentence, with what is late and what was not answered 200."""
    late = sum(map(_is_late, timeline.entries))
    again, lost = len(answers.repeated), answers.refused
    more = [
        f"{again} sent again after another answer than 200" if again else "",
        f"{late} late" if late else "",
        f"{lost} not answered 200" if lost else "",
    ]
    return summary_sentence(timeline, tuple(filter(None, more)), again=again, span=spell_span)


def _missing(timeline: Timeline) -> Iterator[dict[str, Any]]:
    for index, entry in enumerate(timeline.entries):
        before = safe(entry.arrival.event_type, _NAME) or "-"
        for name in entry.missing:
            sentence = f"{name} must have happened before {before}, but was not captured"
            yield {"event_type": name, "before": index, "sentence": sentence}
