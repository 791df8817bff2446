"""Runs as the first two versions of mhook's tables had them, which are still read, and brought to the newest."""

import sqlite3
from contextlib import closing
from pathlib import Path

_OLD = """
    CREATE TABLE run (id TEXT NOT NULL, plan TEXT NOT NULL);
    CREATE TABLE session (
        seq INTEGER PRIMARY KEY,
        moment REAL NOT NULL, wall REAL NOT NULL, steady REAL NOT NULL, boot TEXT NOT NULL
    );
    CREATE TABLE parcel (
        seq INTEGER PRIMARY KEY,
        event_type TEXT NOT NULL, event_id TEXT NOT NULL, delay REAL NOT NULL,
        method TEXT NOT NULL, url TEXT NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL
    );
    CREATE TABLE attempt (
        seq INTEGER PRIMARY KEY,
        session INTEGER NOT NULL, parcel INTEGER NOT NULL, number INTEGER NOT NULL,
        due REAL NOT NULL, began REAL NOT NULL, wall REAL NOT NULL, steady REAL NOT NULL,
        ended REAL, fault TEXT, fault_status INTEGER, fault_seconds REAL,
        outcome TEXT, seconds REAL, status INTEGER, phase TEXT, problem TEXT,
        location TEXT, place TEXT, detail TEXT, reused INTEGER,
        reach TEXT, answers TEXT, waited REAL, effects_before REAL, effects_after REAL, accepted INTEGER, final TEXT
    );
"""
_LOOK = "CREATE TABLE IF NOT EXISTS look (seq INTEGER PRIMARY KEY, parcel INTEGER, effects REAL NOT NULL);"


def make_old(path: Path, version: int) -> Path:
    """Make a run that nobody has open one of version 1 or 2, and return its path."""
    tables = ["run", "session", "parcel", "attempt", *(["look"] if version > 1 else [])]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        for table in ("run", "session", "parcel", "attempt", "look"):
            connection.execute(f"ALTER TABLE {table} RENAME TO newer_{table}")
        for statement in (_OLD + (_LOOK if version > 1 else "")).split(";"):
            connection.execute(statement)
        for table in tables:
            columns = "id, plan" if table == "run" else "*"
            connection.execute(f"INSERT INTO {table} SELECT {columns} FROM newer_{table}")
        for table in ("run", "session", "parcel", "attempt", "look"):
            connection.execute(f"DROP TABLE newer_{table}")
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")
    return path
