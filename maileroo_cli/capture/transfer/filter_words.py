"""The words that a filter of captures is written with, the same as options, in an address or in an object."""

from collections.abc import Sequence
from dataclasses import dataclass

from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import UsageError
from maileroo_cli.webhook.text.past import parse_past

REPEATABLE = ("type", "verdict")
FILTER_WORDS = (*REPEATABLE, "event-id", "reference-id", "since", "until", "text")
OPTION = "--"
"""What a word begins with where it is an option."""


@dataclass(frozen=True, slots=True)
class FilterWords:
    """A filter as it was written; ``None`` is what was left out. ``mark`` is what the words begin with in an error."""

    types: Sequence[str] = ()
    verdicts: Sequence[str] = ()
    event_id: str | None = None
    reference_id: str | None = None
    since: str | None = None
    until: str | None = None
    text: str | None = None
    mark: str = OPTION

    def read(self, now: float) -> CaptureFilter:
        """Return the conditions that the words say; ``now`` (Unix seconds) is what times count back from.

        A verdict or a time that is none, or an empty text, raises ``UsageError``: an empty one, such as an unset
        variable leaves, would fit every capture.
        """
        texts = {"event-id": self.event_id, "reference-id": self.reference_id, "text": self.text}
        for word, text in texts.items():
            if text is not None and not text:
                raise UsageError(
                    f"{self.mark}{word} is empty, and would match every capture", "give text, or leave it out"
                )
        for verdict in self.verdicts:
            if verdict not in set(StoredVerdict):
                names = ", ".join(StoredVerdict)
                raise UsageError(f"{self.mark}verdict: there is no verdict {verdict[:40]!r}", f"give one of {names}")
        return CaptureFilter(
            types=tuple(self.types),
            verdicts=tuple(map(str, self.verdicts)),
            event_id=self.event_id or "",
            reference_id=self.reference_id or "",
            since=None if self.since is None else parse_past(self.since, now),
            until=None if self.until is None else parse_past(self.until, now),
            text=self.text or "",
        )
