"""A folder for as long as something runs: gone when that ends, and where the process was killed, at the next start.

The living process holds a lock in it, which the system takes away with the process; so no folder of a living one is
ever cleared, whatever its age.
"""

import os
import re
import shutil
import stat
import sys
from pathlib import Path
from typing import Self

from maileroo_cli.capture.store.lock import StoreLock
from maileroo_cli.errors import InputError

PREFIX = "mhook-receiver-"
STORE = "captures.db"
"""The one file that belongs into the folder, with its companions."""

_HOLDER = "folder"
_NAME = re.compile(rf"{PREFIX}\w{{8}}", re.ASCII)
_CONTENT = re.compile(rf"{_HOLDER}\.lock|{re.escape(STORE)}(-wal|-shm|-journal|\.lock)?", re.ASCII)
_TRIES = 10


class TemporaryFolder:
    """Makes the folder, after those of dead processes were cleared; :meth:`close` takes it away with what is in it."""

    def __init__(self, doing: str) -> None:
        """Raise ``InputError`` where none can be made; ``doing`` is what the process does."""
        clear_dead_folders()
        self.path, self._lock = _make(doing)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()

    def close(self) -> None:
        """Take the folder away; it may be done twice."""
        _remove(self.path, self._lock)


def clear_dead_folders() -> None:
    """Take away what processes of this user left that were killed; whatever is not surely ours is left alone."""
    from tempfile import gettempdir

    try:
        found = [Path(one.path) for one in os.scandir(gettempdir()) if _NAME.fullmatch(one.name)]
    except OSError:
        return
    for folder in found:
        if not _is_ours(folder):
            continue
        try:
            lock = StoreLock(folder / _HOLDER, "clearing")
        except InputError:  # somebody has it
            continue
        _remove(folder, lock)


def _make(doing: str) -> tuple[Path, StoreLock]:
    """Make and lock a folder; a process that clears may come between the two, and then it is another."""
    from tempfile import mkdtemp

    for _ in range(_TRIES):
        try:
            folder = Path(mkdtemp(prefix=PREFIX))
        except OSError as error:
            what = f"cannot create a temporary folder ({error.strerror or error})"
            raise InputError(what, "set TMPDIR to a writable folder") from None
        try:
            lock = StoreLock(folder / _HOLDER, doing)
        except InputError:
            if folder.is_dir():
                shutil.rmtree(folder, ignore_errors=True)
            continue
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        if os.path.lexists(folder / f"{_HOLDER}.lock"):
            return folder, lock
        lock.release()
    raise InputError("cannot lock a temporary folder", "set TMPDIR to a folder on a local disk")


def _is_ours(folder: Path) -> bool:
    try:
        found = os.lstat(folder)
        if not stat.S_ISDIR(found.st_mode) or (sys.platform != "win32" and found.st_uid != os.getuid()):
            return False
        return all(map(_CONTENT.fullmatch, os.listdir(folder)))
    except OSError:
        return False


def _remove(folder: Path, lock: StoreLock) -> None:
    if sys.platform == "win32":
        lock.release()  # there no file can be deleted that is open
    try:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.release()
