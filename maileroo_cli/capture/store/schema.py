"""The tables of the store and the steps from each version of them to the next. Rows are read and written elsewhere."""

import sqlite3
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from maileroo_cli.capture.entry import CaptureContent, CaptureEntry
from maileroo_cli.capture.store.file import companions, is_there, short_name
from maileroo_cli.capture.store.open_files import is_open_here
from maileroo_cli.errors import InputError

APPLICATION_ID = 0x6D686F6B
"""What marks an SQLite file as ours: ``mhok``."""

# What is known of a request stands apart from its bytes, so that listing and filtering reads little. There is no index:
# a scan of 100,000 small rows takes milliseconds, while an index of random ids would multiply what each commit writes.
_MIGRATIONS = (
    f"""
    CREATE TABLE capture (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL, at REAL NOT NULL, peer TEXT NOT NULL, method TEXT NOT NULL, target TEXT NOT NULL,
        event_type TEXT NOT NULL, event_id TEXT NOT NULL, reference_id TEXT NOT NULL, event_time REAL,
        verdict TEXT NOT NULL, cause TEXT NOT NULL, secret TEXT NOT NULL, anomaly TEXT NOT NULL,
        size INTEGER NOT NULL, status INTEGER, answered TEXT NOT NULL, milliseconds REAL
    );
    CREATE TABLE content (
        seq INTEGER PRIMARY KEY,
        head BLOB NOT NULL, body BLOB NOT NULL, trailers BLOB NOT NULL,
        answer_head BLOB NOT NULL, answer_body BLOB NOT NULL
    );
    PRAGMA application_id = {APPLICATION_ID};
    """,
)
VERSION = len(_MIGRATIONS)

ENTRY_COLUMNS = ", ".join(CaptureEntry._fields)
CONTENT_COLUMNS = ", ".join(CaptureContent._fields)
_HEAD, _VERSION_AT, _MARK_AT = 100, 60, 68
"""How long the head of an SQLite file is, and where in it the version and the mark are."""

ROWS = 10
"""So many rows are inserted by one statement where there are as many, which takes three quarters of the time."""


def insert_rows(
    connection: sqlite3.Connection,
    table: str,
    rows: Sequence[CaptureEntry] | Sequence[CaptureContent],
    first: int | None = None,
) -> None:
    """Insert rows in order; their fields are the table's columns. ``first`` is the first row's number, or the next."""
    if not rows:
        return
    fields = rows[0]._fields
    if first is not None:
        marks = ", ".join("?" * (len(fields) + 1))
        connection.execute(f"INSERT INTO {table} (seq, {', '.join(fields)}) VALUES ({marks})", (first, *rows[0]))
        rows = rows[1:]
    row = f"({', '.join('?' * len(fields))})"
    statement = f"INSERT INTO {table} ({', '.join(fields)}) VALUES {row}"
    whole = len(rows) // ROWS * ROWS
    groups = [tuple(chain.from_iterable(rows[start : start + ROWS])) for start in range(0, whole, ROWS)]
    connection.executemany(statement + f", {row}" * (ROWS - 1), groups)
    connection.executemany(statement, rows[whole:])


def check_version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of a store's tables, 0 for an empty file; what is no store raises ``InputError``."""
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (mark,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        raise damaged(path, error) from None
    if mark != APPLICATION_ID and (mark or tables or version):
        raise _foreign(path)
    if version > VERSION:
        raise InputError(
            f"the store {short_name(path)!r} was made by a newer mhook (version {version} of its tables)",
            f"this one knows versions up to {VERSION}: install the newer one, or name another with --store",
        )
    return int(version)


def refuse_foreign(path: Path) -> None:
    """Raise ``InputError`` where the file at ``path`` is no store of ours, touching nothing.

    Merely to read another program's database SQLite would lay files beside it, or move its log into it, unless it is
    told that the file never changes. A file of ours has its marks from its first page on; where they are there, SQLite
    is not asked: to it a file looks malformed whose log is just being moved into it.
    """
    if is_open_here(path) or _is_ours(path):
        return
    has_log = is_there(companions(path)[0])  # asked first: a store that is just being made gets one later
    try:
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(uri, uri=True)
    except sqlite3.Error:  # it is not there, or opening it for good will tell
        return
    try:
        version = check_version(connection, path)
    finally:
        connection.close()
    if has_log and not version:
        raise _foreign(path)


def _is_ours(path: Path) -> bool:
    """Tell whether the head of a file says that it is a store that this program knows."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    version, mark = (int.from_bytes(head[place : place + 4]) for place in (_VERSION_AT, _MARK_AT))
    return head.startswith(b"SQLite format 3\0") and mark == APPLICATION_ID and 0 < version <= VERSION


def _foreign(path: Path) -> InputError:
    return InputError(f"{short_name(path)!r} is a database of another program", "name another file with --store")


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring a store's tables to the newest version, each step in one transaction."""
    for number in range(check_version(connection, path), VERSION):
        connection.executescript(f"BEGIN IMMEDIATE; {_MIGRATIONS[number]}; PRAGMA user_version = {number + 1}; COMMIT;")


def damaged(path: Path, error: sqlite3.Error) -> InputError:
    """Return the error of a store that SQLite cannot read."""
    return InputError(
        f"cannot read the store {short_name(path)!r} ({error})", "is it a store of mhook? mhook captures path"
    )
