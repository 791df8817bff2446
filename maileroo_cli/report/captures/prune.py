"""Deleting captures, and telling how many went and how much is left."""

from math import inf
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.limits import StoreLimits
from maileroo_cli.capture.store.writer import Store, StoreError, write_failed
from maileroo_cli.errors import UsageError
from maileroo_cli.report.terminal.console import Console, Format
from maileroo_cli.webhook.text.size import format_size

SCHEMA = "mhook.prune-summary/1"


class Pruning(NamedTuple):
    """What goes: captures that are named, and what is beyond the limits; ``dry_run`` only counts them."""

    names: tuple[str, ...]
    limits: StoreLimits
    dry_run: bool


def prune_captures(path: Path, pruning: Pruning, console: Console, now: float) -> None:
    """Delete what is to go; without any condition, or where a name is that of nothing, ``UsageError`` is raised."""
    if not pruning.names and not pruning.limits:
        raise UsageError(
            "nothing says which captures are to go", "give --keep, --older-than, --max-size, ids, or --all"
        )
    with Archive(path) as archive:
        ids = {archive.find(name).entry.id for name in pruning.names}
        if pruning.dry_run:
            gone = _count(archive, ids, pruning.limits, now)
            _tell(console, gone, archive.count() - gone, archive.size(), dry_run=True)
            return
    try:
        with Store(path, doing="mhook captures prune") as store:
            gone = _delete(store, ids, pruning.limits, now)
    except StoreError as error:
        raise write_failed(path, error) from None
    with Archive(path) as archive:
        _tell(console, gone, archive.count(), archive.size(), dry_run=False)


def _count(archive: Archive, ids: set[str], limits: StoreLimits, now: float) -> int:
    """Return how many captures :func:`_delete` would delete."""
    beyond = archive.count_beyond(limits._replace(seconds=None), now)
    oldest = -inf if limits.seconds is None else now - limits.seconds
    entries = enumerate(archive.entries())
    return sum(place < beyond or entry.at < oldest or entry.id in ids for place, entry in entries)


def _delete(store: Store, ids: set[str], limits: StoreLimits, now: float) -> int:
    gone = store.prune(limits._replace(seconds=None), now)
    if limits.seconds is not None:
        gone += store.delete_before(now - limits.seconds)
    return gone + store.delete(ids)


def _tell(console: Console, gone: int, left: int, size: int, *, dry_run: bool) -> None:
    if console.format is Format.JSON:
        console.object(SCHEMA, {"deleted": gone, "left": left, "bytes": size, "dry_run": dry_run})
        return
    count = f"{gone} {'capture' if gone == 1 else 'captures'}"
    if dry_run:
        console.line(f"{count} would be deleted, {left} would be left")
    else:
        console.line(f"{count} deleted, {left} left ({format_size(size)})")
