"""What the events of a mail were answered: which repetitions Maileroo had to send, and which events nobody took."""

from collections.abc import Mapping

from maileroo_cli.capture.entry import AnswerSource, CaptureEntry
from maileroo_cli.capture.mail.timeline import Timeline

_ACCEPTED = 200
"""Any other answer has Maileroo send the event again."""


class MailAnswers:
    """The answers of one mail: ``repeated`` are captures that came since no earlier one of their event was taken.

    ``refused`` is the number of events of which no capture was answered 200. A capture whose answer is not known, as of
    one that was imported without it, is not counted.
    """

    def __init__(self, timeline: Timeline, entries: Mapping[str, CaptureEntry]) -> None:
        self.repeated: set[str] = set()
        taken: dict[str, bool] = {}
        for arrival in sorted((one.arrival for one in timeline.entries), key=lambda one: one.at):
            event = arrival.event_id or arrival.capture_id
            was_taken = _was_taken(entries.get(arrival.capture_id))
            if taken.get(event) is False:
                self.repeated.add(arrival.capture_id)
            if was_taken is not None:
                taken[event] = was_taken or taken.get(event, False)
        self.refused = sum(not one for one in taken.values())


def _was_taken(entry: CaptureEntry | None) -> bool | None:
    """Return whether a capture was answered 200; ``None`` where that is not known."""
    if entry is None or (entry.status is None and entry.answered != AnswerSource.CANCELLED):
        return None
    return entry.status == _ACCEPTED
