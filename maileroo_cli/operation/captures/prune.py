"""Deleting captures, or counting what would be deleted."""

from math import inf
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.limits import NO_LIMITS, StoreLimits
from maileroo_cli.capture.store.writer import Store, StoreError, write_failed
from maileroo_cli.errors import UsageError


class Pruning(NamedTuple):
    """What goes: captures that are named, and what is beyond the limits; ``dry_run`` only counts them."""

    names: tuple[str, ...] = ()
    limits: StoreLimits = NO_LIMITS
    dry_run: bool = False


class PruneResult(NamedTuple):
    """How many captures went, or would go, and how many are left; ``bytes`` is the size of what is there now."""

    deleted: int
    left: int
    bytes: int
    dry_run: bool


def prune_captures(path: Path, pruning: Pruning, now: float) -> PruneResult:
    """Delete what is to go; without any condition, or where a name is that of nothing, ``UsageError`` is raised.

    ``now`` (Unix seconds) is what ages are counted from.
    """
    if not pruning.names and not pruning.limits:
        raise UsageError("say which captures to delete", "with ids, --keep, --older-than, --max-size or --all")
    with Archive(path) as archive:
        ids = {archive.find(name).entry.id for name in pruning.names}
        if pruning.dry_run:
            gone = _count(archive, ids, pruning.limits, now)
            return PruneResult(gone, archive.count() - gone, archive.size(), dry_run=True)
    try:
        with Store(path, doing="mhook captures prune") as store:
            gone = _delete(store, ids, pruning.limits, now)
    except StoreError as error:
        raise write_failed(path, error) from None
    with Archive(path) as archive:
        return PruneResult(gone, archive.count(), archive.size(), dry_run=False)


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
