"""Connections to the store's file: opening it, to read it whatever others do at that moment or to write, and its log.

What is read or written is up to ``archive`` and ``writer``.
"""

import sqlite3
from contextlib import suppress
from pathlib import Path

from maileroo_cli.capture.database.connection import PATIENCE, Access, connect
from maileroo_cli.capture.database.failure import SQLITE_ERRORS
from maileroo_cli.capture.store.file import companions
from maileroo_cli.capture.store.lock import find_holder

LOG_BYTES = 32 * 1024 * 1024
"""The log is not used from its start again while somebody reads; once it is this large, that is waited for."""

_PATIENCE = 50
"""So many milliseconds readers are waited for while nothing can be stored: who reads a portion is done by then."""

_NOT_WRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL)
_PRIMARY = 0xFF


def open_for_reading(path: Path) -> sqlite3.Connection:
    """Open a store for reading; what SQLite refuses raises one of ``SQLITE_ERRORS``.

    A store whose making was broken off is first made empty again, as whoever writes to it would.
    """
    try:
        return _begin(path, Access.READ)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_READONLY_ROLLBACK:
            _begin(path, Access.WRITE).close()
            return _begin(path, Access.READ)
        # SQLite lays a file beside one that is read, which a full disk or one that cannot be written does not let it.
        # Where nothing is in the log and nobody writes, the store can be read as a file that never changes.
        if error.sqlite_errorcode & _PRIMARY in _NOT_WRITABLE and not log_size(path) and find_holder(path) is None:
            return _begin(path, Access.UNCHANGING)
        raise


def open_for_writing(path: Path) -> sqlite3.Connection:
    """Open a store's file, which is there, for its one writer; what SQLite refuses raises one of ``SQLITE_ERRORS``."""
    return connect(path, Access.WRITE)


def log_size(path: Path) -> int:
    """Return how many bytes the log of the store at ``path`` has; 0 where there is none."""
    try:
        return companions(path)[0].stat().st_size
    except OSError:
        return 0


def begin_log(connection: sqlite3.Connection) -> None:
    """Have commits go to a log, which :func:`move_log` moves into the file when there is time for it."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute(f"PRAGMA journal_size_limit = {LOG_BYTES}")


def move_log(connection: sqlite3.Connection, path: Path) -> bool:
    """Move the log into the file and cut it off where it is large; tell whether all of it could be moved at once."""
    (busy, _, _) = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    if log_size(path) > LOG_BYTES:
        empty_log(connection)
    return not busy


def close_writer(connection: sqlite3.Connection) -> None:
    """Close a connection that wrote; SQLite deletes the log unless somebody reads, and then it is empty."""
    with suppress(*SQLITE_ERRORS):
        empty_log(connection)
    connection.close()


def empty_log(connection: sqlite3.Connection) -> None:
    """Move the log into the file and cut it to nothing, unless somebody goes on reading from it."""
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.execute(f"PRAGMA busy_timeout = {PATIENCE * 1000:.0f}")


def give_room_back(connection: sqlite3.Connection) -> int:
    """Cut the file to what is in it; return about how many bytes that adds to the log.

    For each page that goes another one may take its place.
    """
    before = _pages(connection)
    connection.executescript("PRAGMA incremental_vacuum")  # execute() would free one page alone
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    return (before - _pages(connection)) * int(size)


def _pages(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA page_count").fetchone()[0])


def _begin(path: Path, access: Access) -> sqlite3.Connection:
    connection = connect(path, access)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except SQLITE_ERRORS:
        connection.close()
        raise
    return connection
