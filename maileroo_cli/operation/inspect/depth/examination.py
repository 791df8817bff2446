"""One capture in depth: its verdict, its place in the store, what follows its answer, and what can be done with it."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.listing.place import PlaceReader
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.transfer.resend import can_be_sent
from maileroo_cli.operation.captures.show import AssessedCapture, assess_stored
from maileroo_cli.operation.inspect.depth.aftermath import Aftermath, find_aftermath
from maileroo_cli.webhook.signing.secret import Secret


class Examination(NamedTuple):
    """One capture with all that is to be said of it.

    ``position`` is its place among the wanted captures, counted from the oldest; ``None`` where it is none of them.
    ``mail_captures`` is how many captures its mail has, itself included; 0 where it names no mail. ``unfit`` says why
    it cannot be sent again, empty where it can.
    """

    shown: AssessedCapture
    row: int
    position: int | None
    aftermath: Aftermath | None
    mail_captures: int
    unfit: str


def examine_capture(
    path: Path, name: str, secrets: Sequence[Secret] = (), wanted: CaptureFilter | None = None
) -> Examination:
    """Return the capture of that name in the store at ``path``; a name of none, or of several, raises ``UsageError``.

    With ``secrets`` its signature is checked now and diagnosed in full, else the stored verdict is told. ``wanted`` are
    the captures among which its position is counted.
    """
    with PlaceReader(path) as reader:
        located = reader.locate(name)
        row, capture = located
        reference_id = capture.entry.reference_id
        return Examination(
            assess_stored(reader, capture, secrets),
            row,
            reader.position(row, wanted or CaptureFilter()),
            find_aftermath(reader, located),
            reader.of_mail(reference_id) if reference_id else 0,
            why_not_sent(capture),
        )


def read_capture(path: Path, name: str) -> Capture:
    """Return the capture of that name; a name of none, or of several, raises ``UsageError``."""
    with Archive(path) as archive:
        return archive.find(name)


def why_not_sent(capture: Capture) -> str:
    """Return why a capture cannot be sent again; empty where it can."""
    if not capture.entry.is_whole:
        return "what arrived is no whole request"
    if not can_be_sent(capture.entry.method, capture.headers):
        return "HTTP cannot carry its method or one of its headers"
    return ""
