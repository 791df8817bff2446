"""Opening an SQLite file of mhook's so that nothing in it is trusted. ``schema`` and ``row`` check what is in it."""

import sqlite3
import sys
from enum import StrEnum
from pathlib import Path

from maileroo_cli.capture.database.open_files import FileIdentity, note_closed, note_open

PATIENCE = 10.0
"""So many seconds another connection may have the file locked."""


class Access(StrEnum):
    """What a file is opened for. One that is read as ``UNCHANGING`` is written by nobody: nothing is locked or made."""

    READ = "mode=ro"
    UNCHANGING = "mode=ro&immutable=1"
    WRITE = "mode=rw"


class NotedConnection(sqlite3.Connection):
    """A connection whose file is known to be open until it is closed."""

    _identity: FileIdentity | None = None

    def note(self, path: Path) -> None:
        """Take down that the file at ``path`` is open."""
        self._identity = note_open(path)

    def close(self) -> None:
        """Close it."""
        super().close()
        if self._identity is not None:
            note_closed(self._identity)
            self._identity = None


def connect(path: Path, access: Access) -> NotedConnection:
    """Open a file that is there; what SQLite refuses raises one of ``SQLITE_ERRORS``. Transactions are the caller's.

    What the file defines is not trusted, and a page whose parts do not fit is refused.
    """
    # As a URI of an absolute path no name means anything special: ":memory:" is a file like any other.
    uri = f"{path.absolute().as_uri()}?{access}"
    connection = sqlite3.connect(
        uri, uri=True, isolation_level=None, timeout=PATIENCE, check_same_thread=False, factory=NotedConnection
    )
    connection.note(path)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_VIEW, False)
    return connection
