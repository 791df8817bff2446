"""Which captures there are, what more there is."""

from collections.abc import Generator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.capture.entry import CaptureEntry
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.transfer.selection import refuse_types_without_store, refuse_unknown_types
from maileroo_cli.errors import InputError

_BATCH = 1_000


class ListTotal(NamedTuple):
    """The last result: how many captures were listed, and of how many that are wanted.

    Where none is wanted, ``stored`` says how many there are at all (else 0). ``damaged`` has an error for each capture
    whose row cannot be read.
    """

    store: Path
    listed: int
    wanted: int
    stored: int = 0
    damaged: tuple[InputError, ...] = ()

    @property
    def error(self) -> InputError | None:
        """What is to be said of those that cannot be read, if there are any."""
        if not self.damaged:
            return None
        first, *more = self.damaged
        if not more:
            return first
        return InputError(f"{len(self.damaged)} captures cannot be read; the first: {first.message}", first.hint)

    @property
    def store_name(self) -> str:
        """The store as a person would write it."""
        return short_name(self.store)


def list_captures(
    path: Path, wanted: CaptureFilter, *, limit: int = 0, newest_first: bool = False
) -> Generator[list[CaptureEntry] | ListTotal, None, None]:
    """Yield the wanted captures of the store at ``path`` in lots, the oldest first unless it is said otherwise.

    Only the newest ``limit`` are listed; 0 lists all. Those whose row is damaged are left out, and told at the end.
    A type that neither Maileroo sends nor the store has raises ``UsageError``.
    """
    listed = 0
    damage: list[InputError] = []
    refuse_types_without_store(path, wanted)
    with Archive(path) as archive:
        refuse_unknown_types(archive, wanted)
        entries = archive.entries(wanted, limit=limit or None, newest_first=newest_first, damage=damage)
        while batch := list(islice(entries, _BATCH)):
            listed += len(batch)
            yield batch
        read = listed + len(damage)
        if not read:
            yield ListTotal(path, 0, 0, archive.count())
        else:
            total = archive.count(wanted) if read == limit else read
            yield ListTotal(path, listed, total - len(damage), damaged=tuple(damage))
