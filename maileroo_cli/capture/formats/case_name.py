"""Readable names of requests in a file of tests: the event's type and the start of its id, and what is wrong."""

import re
from collections import Counter
from collections.abc import Iterable

_LONGEST_NAME = 60
_SHORT_ID = 12
_NO_NAME = re.compile(r"[^A-Za-z0-9_.-]+")


class CaseNames:
    """Gives each request of one file a name of its own."""

    def __init__(self) -> None:
        self._number = 0
        self._seen: Counter[str] = Counter()

    def draw(self, event_type: str, event_id: str, capture_id: str, causes: Iterable[str]) -> str:
        """Return the name of the next request; one that names no event is called after its capture, or its place."""
        self._number += 1
        words = [event_type or "request", event_id[:_SHORT_ID] or capture_id or str(self._number)]
        name = "-".join(filter(None, (_plain(words) or f"request-{self._number}", _plain(causes))))
        self._seen[name] += 1
        return name if self._seen[name] == 1 else f"{name}-{self._seen[name]}"


def _plain(words: Iterable[str]) -> str:
    return _NO_NAME.sub("-", "-".join(words)).strip("-")[:_LONGEST_NAME]
