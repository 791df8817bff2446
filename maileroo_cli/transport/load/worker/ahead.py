"""Where the engine takes requests from that another process makes, and where it tells what came of them.

Nothing here waits, and each call does only some work, since a request may fall due meanwhile.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from typing import TYPE_CHECKING

from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.request import EndedRequest, ReadyRequest, RequestEnd
from maileroo_cli.transport.load.worker.records import ChunkReader, RequestChunk

if TYPE_CHECKING:
    from maileroo_cli.delivery.load.tally import LoadTally
    from maileroo_cli.transport.load.worker.feed import PipeFeed

MOST_AHEAD = 64 << 20
"""So many bytes of requests wait to fall due, at most."""

_READY = 256
"""So many requests are taken apart in advance."""

_TALLIED = 256
"""So many ends are counted at a time, where the engine has nothing to do; that takes less than half a millisecond."""

_MOST_UNTALLIED = 4_096
_LATEST_TALLY = 0.05
"""After so many seconds fewer ends are counted too: few at a time take twice as long."""

_PAUSE = 0.001
_ENDED_EARLY = "the process that makes the requests ended before all were made"


class MadeAhead:
    """The source of an engine: requests come through ``feed``, and ends are counted in ``tally``.

    ``most`` is how many bytes wait at most. ``failure`` says why requests are missing, where some are. Of the events
    that were accepted up to ``sampled`` are kept, spread over all of them.
    """

    def __init__(self, feed: PipeFeed, tally: LoadTally, *, most: int = MOST_AHEAD, sampled: int = 0) -> None:
        self.queue: deque[ReadyRequest] = deque()
        self.failure = ""
        self.tally = tally
        self.taken = 0
        """How many requests came, also those that were not sent."""

        self._feed = feed
        self._most = most
        self._reader = ChunkReader()
        self._chunks: deque[RequestChunk] = deque()
        self._bytes = 0
        self._complete = False
        self._ends: list[EndedRequest] = []
        self._last_end = self._next_tally = 0.0
        self._sampled, self._stride = sampled, 1
        self._samples: list[ReadyRequest] = []

    @property
    def is_over(self) -> bool:
        """Whether all requests are in the queue, or were."""
        return self._complete and not self._chunks

    @property
    def ended_count(self) -> int:
        """How many requests have ended so far."""
        return self.tally.started - self.tally.unfinished + len(self._ends)

    @property
    def failed_count(self) -> int:
        """How many of them ended otherwise than they should."""
        is_right = self.tally.is_right
        waiting = Counter([(request[2], end) for request, _, _, end in self._ends])
        return sum(number for key, number in self.tally.ends.items() if not is_right(*key)) + sum(
            number for (kind, end), number in waiting.items() if not is_right(RequestKind(kind), end)
        )

    @property
    def seconds(self) -> float:
        """When the last request ended, in seconds from the beginning."""
        return self._last_end

    @property
    def samples(self) -> list[bytes]:
        """Some requests whose events were accepted, spread over all of them."""
        step = max(1, -(-len(self._samples) // max(1, self._sampled)))
        return [request[5] for request in self._samples[::step]]

    def fill_ahead(self) -> None:
        """Wait until as much is ready as may be; before the window there is time for it."""
        while not self._complete and self._bytes < self._most:
            if not self._read():
                time.sleep(_PAUSE)
        self._unpack()

    def fill(self, now: float) -> float | None:
        """Put requests into the queue, take up what was made meanwhile, and count some ends."""
        self._unpack()
        wants_more, came = not self._complete and self._bytes < self._most, False
        if wants_more and not (self.queue and self._ends):
            came = self._read()
            self._unpack()
        if self._ends and (len(self._ends) >= _TALLIED or now >= self._next_tally):
            self._next_tally = now + _LATEST_TALLY
            self._count(_TALLIED)
        if came or len(self._ends) >= _TALLIED:
            return now
        if wants_more:
            return now + _PAUSE
        return self._next_tally if self._ends else None

    def ended(self, request: ReadyRequest, began: float, ended: float, end: RequestEnd) -> None:
        """Keep what came of a request until there is time to count it."""
        ends = self._ends
        ends.append((request, began, ended, end))
        if len(ends) >= _MOST_UNTALLIED:
            self._count(_MOST_UNTALLIED // 2)

    def broken_off(self, request: ReadyRequest, began: float) -> None:
        """Count a request of which nobody knows what came of it."""
        self.tally.add_unfinished(request, began)

    def finish(self) -> None:
        """Count all that has not been counted yet."""
        self._count(len(self._ends))

    def _read(self) -> bool:
        """Take what has come; return whether anything has."""
        data = self._feed.read()
        if data is None:
            return False
        if not data:
            self._complete, self.failure = True, _ENDED_EARLY
            return True
        self._reader.add(data)
        while (chunk := self._reader.take()) is not None:
            if not chunk.number:
                self._complete, self.failure = True, chunk.data.decode("utf-8", "replace")
                break
            self.taken += chunk.number
            self._bytes += len(chunk.data)
            self._chunks.append(chunk)
        return True

    def _unpack(self) -> None:
        queue, chunks = self.queue, self._chunks
        while chunks and len(queue) < _READY:
            chunk = chunks.popleft()
            self._bytes -= len(chunk.data)
            queue.extend(chunk.requests())

    def _count(self, number: int) -> None:
        ends = self._ends[:number]
        if ends:
            del self._ends[:number]
            self._last_end = ends[-1][2]
            if self._sampled:
                self._sample(ends)
            self.tally.add_all(ends)

    def _sample(self, ends: list[EndedRequest]) -> None:
        event, is_success, stride = RequestKind.EVENT, self.tally.is_success, self._stride
        self._samples += [
            request
            for request, _, _, end in ends
            if request[2] == event and request[0] % stride == 0 and is_success(end)
        ]
        while len(self._samples) > 2 * self._sampled:
            self._stride *= 2
            self._samples = [one for one in self._samples if one[0] % self._stride == 0]
