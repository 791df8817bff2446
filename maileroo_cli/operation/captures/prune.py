"""Deleting captures, or counting what would be deleted."""

from collections.abc import Callable, Iterator
from itertools import islice
from math import inf
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.failure import StoreError, write_failed
from maileroo_cli.capture.store.limits import NO_LIMITS, StoreLimits
from maileroo_cli.capture.store.writer import Store
from maileroo_cli.errors import UsageError
from maileroo_cli.transport.channel.access import StoreAccess

_PART = 1_000


class Pruning(NamedTuple):
    """What goes: captures that are named, and what is beyond the limits; ``dry_run`` only counts them."""

    names: tuple[str, ...] = ()
    limits: StoreLimits = NO_LIMITS
    dry_run: bool = False


class PruneResult(NamedTuple):
    """How many captures went, or would go, and how many are left; ``bytes`` is the size of what is there now.

    ``through`` says which listener deleted them, where one has the store.
    """

    deleted: int
    left: int
    bytes: int
    dry_run: bool
    through: str = ""


def prune_captures(
    path: Path, pruning: Pruning, now: float, waiting: Callable[[str], None] | None = None
) -> PruneResult:
    """Delete what is to go; without any condition, or where a name is that of nothing, ``UsageError`` is raised.

    ``now`` (Unix seconds) is what ages are counted from. Where a listener has the store they are deleted through that;
    ``waiting`` is told in a sentence where it takes long.
    """
    if not pruning.names and not pruning.limits:
        raise UsageError("say which captures to delete", "with ids, --keep, --older-than, --max-size or --all")
    with Archive(path) as archive:
        ids = {archive.find_id(name) for name in pruning.names}
        if pruning.dry_run:
            gone = sum(1 for _ in _doomed(archive, ids, pruning.limits, now))
            return PruneResult(gone, archive.count() - gone, archive.size(), dry_run=True)
    try:
        then = "prune again; what was deleted is gone"
        with StoreAccess(path, "mhook captures prune", waiting, then, only_deletes=True) as access:
            through = "" if access.through is None else str(access.through)
            if access.own is not None:
                gone = _delete(access.own, ids, pruning.limits, now)
            else:
                gone = _delete_through(access, ids, pruning.limits, now)
    except StoreError as error:
        raise write_failed(path, error) from None
    with Archive(path) as archive:
        return PruneResult(gone, archive.count(), archive.size(), dry_run=False, through=through)


def _doomed(archive: Archive, ids: set[str], limits: StoreLimits, now: float) -> Iterator[tuple[int, str]]:
    """Yield row and id of the captures that :func:`_delete` would delete."""
    before = -inf if limits.seconds is None else now - limits.seconds
    return archive.beyond(limits._replace(seconds=None), before, ids, now)


def _delete_through(access: StoreAccess, ids: set[str], limits: StoreLimits, now: float) -> int:
    """Delete a part at a time, so that the listener's clients hardly wait."""
    gone = 0
    with Archive(access.path) as archive:
        doomed = _doomed(archive, ids, limits, now)
        while part := list(islice(doomed, _PART)):
            gone += access.delete_rows(part)
    return gone


def _delete(store: Store, ids: set[str], limits: StoreLimits, now: float) -> int:
    gone = store.prune(limits._replace(seconds=None), now)
    if limits.seconds is not None:
        gone += store.delete_before(now - limits.seconds)
    return gone + store.delete(ids)
