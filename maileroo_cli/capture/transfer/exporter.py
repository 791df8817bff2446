"""What leaves the store: captures as records, with their signature or without, and a count of what is left out.

Files are written by ``formats``; what can go into a file of tests is told in ``testable``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.record import CaptureRecord, without_signature
from maileroo_cli.capture.reservation import DOUBTFUL, OPEN_END, parse_reservation
from maileroo_cli.capture.transfer.left_out import LeftOut
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import InputError

Written = TypeVar("Written")
Refuse = Callable[[Capture, bool], LeftOut | None]
"""Tells why a capture is left out, if it is; it is also told whether signatures are kept."""


class CaptureExporter:
    """Turns captures into records.

    ``written`` counts those that were, ``unsigned`` those of them whose signature was left out, and ``left_out`` those
    that were left out, by the reason.
    """

    def __init__(self, captures: Iterable[Capture], *, signatures: bool) -> None:
        self._captures = captures
        self.signatures = signatures
        self.written = self.unsigned = 0
        self.left_out: Counter[LeftOut] = Counter()

    def records(self, *, unsure: bool = True) -> Iterator[CaptureRecord]:
        """Yield the records, in constant memory; without ``unsure`` none whose bytes are in doubt."""
        return (record for _, record in self.pairs(unsure=unsure))

    def tests(
        self, refuse: Refuse, check: Callable[[CaptureRecord], object] | None = None
    ) -> Iterator[tuple[Capture, CaptureRecord]]:
        """Yield each capture that a file of tests can hold, and its record.

        Left out is what has bytes in doubt, what ``refuse`` finds a reason for, and what ``check`` refuses with
        ``InputError``.
        """
        return self.pairs(unsure=False, refuse=refuse, check=check)

    def pairs(
        self,
        *,
        unsure: bool = True,
        refuse: Refuse | None = None,
        check: Callable[[CaptureRecord], object] | None = None,
    ) -> Iterator[tuple[Capture, CaptureRecord]]:
        """Yield each capture with its record; what may be left out is told at :meth:`tests`."""
        for capture in self._captures:
            reason = self._why_not(capture, refuse, unsure=unsure)
            if reason is not None:
                self.left_out[reason] += 1
                continue
            whole = capture.record
            record = whole if self.signatures else without_signature(whole)
            if check is not None and not _passes(check, record):
                self.left_out[LeftOut.MALFORMED] += 1
                continue
            self.unsigned += record is not whole
            self.written += 1
            yield capture, record

    def _why_not(self, capture: Capture, refuse: Refuse | None, *, unsure: bool) -> LeftOut | None:
        if not capture.entry.is_whole:
            return LeftOut.MALFORMED if parse_reservation(capture.entry.anomaly) is None else LeftOut.UNSURE
        if not unsure and _is_unsure(capture):
            return LeftOut.UNSURE
        return None if refuse is None else refuse(capture, self.signatures)

    def each(self, write: Callable[[CaptureRecord], Written], *, unsure: bool = True) -> Iterator[Written]:
        """Yield what ``write`` makes of each record; one that it refuses with ``InputError`` is left out."""
        for record in self.records(unsure=unsure):
            try:
                written = write(record)
            except InputError:
                self.written -= 1
                self.left_out[LeftOut.MALFORMED] += 1
            else:
                yield written

    def checked(self, write: Callable[[CaptureRecord], object]) -> Iterator[CaptureRecord]:
        """Yield each record but those that ``write`` refuses with ``InputError``."""

        def keep(record: CaptureRecord) -> CaptureRecord:
            write(record)
            return record

        return self.each(keep)


def _passes(check: Callable[[CaptureRecord], object], record: CaptureRecord) -> bool:
    try:
        check(record)
    except InputError:
        return False
    return True


def _is_unsure(capture: Capture) -> bool:
    """Tell whether a capture's bytes may be others than were sent, and no cause was found by which they are."""
    entry = capture.entry
    if not entry.anomaly or entry.verdict == StoredVerdict.INVALID:
        return False
    reservation = parse_reservation(entry.anomaly)
    return reservation is not None and reservation.code in (DOUBTFUL, OPEN_END)
