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

from maileroo_cli.capture.database.wording import FileWording, short_name
from maileroo_cli.capture.disk.creation import PRIVATE_FILE, open_own
from maileroo_cli.capture.disk.reading import open_own_file
from maileroo_cli.capture.store.file import STORE, companions, unusable
from maileroo_cli.errors import InputError

_HOLDER_LIMIT = 4096
_HOLDER_START = b'{"pid"'
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
    """Who writes to a store: its process, what it does, and the endpoint where it takes what others want to write.

    ``url`` is where it receives requests, empty where it does not, or does not tell.
    """

    pid: int
    doing: str
    endpoint: WriteEndpoint | None = field(default=None, repr=False, compare=False)
    url: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.doing} (process {self.pid})" if self.pid else "another mhook"


class StoreHeldError(InputError):
    """Another process, the ``holder``, writes to the store."""

    def __init__(self, path: Path, holder: Holder, words: FileWording = STORE) -> None:
        super().__init__(
            f"the {words.noun} {short_name(path)!r} is in use by {holder}",
            f"stop that first, or name another with {words.option}",
        )
        self.holder = holder


class StoreLock:
    """The right to write to a store, held by one process at a time until :meth:`release`, or until it dies.

    The system holds the lock and ends it with the process, however that ends; so there is no stale one.
    """

    def __init__(
        self,
        path: Path,
        doing: str,
        words: FileWording = STORE,
        endpoint: WriteEndpoint | None = None,
        url: str = "",
    ) -> None:
        """Raise ``StoreHeldError``, naming the holder, where another process writes to the store at ``path``.

        Others are told of the ``endpoint`` and the ``url``.
        """
        self._path = companions(path)[-1]
        try:
            self._file: BinaryIO = os.fdopen(open_own(self._path), "r+b", 0)
        except OSError as error:
            raise unusable(path, error, words) from None
        if not _take(self._file):
            holder = _read_holder(self._file)
            self._file.close()
            raise StoreHeldError(path, holder, words)
        if not _is_ours(self._file):
            self._file.close()
            what = f"the {words.noun}'s {short_name(self._path)!r} holds something that mhook did not write"
            raise InputError(what, f"move it away, or name another {words.thing} with {words.option}")
        try:
            self._file.seek(_LOCKED_BYTES)
            self._file.truncate()
            said = {"pid": os.getpid(), "doing": doing} | ({"url": url} if url else {})
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
        with open_own_file(companions(path)[-1]) as file:
            holder = _read_holder(file)
            # A writer that ended in order took its name away: only where one is there the lock has to be asked, which
            # would for a moment keep a writer out that comes just then.
            return holder if holder.pid and not _take(file, shared=True) else None
    except OSError:
        return None


# Windows keeps others from reading what is locked, so the lock is one byte and the holder's name follows it.
_LOCKED_BYTES = 1


def _is_ours(file: BinaryIO) -> bool:
    """Whether a lock file may be emptied: one with a second name may be another file, and has to hold a lock."""
    if os.fstat(file.fileno()).st_nlink < 2:
        return True
    file.seek(_LOCKED_BYTES)
    found = file.read(_HOLDER_LIMIT + 1).strip(b"\0")
    return not found or (len(found) <= _HOLDER_LIMIT and found.startswith(_HOLDER_START))


def _read_holder(file: BinaryIO) -> Holder:
    file.seek(_LOCKED_BYTES)
    try:
        said = json.loads(file.read(_HOLDER_LIMIT))
        endpoint = WriteEndpoint(int(said["port"]), str(said["key"])) if "port" in said else None
        url = str(said.get("url", ""))
        if not _is_private(file):  # others may have written it, and would be told what is to be stored
            endpoint, url = None, ""
        return Holder(int(said["pid"]), str(said["doing"]), endpoint, url)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError, RecursionError):
        return Holder(0, "")


def _is_private(file: BinaryIO) -> bool:
    """Whether an open file can be read and written by this user alone; Windows does not tell."""
    if sys.platform == "win32":
        return True
    found = os.fstat(file.fileno())
    return found.st_uid == os.getuid() and not found.st_mode & 0o077


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
