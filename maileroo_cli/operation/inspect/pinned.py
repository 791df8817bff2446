"""Filters whose times count back from when somebody began to look.

``since=2h`` means another moment each time it is read: the positions of a list would move while it is looked at.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.transfer.filter_words import FILTER_WORDS, parse_filter

_REST, _LONGEST = 60.0, 3600.0
"""A filter is read anew once nobody used it for so many seconds, and at the latest after so many."""

_MOST = 64
_Words: TypeAlias = tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class _Pin:
    wanted: CaptureFilter
    since: float
    used: float


class PinnedFilters:
    """The filters that are in use, by their words."""

    def __init__(self) -> None:
        self._pins: dict[_Words, _Pin] = {}
        self._lock = threading.Lock()

    def read(self, words: Mapping[str, Sequence[str]], now: float) -> CaptureFilter:
        """Return the conditions that the words say at ``now`` (Unix seconds), or said when their use began.

        What is no filter raises ``UsageError``, as :func:`parse_filter` does.
        """
        if not (words.get("since") or words.get("until")):
            return parse_filter(words, now)
        key = tuple(tuple(words.get(name, ())) for name in FILTER_WORDS)
        with self._lock:
            pin = self._pins.pop(key, None)
            if pin is None or not (0 <= now - pin.used <= _REST and now - pin.since <= _LONGEST):
                pin = _Pin(parse_filter(words, now), now, now)
            pin.used = now
            self._pins[key] = pin
            if len(self._pins) > _MOST:
                del self._pins[next(iter(self._pins))]
            return pin.wanted
