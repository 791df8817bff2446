"""The arrivals of one worker: a greenlet for each request, begun when it is due, whatever became of those before.

Locust knows users that wait for their own requests alone. Here one user begins all of them. Which requests there are
is said by their source; how it is sent is in ``greenlet_sender``.
"""

from __future__ import annotations

import time
from collections import defaultdict
from typing import TYPE_CHECKING

import gevent
from gevent.pool import Pool

if TYPE_CHECKING:
    from collections.abc import Callable

    from maileroo_cli.delivery.load.request import ReadyRequest, RequestEnd
    from maileroo_cli.transport.load.source import RequestSource

    SendRequest = Callable[[bytes], RequestEnd]
    TellEnd = Callable[[ReadyRequest, float, float, RequestEnd], None]

_LOOK_AGAIN = 0.05
"""Seconds after which a source is asked again that has nothing ready."""

_AT_ONCE = 20
"""So many are begun before others have their turn: what is late must not keep answers from being read."""


class ArrivalRun:
    """Begins the requests of ``source`` when they are due; at most ``connections`` are under way at once.

    With ``users`` there are as many under way at a time instead, and a request is due when a user begins it. After
    ``window`` seconds none is begun any more. ``tell`` is called with each request that came to its end, when it began
    and ended, and how. Times are in seconds from the beginning of the window. ``taken`` counts what came from the
    source, and ``index_sum`` adds up their indices: so it shows whether several runs together took each request of a
    plan once. ``at_limit`` is whether one that was due had to wait for a connection.
    """

    def __init__(
        self,
        source: RequestSource,
        send: SendRequest,
        tell: TellEnd,
        *,
        connections: int,
        users: int = 0,
        window: float = float("inf"),
    ) -> None:
        self._source, self._send, self._tell = source, send, tell
        self._closed_model = users > 0
        self._window = window
        self._pool = Pool(users or connections)
        self._pending: set[int] = set()
        self._parked: defaultdict[int, list[ReadyRequest]] = defaultdict(list)
        self._start = 0.0
        self._broken_off = False
        self.started = self.ended = self.taken = self.index_sum = 0
        self.at_limit = False

    @property
    def has_taken_all(self) -> bool:
        """Whether no request of the source was left."""
        return self._source.is_over and not self._source.queue

    @property
    def under_way(self) -> int:
        """How many requests have begun and not ended."""
        return self.started - self.ended

    def run(self, start: float) -> None:
        """Send until the source is over and all have ended; ``start`` is a moment of ``time.perf_counter``."""
        self._start = start
        try:
            while not self._broken_off and not self._is_over():
                self._wait(self._source.fill(self._now()))
                self._begin_what_is_due()
            while self._pending and not self._broken_off:
                self._source.fill(self._now())
                gevent.sleep(_LOOK_AGAIN)
        finally:
            self._broken_off = True
            self._pool.kill()

    def break_off(self) -> None:
        """Begin nothing more; what is under way is told to the source as broken off."""
        self._broken_off = True
        self._pool.kill()

    def _now(self) -> float:
        return time.perf_counter() - self._start

    def _is_over(self) -> bool:
        return self.has_taken_all or self._is_past_window()

    def _is_past_window(self) -> bool:
        return self._now() >= self._window

    def _wait(self, again: float | None) -> None:
        """Let others have their turn until the first request is due, or the source is to be asked again."""
        queue, now = self._source.queue, self._now()
        if queue and (self._closed_model and now >= 0):
            return
        until = now + _LOOK_AGAIN if again is None else min(again, now + _LOOK_AGAIN)
        if queue:
            until = min(until, queue[0][1])
        gevent.sleep(max(0.0, until - now))

    def _begin_what_is_due(self) -> None:
        queue = self._source.queue
        for _ in range(_AT_ONCE):
            if not queue or self._broken_off:
                return
            now = self._now()
            if now < 0 or (not self._closed_model and queue[0][1] > now):
                return
            if self._is_past_window():
                return
            request = queue.popleft()
            self.taken += 1
            self.index_sum += request[0]
            self._pending.add(request[0])
            if request[4] in self._pending:
                self._parked[request[4]].append(request)
            else:
                self._spawn(request)
        gevent.sleep(0)

    def _spawn(self, request: ReadyRequest) -> None:
        """Begin a request; where as many as there may be are under way, wait for one to end."""
        self.at_limit = self.at_limit or (not self._closed_model and self._pool.full())
        self._pool.spawn(self._carry, request)

    def _carry(self, request: ReadyRequest) -> None:
        try:
            if not self._broken_off and not self._is_past_window():
                self._send_one(request)
        finally:
            self._pending.discard(request[0])
            for one in self._parked.pop(request[0], ()):
                gevent.spawn(self._spawn, one)

    def _send_one(self, request: ReadyRequest) -> None:
        began = self._now()
        if self._closed_model:
            index, _, kind, original, after, data = request
            request = (index, began, kind, original, after, data)
        self.started += 1
        try:
            end = self._send(request[5])
        except BaseException:
            self.ended += 1
            self._source.broken_off(request, began)
            raise
        ended = self._now()
        self.ended += 1
        self._source.ended(request, began, ended, end)
        self._tell(request, began, ended, end)
