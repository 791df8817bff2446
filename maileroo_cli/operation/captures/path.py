"""Where the store is, what it holds, and who writes to it."""

from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.store.file import is_there
from maileroo_cli.capture.store.lock import Holder, find_holder


class StoreContents(NamedTuple):
    """What a store holds: captures, the bytes of their requests and answers, and those of its file."""

    captures: int = 0
    bytes: int = 0
    file_bytes: int = 0
    writer: Holder | None = None


class StorePlace(NamedTuple):
    """Where a store is; ``contents`` is ``None`` where nobody looked, or where no store is there."""

    path: Path
    contents: StoreContents | None = None


def locate_store(path: Path, *, look: bool = True) -> StorePlace:
    """Return the place of the store at ``path``, which need not be there; without ``look`` it is not opened."""
    where = path.absolute()
    if not look or not is_there(path):
        return StorePlace(where)
    from maileroo_cli.capture.store.archive import Archive

    with Archive(path) as archive:
        count, size = archive.count(), archive.size()
    return StorePlace(where, StoreContents(count, size, path.stat().st_size, find_holder(path)))
