"""The tables of the store and the steps from each version of them to the next. Rows are read and written elsewhere."""

import sqlite3
from pathlib import Path

from maileroo_cli.capture.entry import Content, Entry
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

ENTRY_COLUMNS = ", ".join(Entry._fields)
CONTENT_COLUMNS = ", ".join(Content._fields)
INSERT_ENTRY = f"INSERT INTO capture ({ENTRY_COLUMNS}) VALUES ({', '.join('?' * len(Entry._fields))})"
INSERT_CONTENT = f"INSERT INTO content ({CONTENT_COLUMNS}) VALUES ({', '.join('?' * len(Content._fields))})"


def check_version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of a store's tables, 0 for an empty file; what is no store raises ``InputError``."""
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (mark,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError as error:
        raise damaged(path, error) from None
    if mark != APPLICATION_ID and (mark or tables or version):
        raise InputError(f"{str(path)!r} is a database of another program", "name another file with --store")
    if version > VERSION:
        raise InputError(
            f"the store {str(path)!r} was made by a newer mhook (version {version} of its tables)",
            f"this one knows versions up to {VERSION}: install the newer one, or name another with --store",
        )
    return int(version)


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring a store's tables to the newest version, each step in one transaction."""
    for number in range(check_version(connection, path), VERSION):
        connection.executescript(f"BEGIN IMMEDIATE; {_MIGRATIONS[number]}; PRAGMA user_version = {number + 1}; COMMIT;")


def damaged(path: Path, error: sqlite3.Error) -> InputError:
    """Return the error of a store that SQLite cannot read."""
    return InputError(f"cannot read the store {str(path)!r} ({error})", "is it a store of mhook? mhook captures path")
