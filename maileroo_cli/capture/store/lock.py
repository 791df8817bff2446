"""The right to write to a store or to the file of a run, which one process at a time has.

Where these files live is decided in ``file``.
"""

import json
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NamedTuple

from maileroo_cli.capture.store.file import (
    PRIVATE_FILE,
    STORE,
    FileWording,
    companions,
    open_private,
    short_name,
    unusable,
)
from maileroo_cli.errors import InputError

_HOLDER_LIMIT = 4096
_PAUSES = (0.0, 0.0, 0.001, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05)
"""How many seconds are waited between the tries to get a lock that somebody else merely looks at."""


class WriteEndpoint(NamedTuple):
    """Where the holder of a store takes what others want to be written: a port of this machine, and a key.

    Who knows the key could read it in the lock file, and is therefore the same user.
    """

    port: int
    key: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who writes to a store: its process, what it does, and the endpoint where it takes what others want to write."""

    pid: int
    doing: str
    endpoint: WriteEndpoint | None = field(default=None, repr=False, compare=False)

    def __str__(self) -> str:
        return f"{self.doing} (process {self.pid})" if self.pid else "another mhook"


class StoreHeldError(InputError):
    """Another process, the ``holder``, writes to the store."""

    def __init__(self, path: Path, holder: Holder, words: FileWording = STORE) -> None:
        super().__init__(
            f"the {words.noun} {short_name(path)!r} is being written by {holder}",
            f"stop that first, or name another with {words.option}",
        )
        self.holder = holder


class StoreLock:
    """The right to write to a store, held by one process at a time until :meth:`release`, or until it dies.

    The system holds the lock and ends it with the process, however that ends; so there is no stale one.
    """

    def __init__(
        self, path: Path, doing: str, words: FileWording = STORE, endpoint: WriteEndpoint | None = None
    ) -> None:
        """Raise ``StoreHeldError``, naming the holder, where another process writes to the store at ``path``.

        Others are told of the ``endpoint``.
        """
        self._path = companions(path)[-1]
        try:
            self._file: BinaryIO = os.fdopen(open_private(self._path), "r+b", 0)
        except OSError as error:
            raise unusable(path, error, words) from None
        if not _take(self._file):
            holder = _read_holder(self._file)
            self._file.close()
            raise StoreHeldError(path, holder, words)
        try:
            self._file.seek(_LOCKED_BYTES)
            self._file.truncate()
            said = {"pid": os.getpid(), "doing": doing}
            if endpoint is not None:
                if sys.platform != "win32":
                    os.fchmod(self._file.fileno(), PRIVATE_FILE)  # it may be an old file that others can read
                said |= {"port": endpoint.port, "key": endpoint.key}
            self._file.write(json.dumps(said).encode())
        except OSError as error:
            self._file.close()
            raise unusable(path, error, words) from None

    def release(self) -> None:
        """Let others write."""
        if not self._file.closed:
            self._file.seek(_LOCKED_BYTES)
            self._file.truncate()
            self._file.close()


def find_holder(path: Path) -> Holder | None:
    """Return who writes to the store at ``path`` at the moment; ``None`` where nobody does. Nothing is changed."""
    try:
        with open(companions(path)[-1], "rb", 0) as file:
            holder = _read_holder(file)
            # A writer that ended in order took its name away: only where one is there the lock has to be asked, which
            # would for a moment keep a writer out that comes just then.
            return holder if holder.pid and not _take(file, shared=True) else None
    except OSError:
        return None


# Windows keeps others from reading what is locked, so the lock is one byte and the holder's name follows it.
_LOCKED_BYTES = 1


def _read_holder(file: BinaryIO) -> Holder:
    file.seek(_LOCKED_BYTES)
    try:
        said = json.loads(file.read(_HOLDER_LIMIT))
        endpoint = WriteEndpoint(int(said["port"]), str(said["key"])) if "port" in said else None
        return Holder(int(said["pid"]), str(said["doing"]), endpoint)
    except (ValueError, KeyError, TypeError, OSError, RecursionError):
        return Holder(0, "")


def _take(file: BinaryIO, *, shared: bool = False) -> bool:
    """Lock a file. Whoever looks who writes to a store has its lock for a moment, which is waited for."""
    for pause in _PAUSES:
        if _try_lock(file, shared=shared):
            return True
        if sys.platform != "win32" and (shared or _is_written(file)):
            return False  # by more than a look; Windows does not tell the two apart
        time.sleep(pause)
    return _try_lock(file, shared=shared)


def _is_written(file: BinaryIO) -> bool:
    """Tell whether a file is locked by more than a look; POSIX alone tells."""
    if not _try_lock(file, shared=True):
        return True
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(file.fileno(), fcntl.LOCK_UN)
    return False


def _try_lock(file: BinaryIO, *, shared: bool = False) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, _LOCKED_BYTES)
        else:
            import fcntl

            fcntl.flock(file.fileno(), (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
