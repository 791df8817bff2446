"""What every snippet in Python finds around it: a secret, a database, and a correct function of each name.

A snippet is run in the names that :func:`make_names` returns. What it defines takes the place of what is there, also
for the functions that are left, since these look each other up when they are called.
"""

import hashlib
import hmac
import json
import logging
import os
import queue
import sqlite3
import threading
import time
from collections import Counter, defaultdict
from email.utils import parseaddr
from itertools import count
from typing import Any, Self

from tests.receivers.correct import SECRET

Names = dict[str, Any]
_CALLS = count()
_TOGETHER = 0.3
"""Seconds that a receiver which looks first waits for another one that does."""
_SLOW = 0.5
"""Seconds that another service takes, for one event of five."""


class Database:
    """One connection that several threads use; ``broken`` makes each statement raise an error."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self._lock = threading.Lock()
        self.broken = False
        self._connection.execute("CREATE TABLE event (id TEXT PRIMARY KEY, body BLOB)")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Leave what was done: a test has no two things that belong together."""

    def execute(self, statement: str, values: Any = ()) -> sqlite3.Cursor:
        """Execute one statement."""
        if self.broken:
            raise sqlite3.OperationalError("the disk is full")
        with self._lock:
            return self._connection.execute(statement, values)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def make_names() -> Names:
    """Return the names of one receiver, its functions all correct."""
    meeting = threading.Barrier(2)
    names: Names = {
        **{one.__name__: one for one in (hashlib, hmac, json, logging, os, queue, sqlite3, threading, time)},
        "parseaddr": parseaddr,
        "__name__": "snippet",
        "SECRET": SECRET.encode(),
        "KNOWN_TYPES": {"delivered", "failed"},
        "database": Database(),
        "effects": Counter(),
        "suppressed": set(),
        "statuses": {},
        "requests": defaultdict(int),
        "pause": lambda: _meet(meeting),
        **dict.fromkeys(("save", "mark_delivered", "stop_mailing"), _do_nothing),
        "call_other_service": _take_long,
    }
    names["suppress"] = names["suppressed"].add
    _add_reading(names)
    _add_work(names)
    return names


def _add_reading(names: Names) -> None:
    """Add the functions that verify and read a body."""

    def is_signed(body: bytes, signature: str) -> bool:
        expected = hmac.new(names["SECRET"], body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected.encode(), signature.encode())

    def parse(body: bytes) -> dict[str, Any] | None:
        try:
            event = json.loads(body)
        except (ValueError, RecursionError):
            return None
        return event if isinstance(event, dict) else None

    names.update(is_signed=is_signed, parse=parse)


def _add_work(names: Names) -> None:
    """Add the functions that decide what is answered, and do the work."""

    def store(event_id: str, body: bytes) -> bool:
        added = names["database"].execute("INSERT OR IGNORE INTO event VALUES (?, ?)", [event_id, body])
        return bool(added.rowcount == 1)

    def handle(event: dict[str, Any]) -> None:
        names["effects"][event.get("event_id")] += 1

    def accept(event: dict[str, Any], body: bytes) -> int:
        if names["store"](event.get("event_id"), body):
            names["handle"](event)
        return 200

    def admit(body: bytes, signature: str, address: str) -> int:
        return 200 if names["is_signed"](body, signature) else 401

    def decide(body: bytes, signature: str, address: str = "") -> int:
        if (status := names["admit"](body, signature, address)) != 200:
            return int(status)
        event = names["parse"](body)
        return 400 if event is None else int(names["accept"](event, body))

    names.update(store=store, handle=handle, accept=accept, admit=admit, decide=decide)


def run_snippet(code: str, names: Names) -> None:
    """Run a snippet in these names."""
    exec(compile(code, "snippet.py", "exec"), names)


def _do_nothing(*values: object) -> None:
    """Stand for work that no rule asks about."""


def _take_long(event: Names) -> None:
    """Stand for a call of another service."""
    if next(_CALLS) % 5 == 0:
        threading.Event().wait(_SLOW)


def _meet(meeting: threading.Barrier) -> None:
    """Wait a moment for the second of two threads."""
    try:
        meeting.wait(_TOGETHER)
    except threading.BrokenBarrierError:
        meeting.reset()
