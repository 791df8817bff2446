"""What is known of a capture, as fields of an object, and its verdict in words and colour: for lists and in full."""

from maileroo_cli.capture.entry import AnswerSource, CaptureEntry
from maileroo_cli.capture.reservation import parse_reservation
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.report.keys.value import milliseconds_value, time_value
from maileroo_cli.report.terminal.console import Ink

INKS = {
    StoredVerdict.VALID: Ink.GOOD,
    StoredVerdict.INVALID: Ink.BAD,
    StoredVerdict.UNVERIFIABLE: Ink.RISK,
    StoredVerdict.DAMAGED: Ink.RISK,
    StoredVerdict.UNCHECKED: Ink.FAINT,
    StoredVerdict.PROBE: Ink.FAINT,
}


def entry_fields(entry: CaptureEntry) -> dict[str, object]:
    """Return what is known of a capture as the fields of a JSON object."""
    causes = entry.cause.split("+") if entry.cause else []
    answered_by = "" if entry.answered == AnswerSource.CANCELLED else entry.answered
    return {
        "id": entry.id,
        "time": time_value(entry.at),
        "peer": entry.peer or None,
        "method": entry.method or None,
        "target": entry.target or None,
        "event_type": entry.event_type or None,
        "event_id": entry.event_id or None,
        "reference_id": entry.reference_id or None,
        "event_time": time_value(entry.event_time),
        "verdict": entry.verdict,
        "cause": causes[0] if causes else None,
        "causes": causes,
        "secret": entry.secret or None,
        "anomaly": anomaly_code(entry) or None,
        "bytes": entry.size,
        "status": entry.status,
        "answered_by": answered_by or None,
        "cancelled": entry.answered == AnswerSource.CANCELLED,
        "duration_ms": milliseconds_value(entry.milliseconds),
    }


def anomaly_code(entry: CaptureEntry) -> str:
    """Return the code alone of what is wrong with a capture, or was left open by a file."""
    reservation = parse_reservation(entry.anomaly)
    return entry.anomaly if reservation is None else reservation.code


def verdict_text(entry: CaptureEntry) -> str:
    """Return the verdict in a few words, with its cause; what is wrong with the framing comes before it."""
    if entry.anomaly:
        return f"{entry.verdict}: {entry.cause or anomaly_code(entry)}"
    return f"{entry.verdict}: {entry.cause}" if entry.cause else entry.verdict


def answer_word(entry: CaptureEntry) -> str:
    """Return what a capture was answered in a word: a status, that it was cancelled before, or a dash."""
    if entry.status is None:
        return AnswerSource.CANCELLED.value if entry.answered == AnswerSource.CANCELLED else "-"
    return str(entry.status)


def verdict_ink(entry: CaptureEntry) -> Ink:
    """Return the colour of the verdict."""
    if not entry.is_whole or entry.verdict not in set(StoredVerdict):
        return Ink.RISK
    return INKS[StoredVerdict(entry.verdict)]
