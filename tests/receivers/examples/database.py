"""The database of an example, seen from outside: what was done for an event, and who gets no more mail."""

import sqlite3
from contextlib import closing
from pathlib import Path


class ExampleDatabase:
    """The SQLite file at ``path``; ``prefix`` is that of the names of its tables."""

    def __init__(self, path: Path, prefix: str = "") -> None:
        self.path = path
        self._event, self._activity, self._suppression = (
            f"{prefix}{name}" for name in ("event", "activity", "suppression")
        )

    def count(self, event_id: str | None = None) -> int:
        """Return how often the work of an event, or of all, was done."""
        if event_id is None:
            return self._ask(f"SELECT count(*) FROM {self._activity}")
        return self._ask(f"SELECT count(*) FROM {self._activity} WHERE event_id = ?", event_id)

    def state(self, recipient: str, reference_id: str) -> str:
        """Return whether a recipient gets mail."""
        rows = self._ask(f"SELECT count(*) FROM {self._suppression} WHERE address = ?", recipient)
        return "suppressed" if rows else "active"

    def set_down(self, *, down: bool) -> None:
        """Let no event be stored, or let events be stored again."""
        old, new = (self._event, "away") if down else ("away", self._event)
        with closing(sqlite3.connect(self.path, timeout=30)) as connection, connection:
            connection.execute(f"ALTER TABLE {old} RENAME TO {new}")

    def _ask(self, question: str, *values: str) -> int:
        with closing(sqlite3.connect(self.path, timeout=30)) as connection:
            return int(connection.execute(question, values).fetchone()[0])
