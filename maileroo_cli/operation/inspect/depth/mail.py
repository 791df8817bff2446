"""The life of one mail, and in which rows of the store its captures are."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.entry import CaptureEntry
from maileroo_cli.capture.listing.reader import ListReader
from maileroo_cli.capture.mail.lookup import find_mail, mail_arrivals
from maileroo_cli.capture.mail.timeline import build_timeline
from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.operation.captures.timeline import MailTimeline

_LAST_ROW = 1 << 62


class PlacedCapture(NamedTuple):
    """One capture of a mail: its row, and what is known of it beside its body."""

    row: int
    entry: CaptureEntry


class PlacedMail(NamedTuple):
    """One mail with its timeline, and its captures by their ids."""

    mail: MailTimeline
    captures: Mapping[str, PlacedCapture]


def place_mail(path: Path, name: str) -> PlacedMail:
    """Return the timeline of a mail in the store at ``path``, named as in ``read_timeline``.

    A name of none, or of several, raises ``UsageError``.
    """
    with closing(ListReader(path)) as reader:
        reference_id = find_mail(reader, name)
        timeline = build_timeline(mail_arrivals(reader, reference_id))
        rows = list(reader.matching(CaptureFilter(reference_id=reference_id), -1, _LAST_ROW))
        listed = reader.entries_at(rows)
    known = {one.entry.id: PlacedCapture(one.row, one.entry) for one in listed if one.entry is not None}
    return PlacedMail(MailTimeline(reference_id, timeline), known)
