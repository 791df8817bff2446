"""What is known of a capture, as fields of an object, and its verdict in words and colour: for lists and in full."""

from maileroo_cli.capture.entry import AnswerSource, CaptureEntry, moment
from maileroo_cli.capture.reservation import parse_reservation
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.report.terminal.console import Ink

_FIELDS = (CaptureEntry._fields[0], "time", *CaptureEntry._fields[1:])
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
    fields: dict[str, object] = dict(zip(_FIELDS, (entry[0], moment(entry.at), *entry[1:]), strict=True))
    if entry.anomaly:
        fields["anomaly"] = anomaly_code(entry)
    return fields


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
