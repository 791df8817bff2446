"""Making the file of a run under a name of its own, finding and deleting it. What it holds is told in the others."""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from maileroo_cli.capture.database.wording import short_name, system_words
from maileroo_cli.capture.disk.creation import create
from maileroo_cli.capture.store.file import companions, own_folders, prepare_store, refuse_links
from maileroo_cli.capture.store.lock import StoreLock
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.transport.run.folder import make_id, taken_ids
from maileroo_cli.transport.run.schema import RUN
from maileroo_cli.webhook.text.shown import show

_MOST_TRIES = 10_000
_SHOWN = 5


def claim(folder: Path, suffix: str, seconds: float, noun: str) -> Path:
    """Make the empty file of a run in ``folder``, made at this Unix time, for this user alone; no run has its id.

    What the disk refuses raises ``InputError``; ``noun`` is what could not be kept.
    """
    refuse_links(folder / suffix, RUN)
    try:
        for one in (*own_folders(folder / suffix), folder):
            one.mkdir(0o700, parents=True, exist_ok=True)
        path = _make(folder, suffix, seconds)
    except OSError as error:
        what = f"cannot keep a {noun} in {short_name(folder)!r} ({system_words(error)})"
        raise InputError(what, "name another folder with --runs, or keep nothing with --no-journal") from None
    prepare_store(path, RUN)
    return path


def find(paths: Sequence[Path], name: str, noun: str, folder: Path) -> Path:
    """Return the file of the run called ``name`` among ``paths``: its id or the beginning of it, or ``last``.

    What is not there, or is the beginning of several ids, raises ``UsageError``.
    """
    ids = ", ".join(path.stem for path in paths[-_SHOWN:])
    known = f"there are {ids}" if paths else f"there are none yet; mhook {noun} makes them"
    fitting = paths[-1:] if name == "last" else [path for path in paths if path.name.startswith(name.lower() or "?")]
    if not fitting:
        raise UsageError(f"there is no {noun} '{show(name[:40])}' in {short_name(folder)!r}", known)
    if len(fitting) > 1:
        several = ", ".join(path.stem for path in fitting[:_SHOWN])
        raise UsageError(f"several {noun}s begin with '{show(name[:40])}'", f"give more of the id: {several}")
    return fitting[0]


def delete(path: Path, noun: str, *, dry_run: bool = False) -> None:
    """Delete a run; one that is being played raises ``InputError``, and stays. With ``dry_run`` all stay."""
    lock = StoreLock(path, "mhook runs delete", RUN)
    try:
        if dry_run:
            return
        if sys.platform == "win32":
            lock.release()  # there no file can be deleted that is open
        path.unlink()
    except OSError as error:
        what = f"cannot delete the {noun} {short_name(path)!r} ({system_words(error)})"
        raise InputError(what, "check the permissions of its folder") from None
    finally:
        lock.release()
    with suppress(OSError):
        companions(path)[-1].unlink()


def delete_oldest(paths: list[Path], keep: int | None, remove: Callable[[Path], None]) -> int:
    """Delete all of these, the newest last, but for the last ``keep``; return how many were deleted."""
    removed = 0
    for path in [] if keep is None else paths[: max(0, len(paths) - keep)]:
        with suppress(InputError):
            remove(path)
            removed += 1
    return removed


def _make(folder: Path, suffix: str, seconds: float) -> Path:
    """Make the file of this second, or of the first one after it that no run has."""
    taken = set(taken_ids(folder))
    latest = max(taken, default="")
    for later in range(_MOST_TRIES):
        name = make_id(int(seconds) + later)
        if name in taken or name <= latest:
            continue
        path = folder / f"{name}{suffix}"
        try:
            os.close(create(path, private=True))
        except FileExistsError:
            continue
        return path
    raise OSError("there is no free name")
