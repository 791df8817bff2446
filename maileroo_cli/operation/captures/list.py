"""Which captures there are, what more there is."""

from collections.abc import Generator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.capture.entry import CaptureEntry
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.transfer.selection import refuse_unknown_types

_BATCH = 1_000


class ListTotal(NamedTuple):
    """The last result: how many captures were listed, and of how many that are wanted.

    Where none is wanted, ``stored`` says how many there are at all (else 0).
    """

    store: Path
    listed: int
    wanted: int
    stored: int = 0

    @property
    def store_name(self) -> str:
        """The store as a person would write it."""
        return short_name(self.store)


def list_captures(
    path: Path, wanted: CaptureFilter, *, limit: int = 0, newest_first: bool = False
) -> Generator[list[CaptureEntry] | ListTotal, None, None]:
    """Yield the wanted captures of the store at ``path`` in lots, the oldest first unless it is said otherwise.

    Only the newest ``limit`` are listed; 0 lists all. A type that neither Maileroo sends nor the store has raises
    ``UsageError``.
    """
    listed = 0
    with Archive(path) as archive:
        refuse_unknown_types(archive, wanted)
        entries = archive.entries(wanted, limit=limit or None, newest_first=newest_first)
        while batch := list(islice(entries, _BATCH)):
            listed += len(batch)
            yield batch
        if not listed:
            yield ListTotal(path, 0, 0, archive.count())
        else:
            yield ListTotal(path, listed, archive.count(wanted) if listed == limit else listed)
