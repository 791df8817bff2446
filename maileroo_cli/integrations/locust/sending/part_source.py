"""A worker's part of the plan, made a little ahead between the greenlets' turns, and the tally of what came of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice

from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.request import EndedRequest, ReadyRequest, RequestEnd
from maileroo_cli.delivery.load.tally import LoadTally

_AHEAD = 2_000
_AT_ONCE = 50
"""So many are made at a time: a few milliseconds, in which no answer is read."""

_BATCH = 500


class PartSource:
    """The requests of one part, of which at most 2,000 are ready at a time."""

    def __init__(self, plan: LoadPlan, requests: Iterator[ReadyRequest]) -> None:
        self.queue: deque[ReadyRequest] = deque()
        self._requests = requests
        self._is_over = False
        self._tally = LoadTally(plan.interval_s, any_2xx=plan.any_2xx)
        self._ends: list[EndedRequest] = []

    @property
    def is_over(self) -> bool:
        """Whether all have been made."""
        return self._is_over

    @property
    def is_ready(self) -> bool:
        """Whether no more can be made ahead."""
        return self._is_over or len(self.queue) >= _AHEAD

    @property
    def tally(self) -> LoadTally:
        """What came of those that have ended."""
        self._tally.add_all(self._ends)
        self._ends.clear()
        return self._tally

    def is_success(self, end: RequestEnd) -> bool:
        """Tell whether an answer is a success by the plan."""
        return self._tally.is_success(end)

    def fill(self, now: float) -> float | None:
        """Make some more; they are wanted at once while fewer than half are ready."""
        if not self.is_ready:
            before = len(self.queue)
            self.queue.extend(islice(self._requests, _AT_ONCE))
            self._is_over = len(self.queue) < before + _AT_ONCE
        return now if not self._is_over and len(self.queue) < _AHEAD // 2 else None

    def ended(self, request: ReadyRequest, began: float, ended: float, end: RequestEnd) -> None:
        """Count how a request ended."""
        self._ends.append((request, began, ended, end))
        if len(self._ends) >= _BATCH:
            self._tally.add_all(self._ends)
            self._ends.clear()

    def broken_off(self, request: ReadyRequest, began: float) -> None:
        """Count a request of whose end nobody will know."""
        self._tally.add_unfinished(request, began)
