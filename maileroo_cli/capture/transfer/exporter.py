"""What leaves the store: captures as records, with their signature or without, and a count of what is left out.

Files are written by ``formats``.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.probe import is_probe
from maileroo_cli.capture.record import CaptureRecord, without_signature
from maileroo_cli.capture.reservation import DOUBTFUL, OPEN_END, parse_reservation
from maileroo_cli.capture.transfer.likeness import is_unsigned_copy
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER

Written = TypeVar("Written")


class CaptureExporter:
    """Turns captures into records.

    ``malformed`` counts those that are left out, since what arrived is no whole request, or none that a format can
    hold; ``unsure`` those that are left out since their bytes are not known for sure; ``unsigned`` those whose
    signature is left out, ``forged`` those that are left out since it was wrong, ``unverifiable`` those that are left
    out since nothing can be said of it, ``probes`` those that are left out since they are no webhooks.
    """

    def __init__(self, captures: Iterable[Capture], *, signatures: bool) -> None:
        self._captures = captures
        self.signatures = signatures
        self.written = self.malformed = self.unsigned = self.forged = self.probes = 0
        self.unsure = self.unverifiable = 0

    def records(self, *, unsure: bool = True) -> Iterator[CaptureRecord]:
        """Yield the records, in constant memory; without ``unsure`` none whose bytes are in doubt."""
        return (record for _, record in self.pairs(unsure=unsure))

    def tests(self, check: Callable[[CaptureRecord], object]) -> Iterator[tuple[Capture, CaptureRecord]]:
        """Yield each capture that a receiver can be tested with, and its record.

        Probes are left out, and whatever a right receiver need not answer as a test could expect. So are those whose
        signature did not verify, where signatures are: signed anew they would be others. What ``check`` refuses with
        ``InputError`` is left out.
        """
        return self.pairs(unsure=False, tests=True, check=check)

    def pairs(
        self, *, unsure: bool = True, tests: bool = False, check: Callable[[CaptureRecord], object] | None = None
    ) -> Iterator[tuple[Capture, CaptureRecord]]:
        """Yield each capture with its record.

        Without ``unsure`` none whose bytes are in doubt is among them, with ``tests`` only what makes a test, and
        nothing that ``check`` refuses with ``InputError``.
        """
        for capture in self._captures:
            if not capture.entry.is_whole:
                if parse_reservation(capture.entry.anomaly) is None:
                    self.malformed += 1
                else:
                    self.unsure += 1
                continue
            if not unsure and _is_unsure(capture):
                self.unsure += 1
                continue
            if tests and not self._makes_test(capture):
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

    def _makes_test(self, capture: Capture) -> bool:
        """Tell whether a receiver can be tested with a capture, and count it where not."""
        entry = capture.entry
        if _is_probe(capture):
            self.probes += 1
        elif not self.signatures and entry.verdict == StoredVerdict.INVALID:
            self.forged += 1
        elif self.signatures and entry.verdict == StoredVerdict.UNVERIFIABLE and not is_unsigned_copy(capture):
            self.unverifiable += 1
        else:
            return True
        return False

    def _passes(self, check: Callable[[CaptureRecord], object], record: CaptureRecord) -> bool:
        try:
            check(record)
        except InputError:
            self.malformed += 1
            return False
        return True

    def each(self, write: Callable[[CaptureRecord], Written], *, unsure: bool = True) -> Iterator[Written]:
        """Yield what ``write`` makes of each record; one that it refuses with ``InputError`` is left out."""
        for record in self.records(unsure=unsure):
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


def _is_unsure(capture: Capture) -> bool:
    """Tell whether a capture's bytes may be others than were sent, and no cause was found by which they are."""
    entry = capture.entry
    if not entry.anomaly or entry.verdict == StoredVerdict.INVALID:
        return False
    reservation = parse_reservation(entry.anomaly)
    return reservation is not None and reservation.code in (DOUBTFUL, OPEN_END)


def _is_probe(capture: Capture) -> bool:
    """Tell whether a capture is no webhook, also where it was stored before there was such a verdict."""
    entry = capture.entry
    if entry.verdict == StoredVerdict.PROBE:
        return True
    return not entry.anomaly and is_probe(entry.method, capture.content.body, capture.record.header(SIGNATURE_HEADER))
