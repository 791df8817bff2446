"""What Maileroo would do after the answer of a capture, and which attempt of its event that capture probably was."""

from typing import NamedTuple

from maileroo_cli.capture.entry import AnswerSource, Capture, CaptureEntry, LocatedCapture
from maileroo_cli.capture.listing.place import PlaceReader
from maileroo_cli.capture.probe import is_other_method
from maileroo_cli.capture.transfer.resend import has_signature
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.delivery.schedule.definition import Planned
from maileroo_cli.delivery.schedule.remaining import Remaining, remaining_attempts
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import spell_span


class Aftermath(NamedTuple):
    """What follows an answer that is no success, if Maileroo sent the request: ``sentence`` tells it.

    ``number`` is that of the attempt that was captured: 1, or more where the store has the same event from before.
    ``attempts`` are those that remain if each fails at once; ``lost_at`` is when the event is lost then, in Unix
    seconds, and ``None`` where no calendar has it. ``grade`` says how sure all of that is.
    """

    sentence: str
    number: int
    attempts: tuple[Planned, ...]
    lost_at: float | None
    grade: str


def find_aftermath(reader: PlaceReader, located: LocatedCapture) -> Aftermath | None:
    """Return what follows the answer of a capture; ``None`` after 200, and for what is no webhook of Maileroo's."""
    entry = located.capture.entry
    if _is_accepted(entry) or not _is_webhook(located.capture):
        return None
    number = 1 + (reader.failed_before(located.row, entry.event_id) if entry.event_id else 0)
    remaining = remaining_attempts(MAILEROO, number, entry.at)
    grade = next(fact.grade for fact in MAILEROO.facts if fact.about == "attempts")
    sentence = f"{_what_came(entry)} {_what_follows(number, remaining)}"
    return Aftermath(sentence, number, remaining.attempts, remaining.lost_at, str(grade))


def _is_accepted(entry: CaptureEntry) -> bool:
    return entry.status is not None and Success.STRICT.accepts(entry.status)


def _is_webhook(capture: Capture) -> bool:
    """Whether Maileroo may have sent it: by POST, and with a signature or at least an event."""
    entry = capture.entry
    if entry.verdict == StoredVerdict.PROBE or is_other_method(entry.method):
        return False
    return bool(entry.event_type or entry.event_id) or has_signature(capture.headers)


def _what_came(entry: CaptureEntry) -> str:
    if entry.status is not None:
        success = ", but Maileroo counts only 200 as success" if 200 <= entry.status < 300 else ""
        return f"Answered {entry.status}{success}."
    if entry.answered == AnswerSource.CANCELLED:
        return "The client left before there was an answer."
    return "There was no answer." if entry.answered else "No answer is known; this is what follows if there was none."


def _what_follows(number: int, remaining: Remaining) -> str:
    if number > MAILEROO.attempts:
        times, most = count(number - 1, "failed attempt"), MAILEROO.attempts
        return f"The store has {times} of this event from before, and Maileroo makes only {most}: it is lost."
    if not remaining.attempts:
        return f"This was attempt {number}, the last one: the event is lost."
    first, *more = remaining.attempts
    which = f"This was attempt {number}. " if number > 1 else ""
    wait = spell_span(first.wait or 0)
    if not more:
        return f"{which}Maileroo tries once more, {wait} later. If that fails too, the event is lost."
    times, span = count(len(more), "more time"), spell_span(remaining.attempts[-1].elapsed)
    return (
        f"{which}Maileroo tries again {wait} later, then {times}, the last {span} after this attempt. "
        "If all of them fail, the event is lost."
    )
