"""Stores as the first version of mhook's tables had them, which are still read and brought to the newest."""

import sqlite3
from contextlib import closing
from pathlib import Path

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.schema import APPLICATION_ID

TABLES = f"""
    PRAGMA auto_vacuum = INCREMENTAL;
    BEGIN;
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
    PRAGMA user_version = 1;
    COMMIT;
    PRAGMA journal_mode = WAL;
"""


def fill_old(path: Path, *captures: Capture) -> Path:
    """Make a store of version 1 that holds these captures, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.executescript(TABLES)
        for entry, content in captures:
            marks = ", ".join("?" * len(entry))
            connection.execute(f"INSERT INTO capture VALUES (NULL, {marks})", entry)
            connection.execute("INSERT INTO content VALUES (NULL, ?, ?, ?, ?, ?)", content)
    path.chmod(0o600)
    return path
