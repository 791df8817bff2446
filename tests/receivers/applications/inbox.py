"""What the applications do with a webhook, apart from HTTP: the check of its signature, and its work, once."""

import hashlib
import hmac
import json
import os
import threading
from collections import Counter
from collections.abc import Sequence
from typing import Any

PATH = "/webhook"
LIMIT = 1_000_000
HEADER = "x-maileroo-signature"
SECRET_VARIABLE = "MAILEROO_WEBHOOK_SECRET"
_DIGITS = frozenset("0123456789abcdef")


class Inbox:
    """Keeps in memory how much work was done for each event id."""

    def __init__(self) -> None:
        self._secret = os.environ.get(SECRET_VARIABLE, "").encode()
        self._lock = threading.Lock()
        self._effects: Counter[str] = Counter()
        self._suppressed: set[str] = set()

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Return whether the one value of the header is the signature of the raw body."""
        if not self._secret or len(values) != 1 or len(values[0]) != 64 or not _DIGITS.issuperset(values[0]):
            return False
        right = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(right.encode(), values[0].encode())

    def take(self, body: bytes) -> tuple[int, str]:
        """Do the work of a signed event once; return the status and the text of the answer."""
        try:
            event = json.loads(body.removeprefix(b"\xef\xbb\xbf"))
        except (ValueError, RecursionError):
            return 400, "not JSON\n"
        if not isinstance(event, dict):
            return 400, "not an event\n"
        if isinstance(event_id := event.get("event_id"), str):
            with self._lock:
                if event_id not in self._effects:
                    self._effects[event_id] = 1
                    self._act(event)
        return 200, "ok\n"

    def _act(self, event: dict[str, Any]) -> None:
        """Let a recipient whose mail failed, or who complained, get no more."""
        data = event.get("event_data")
        recipient = data.get("to") if isinstance(data, dict) else None
        if event.get("event_type") in ("failed", "complained") and isinstance(recipient, str):
            self._suppressed.add(recipient)

    def count(self, event_id: str) -> str:
        """Return how often the work of an event was done."""
        with self._lock:
            return str(self._effects[event_id])

    def state(self, recipient: str) -> str:
        """Return whether a recipient gets mail."""
        with self._lock:
            return "suppressed" if recipient in self._suppressed else "active"
