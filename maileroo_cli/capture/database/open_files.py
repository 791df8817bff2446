"""Which files SQLite has open in this process.

Under POSIX whoever opens such a file besides, and closes it, takes away the locks that SQLite has on it. Another
program that then reads the store believes to be the last one, and deletes the log that is still written to.
"""

import os
import sqlite3
from pathlib import Path
from typing import TypeAlias

FileIdentity: TypeAlias = tuple[int, int]
_OPEN: list[FileIdentity] = []


class NotedConnection(sqlite3.Connection):
    """A connection whose file is known to be open until it is closed."""

    _identity: FileIdentity | None = None

    def note(self, path: Path) -> None:
        """Take down that the file at ``path`` is open."""
        self._identity = _identify(path)
        _OPEN.append(self._identity)

    def close(self) -> None:
        """Close it."""
        super().close()
        if self._identity is not None:
            _OPEN.remove(self._identity)
            self._identity = None


def is_open_here(path: Path) -> bool:
    """Tell whether the file at ``path`` must not be opened by anybody but SQLite."""
    try:
        return _identify(path) in _OPEN
    except OSError:
        return False


def _identify(path: Path) -> FileIdentity:
    found = os.stat(path)
    return found.st_dev, found.st_ino
