"""What comes of an event: it is kept once, and its work is done in the same transaction."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE IF NOT EXISTS event (id TEXT PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS activity (event_id TEXT NOT NULL, type TEXT NOT NULL, mail TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS suppression (address TEXT PRIMARY KEY);
"""


def create_tables(database: str | Path) -> None:
    """Make the tables where there are none."""
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(TABLES)


def read_event(body: bytes) -> dict[str, Any] | None:
    """Return the event in a body, or ``None`` where it holds none."""
    try:
        event = json.loads(body)
        # JSON may hold half of a surrogate pair, which is no text that a database keeps.
        json.dumps(event, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) and isinstance(event.get("event_id"), str) else None


def handle(database: str | Path, event: dict[str, Any], body: bytes) -> None:
    """Keep an event and do its work, both or neither; a copy of one that is kept does nothing."""
    with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
        kept = connection.execute("INSERT OR IGNORE INTO event VALUES (?, ?)", (event["event_id"], body))
        if kept.rowcount == 1:
            work(connection, event)


def work(connection: sqlite3.Connection, event: dict[str, Any]) -> None:
    """Add a line to the history of the mail; write no more to who cannot get mail, or does not want it."""
    kind, data = event.get("event_type"), event.get("event_data")
    line = (event["event_id"], str(kind), str(event.get("message_reference_id")))
    connection.execute("INSERT INTO activity VALUES (?, ?, ?)", line)
    recipient = data.get("to") if isinstance(data, dict) else None
    if kind in ("failed", "complained") and isinstance(recipient, str):
        connection.execute("INSERT OR IGNORE INTO suppression VALUES (?)", (recipient,))
