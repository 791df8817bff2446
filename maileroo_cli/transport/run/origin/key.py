"""The key that this user's runs are recognised by: random bytes in a file that nobody else can read.

It lies outside every project, so that no folder from elsewhere brings one along, and it is never shown.
"""

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

from maileroo_cli.capture.disk.creation import create_beside
from maileroo_cli.capture.disk.reading import open_own_file
from maileroo_cli.transport.run.origin.user_folder import state_folder

KEY_FILE = "run.key"
_BYTES = 32


def read_key() -> bytes | None:
    """Return the key; ``None`` where there is none, or where others could have read or written it."""
    folder = state_folder()
    if folder is None:
        return None
    try:
        with open_own_file(folder / KEY_FILE) as file:
            key = file.read(_BYTES + 1) if _is_private(os.fstat(file.fileno())) else b""
    except OSError:
        return None
    return key if len(key) == _BYTES else None


def find_or_make_key() -> bytes | None:
    """Return the key, which is made where there is none; ``None`` where it cannot be kept."""
    key, folder = read_key(), state_folder()
    if key is not None or folder is None:
        return key
    try:
        folder.mkdir(0o700, parents=True, exist_ok=True)
        _make(folder / KEY_FILE)
        if (key := read_key()) is None:  # others could have read what is there, or it is half of one
            os.unlink(folder / KEY_FILE)
            _make(folder / KEY_FILE)
            key = read_key()
    except OSError:
        return None
    return key


def _make(path: Path) -> None:
    """Make the file whole, unless there is one; of two processes that do so at once, one makes the key of both."""
    descriptor, beside = create_beside(path, private=True)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(_BYTES))
        try:
            os.link(beside, path)
        except FileExistsError:
            return
        except OSError:  # a file system without hard links
            os.replace(beside, path)
    finally:
        with suppress(OSError):
            os.unlink(beside)


def _is_private(found: os.stat_result) -> bool:
    if not stat.S_ISREG(found.st_mode):
        return False
    return sys.platform == "win32" or (found.st_uid == os.getuid() and not found.st_mode & 0o077)
