"""One capture in depth: its verdict, its place in the store, what follows its answer, and what can be done with it."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.listing.place import PlaceReader
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.transfer.resend import can_be_sent
from maileroo_cli.operation.captures.show import AssessedCapture
from maileroo_cli.operation.inspect.depth.aftermath import Aftermath, find_aftermath
from maileroo_cli.operation.inspect.depth.assessments import RecentAssessments


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
    path: Path, name: str, assessments: RecentAssessments, position: Callable[[int], int | None]
) -> Examination:
    """Return the capture of that name in the store at ``path``; a name of none, or of several, raises ``UsageError``.

    Its verdict is one of ``assessments``. ``position`` says where a row stands in the list that is looked at.
    """
    with PlaceReader(path) as reader:
        located = reader.locate(name)
        row, capture = located
        reference_id = capture.entry.reference_id
        return Examination(
            assessments.of(reader, located),
            row,
            position(row),
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
