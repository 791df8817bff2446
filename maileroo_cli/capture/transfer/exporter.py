"""What leaves the store: captures as records, with their signature or without, and a count of what is left out.

Files are written by ``formats``.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.probe import is_probe
from maileroo_cli.capture.record import CaptureRecord, without_signature
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

Written = TypeVar("Written")


class CaptureExporter:
    """Turns captures into records.

    ``malformed`` counts those that are left out, since what arrived is no whole request, or none that a format can
    hold; ``unsigned`` those whose signature is left out, ``forged`` those that are left out since it was wrong,
    ``probes`` those that are left out since they are no webhooks.
    """

    def __init__(self, captures: Iterable[Capture], *, signatures: bool) -> None:
        self._captures = captures
        self.signatures = signatures
        self.written = self.malformed = self.unsigned = self.forged = self.probes = 0

    def records(self) -> Iterator[CaptureRecord]:
        """Yield the records, in constant memory."""
        return (record for _, record in self.pairs())

    def pairs(
        self, *, probes: bool = True, forged: bool = True, check: Callable[[CaptureRecord], object] | None = None
    ) -> Iterator[tuple[Capture, CaptureRecord]]:
        """Yield each capture with its record.

        Without ``probes`` those that are no webhooks are left out. Without ``forged`` those whose signature did not
        verify when they were captured are left out where signatures are: signed anew they would be others. What
        ``check`` refuses with ``InputError`` is left out.
        """
        for capture in self._captures:
            if not capture.entry.is_whole:
                self.malformed += 1
                continue
            if not probes and _is_probe(capture):
                self.probes += 1
                continue
            if not forged and not self.signatures and capture.entry.verdict == StoredVerdict.INVALID:
                self.forged += 1
                continue
            record = capture.record
            if not self.signatures:
                bare = without_signature(record)
                self.unsigned += bare != record
                record = bare
            if check is not None and not self._passes(check, record):
                continue
            self.written += 1
            yield capture, record

    def _passes(self, check: Callable[[CaptureRecord], object], record: CaptureRecord) -> bool:
        try:
            check(record)
        except InputError:
            self.malformed += 1
            return False
        return True

    def each(self, write: Callable[[CaptureRecord], Written]) -> Iterator[Written]:
        """Yield what ``write`` makes of each record; one that it refuses with ``InputError`` is left out."""
        for record in self.records():
            try:
                written = write(record)
            except InputError:
                self.written -= 1
                self.malformed += 1
            else:
                yield written

    def checked(self, write: Callable[[CaptureRecord], object]) -> Iterator[CaptureRecord]:
        """Yield each record but those that ``write`` refuses with ``InputError``."""

        def keep(record: CaptureRecord) -> CaptureRecord:
            write(record)
            return record

        return self.each(keep)


def _is_probe(capture: Capture) -> bool:
    """Tell whether a capture is no webhook, also where it was stored before there was such a verdict."""
    entry = capture.entry
    if entry.verdict == StoredVerdict.PROBE:
        return True
    return not entry.anomaly and is_probe(entry.method, capture.content.body, capture.record.header(SIGNATURE_HEADER))
