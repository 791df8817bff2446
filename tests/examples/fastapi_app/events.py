"""What comes of an event: it is kept once, and its work is done in the same transaction."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from pydantic import BaseModel

TABLES = """
CREATE TABLE IF NOT EXISTS event (id TEXT PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS activity (event_id TEXT NOT NULL, type TEXT NOT NULL, mail TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS suppression (address TEXT PRIMARY KEY);
"""


class Event(BaseModel):
    """What is used of an event. Other fields, and types that are not known yet, are welcome."""

    event_id: str
    event_type: str = ""
    event_data: dict[str, Any] | None = None
    message_reference_id: str = ""


class EventStore:
    """The events in a SQLite file, and what came of them."""

    def __init__(self, database: str | Path) -> None:
        self._database = database
        with closing(self._connect()) as connection:
            connection.executescript(TABLES)

    def handle(self, event: Event, body: bytes) -> None:
        """Keep an event and do its work, both or neither; a copy of one that is kept does nothing."""
        with closing(self._connect()) as connection, connection:
            kept = connection.execute("INSERT OR IGNORE INTO event VALUES (?, ?)", (event.event_id, body))
            if kept.rowcount == 1:
                self._work(connection, event)

    def _work(self, connection: sqlite3.Connection, event: Event) -> None:
        """Add a line to the history of the mail; write no more to who cannot get mail, or does not want it."""
        line = (event.event_id, event.event_type, event.message_reference_id)
        connection.execute("INSERT INTO activity VALUES (?, ?, ?)", line)
        recipient = (event.event_data or {}).get("to")
        if event.event_type in ("failed", "complained") and isinstance(recipient, str):
            connection.execute("INSERT OR IGNORE INTO suppression VALUES (?)", (recipient,))

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._database, timeout=30)
