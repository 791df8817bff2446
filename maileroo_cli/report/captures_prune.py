"""Deleting captures, and telling how many went and how much is left."""

from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.archive import Archive
from maileroo_cli.capture.store import Limits, Store, StoreError
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.report.console import Console, Format
from maileroo_cli.webhook.size import format_size

SCHEMA = "mhook.prune-summary/1"


class Pruning(NamedTuple):
    """What goes: captures that are named, and what is beyond the limits; ``dry_run`` only counts them."""

    names: tuple[str, ...]
    limits: Limits
    dry_run: bool


class _Plan(NamedTuple):
    """What the store holds before: the whole ids of what is named, and how many would be deleted."""

    ids: tuple[str, ...]
    total: int
    beyond: int


def prune_captures(path: Path, pruning: Pruning, console: Console, now: float) -> None:
    """Delete what is to go; without any condition, or where a name is that of nothing, ``UsageError`` is raised."""
    if not pruning.names and not pruning.limits:
        raise UsageError(
            "nothing says which captures are to go", "give --keep, --older-than, --max-size, ids, or --all"
        )
    with Archive(path) as archive:
        plan = _plan(archive, pruning, now)
    if not pruning.dry_run:
        gone = _delete(path, plan.ids, pruning.limits, now)
        with Archive(path) as archive:
            _tell(console, gone, archive.count(), archive.size(), dry_run=False)
    else:
        with Archive(path) as archive:
            _tell(console, plan.beyond, plan.total - plan.beyond, archive.size(), dry_run=True)


def _plan(archive: Archive, pruning: Pruning, now: float) -> _Plan:
    ids = tuple(dict.fromkeys(archive.find(name).entry.id for name in pruning.names))
    beyond = archive.count_beyond(pruning.limits, now)
    kept = set(ids).difference(entry_id for entry_id, _ in zip(archive.ids(), range(beyond), strict=False))
    return _Plan(ids, archive.count(), beyond + len(kept))


def _delete(path: Path, ids: tuple[str, ...], limits: Limits, now: float) -> int:
    try:
        with Store(path, doing="mhook captures prune") as store:
            gone = store.prune(limits, now) if limits else 0
            gone += store.delete(ids)
    except StoreError as error:
        raise InputError(f"cannot write the store {str(path)!r} ({error})", "is the disk full?") from None
    return gone


def _tell(console: Console, gone: int, left: int, size: int, *, dry_run: bool) -> None:
    if console.format is Format.JSON:
        console.object(SCHEMA, {"deleted": gone, "left": left, "bytes": size, "dry_run": dry_run})
        return
    count = f"{gone} {'capture' if gone == 1 else 'captures'}"
    if dry_run:
        console.line(f"{count} would be deleted, {left} would be left")
    else:
        console.line(f"{count} deleted, {left} left ({format_size(size)})")
