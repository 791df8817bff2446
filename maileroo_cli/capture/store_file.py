"""Where the store lives and who may write to it: a private folder, private files, no symbolic links, one writer."""

import json
import os
import stat
import sys
from dataclasses import dataclass
from errno import EFBIG, ENOSPC, EROFS
from pathlib import Path
from typing import BinaryIO

from maileroo_cli.errors import InputError

STORE_VARIABLE = "MHOOK_STORE"
FOLDER, FILE = ".mhook", "captures.db"
_PROJECT = (FOLDER, ".git")
_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600
_HOLDER_LIMIT = 4096


def find_store(named: str | None = None) -> Path:
    """Return the store's file: the one that is named, or ``$MHOOK_STORE``, or that of the project.

    The project is the nearest folder, from the current one upwards, that has a ``.mhook`` or a ``.git``; without one it
    is the current folder. Nothing is made. A name that only a folder can have raises ``InputError``.
    """
    if wanted := named or os.environ.get(STORE_VARIABLE):
        path = Path(wanted)
        if not path.name:
            raise InputError(f"the store's {wanted!r} is not a file", "name a file with --store")
        return path
    try:
        here = Path.cwd()
    except OSError:
        raise InputError("the current folder is not there any more", "name the store with --store") from None
    home = Path(os.path.expanduser("~"))
    for folder in (here, *here.parents):
        if folder == home and folder != here:
            break
        if any((folder / name).exists() for name in _PROJECT):
            return folder / FOLDER / FILE
    return here / FOLDER / FILE


def prepare_store(path: Path) -> None:
    """Make the store's folder and its empty file, for this user alone; what is not safe raises ``InputError``.

    A folder called ``.mhook`` is made private and tells git to ignore it; any other folder is left as it is.
    """
    refuse_links(path)
    try:
        if path.parent.name == FOLDER:
            _prepare_folder(path.parent)
        else:
            path.parent.mkdir(_PRIVATE_FOLDER, parents=True, exist_ok=True)
        # Made before SQLite opens it, which would give it the rights of any other file; its companions take ours.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), _PRIVATE_FILE))
        _make_private(path, _PRIVATE_FILE)
    except OSError as error:
        raise _unusable(path, error) from None


def refuse_links(path: Path) -> None:
    """Raise ``InputError`` where the store's folder, file or a companion is a link, no file, or another user's."""
    for one in (path.parent, path, *companions(path)):
        try:
            found = os.lstat(one)
        except OSError:
            continue
        mode = found.st_mode
        if _is_anothers(found) and (one != path.parent or one.name == FOLDER):
            raise InputError(f"the store's {str(one)!r} belongs to another user", "name one of your own with --store")
        if stat.S_ISLNK(mode) and (one != path.parent or one.name == FOLDER):
            raise InputError(f"the store's {str(one)!r} is a symbolic link", "name a real file with --store")
        if one != path.parent and not stat.S_ISREG(mode) and not stat.S_ISLNK(mode):
            raise InputError(f"the store's {str(one)!r} is not a file", "name a file with --store")


def is_there(path: Path) -> bool:
    """Tell whether there is a store's file at ``path``; raise ``InputError`` where the system does not tell."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise _unusable(path, error) from None
    return True


def identify(path: Path) -> tuple[int, int]:
    """Return what tells a file from any other that may come to the same place; zeros where none is there."""
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0
    return found.st_dev, found.st_ino


def companions(path: Path) -> tuple[Path, ...]:
    """Return the files that belong to the store beside its own."""
    return tuple(path.with_name(path.name + end) for end in ("-wal", "-shm", ".lock"))


def _prepare_folder(folder: Path) -> None:
    folder.mkdir(_PRIVATE_FOLDER, parents=True, exist_ok=True)
    _make_private(folder, _PRIVATE_FOLDER)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("# Made by mhook: captures hold valid signatures and addresses of people.\n*\n", "utf-8")


def _is_anothers(found: os.stat_result) -> bool:
    """Whether a file is another user's, who could read and replace it; Windows does not tell."""
    return sys.platform != "win32" and found.st_uid != os.getuid()


def _make_private(path: Path, mode: int) -> None:
    if sys.platform != "win32" and stat.S_IMODE(os.lstat(path).st_mode) != mode:
        os.chmod(path, mode)


def _unusable(path: Path, error: OSError) -> InputError:
    hint = "name another with --store"
    if error.errno == EROFS:
        hint = f"there it can only be read: copy what is there elsewhere, or {hint}"
    elif error.errno in (ENOSPC, EFBIG):
        hint = f"free some room there, since even deleting captures needs some, or {hint}"
    return InputError(f"cannot use the store {str(path)!r} ({error.strerror or error})", hint)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who writes to a store: its process, and what it does."""

    pid: int
    doing: str

    def __str__(self) -> str:
        return f"{self.doing} (process {self.pid})" if self.pid else "another mhook"


class StoreLock:
    """The right to write to a store, held by one process at a time until :meth:`release`, or until it dies.

    The system holds the lock and ends it with the process, however that ends; so there is no stale one.
    """

    def __init__(self, path: Path, doing: str) -> None:
        """Raise ``InputError``, naming the holder, where another process writes to the store at ``path``."""
        self._path = companions(path)[-1]
        try:
            self._file: BinaryIO = os.fdopen(
                os.open(self._path, os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), _PRIVATE_FILE), "r+b", 0
            )
        except OSError as error:
            raise _unusable(path, error) from None
        if not _try_lock(self._file):
            holder = _read_holder(self._file)
            self._file.close()
            raise InputError(
                f"the store {str(path)!r} is being written by {holder}",
                "stop that first, or name another with --store",
            )
        try:
            self._file.seek(_LOCKED_BYTES)
            self._file.truncate()
            self._file.write(json.dumps({"pid": os.getpid(), "doing": doing}).encode())
        except OSError as error:
            self._file.close()
            raise _unusable(path, error) from None

    def release(self) -> None:
        """Let others write."""
        if not self._file.closed:
            self._file.seek(_LOCKED_BYTES)
            self._file.truncate()
            self._file.close()


def find_holder(path: Path) -> Holder | None:
    """Return who writes to the store at ``path`` at the moment, if anybody does.

    Whoever ends well leaves no name, so that only the lock of one who has not is asked for, and given back at once.
    """
    try:
        with open(companions(path)[-1], "r+b", 0) as file:
            holder = _read_holder(file)
            return None if not holder.pid or _try_lock(file) else holder
    except OSError:
        return None


# Windows keeps others from reading what is locked, so the lock is one byte and the holder's name follows it.
_LOCKED_BYTES = 1


def _read_holder(file: BinaryIO) -> Holder:
    file.seek(_LOCKED_BYTES)
    try:
        said = json.loads(file.read(_HOLDER_LIMIT))
        return Holder(int(said["pid"]), str(said["doing"]))
    except (ValueError, KeyError, TypeError, OSError, RecursionError):
        return Holder(0, "")


def _try_lock(file: BinaryIO) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, _LOCKED_BYTES)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
