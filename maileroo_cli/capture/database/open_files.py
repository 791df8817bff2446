"""Which files SQLite has open in this process.

Under POSIX whoever opens such a file besides, and closes it, takes away the locks that SQLite has on it. Another
program that then reads the store believes to be the last one, and deletes the log that is still written to.
"""

import os
from pathlib import Path
from typing import TypeAlias

FileIdentity: TypeAlias = tuple[int, int]
_OPEN: list[FileIdentity] = []


def note_open(path: Path) -> FileIdentity:
    """Take down that the file at ``path`` is open, and return what it is known by."""
    identity = _identify(path)
    _OPEN.append(identity)
    return identity


def note_closed(identity: FileIdentity) -> None:
    """Take down that a file was closed once."""
    _OPEN.remove(identity)


def is_open_here(path: Path) -> bool:
    """Tell whether the file at ``path`` must not be opened by anybody but SQLite."""
    try:
        return _identify(path) in _OPEN
    except OSError:
        return False


def _identify(path: Path) -> FileIdentity:
    found = os.stat(path)
    return found.st_dev, found.st_ino
