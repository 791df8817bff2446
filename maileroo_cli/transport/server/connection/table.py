"""The connections of a listener, of which there may be so many, and which of them has to go for another one.

In this order:

1. what has been idle for a second or longer, the longest first: nothing is lost with it;
2. what waits for its client, first what has used up most of its time: a head or a body that is not whole, an answer
   that is not read, a ``hang``, an end that lingers;
3. what has been idle for less than a second: something may have come that has not been read yet;
4. a whole request whose client has closed its side, and so has probably left, or has sent more before its answer.

A whole request whose client just waits for its answer is never ended: where there is nothing else, the new connection
is turned away. Where bytes are too many instead, the request or answer has to go that has held many of them for
longest.
"""

from __future__ import annotations

from heapq import nlargest
from operator import itemgetter
from typing import TYPE_CHECKING

from maileroo_cli.transport.server.answer_bytes import encode_answer
from maileroo_cli.transport.server.connection.timing import ConnectionPhase

if TYPE_CHECKING:
    from collections.abc import Callable

    from maileroo_cli.transport.server.connection.reading import Connection
    from maileroo_cli.transport.server.connection.timing import TimedConnection

_MOST_LEAVING = 64
_SHARE_AT_ONCE = 32
"""One look at all tells of so large a share of them that they are the next to go: a flood does not have all looked at
for each, and those far down are not as they were by then."""

_MANY_BYTES = 16_384
_TOO_MANY = encode_answer(503, (), b"mhook: too many connections\n", keeps=False)


class ConnectionTable:
    """All connections of a listener, at most ``most`` that count; ``clock`` is the loop's."""

    def __init__(self, most: int, clock: Callable[[], float]) -> None:
        self.turned_away = 0
        """How many connections were ended, or not even begun, since there were too many."""

        self._most = most
        self._clock = clock
        self._connections: set[Connection] = set()
        self._leaving: dict[Connection, None] = {}
        """Those that are being closed since there were too many, the oldest first."""

        self._next: list[tuple[Connection, ConnectionPhase, float]] = []
        """Those that have to go next, the last one first, as they were when all were looked at."""

    def __len__(self) -> int:
        return len(self._connections)

    def all(self) -> list[Connection]:
        """Return all connections, also those that are being closed."""
        return [*self._connections, *self._leaving]

    def opened(self, connection: Connection) -> None:
        """Take a new connection; where there are too many, another one has to go, or else this one."""
        self._connections.add(connection)
        if len(self._connections) <= self._most:
            return
        self.turned_away += 1
        leaver = self._find(connection)
        self._send_off(leaver or connection)
        if leaver is None:
            connection.send_answer(_TOO_MANY, keeps=False)
        else:
            leaver.evict()

    def closed(self, connection: Connection) -> None:
        """Forget a connection."""
        self._connections.discard(connection)
        self._leaving.pop(connection, None)

    def free_bytes(self, asker: TimedConnection) -> bool:
        """End what has held many bytes for longest; false where that is what ``asker`` holds, or nothing does."""
        holders = [one for one in self._connections if one.held >= _MANY_BYTES and one.can_be_ended]
        longest = min(holders, key=lambda one: one.since, default=None)
        if longest is None or longest is asker:
            return False
        longest.evict()
        return True

    def _find(self, new: Connection) -> Connection | None:
        """Return the connection that has to go for a new one."""
        for looked in (False, True):
            if looked:
                self._look(new)
            while self._next:
                one, phase, since = self._next.pop()
                if one.phase is phase and one.since == since and one in self._connections and one is not new:
                    return one
        return None

    def _look(self, new: Connection) -> None:
        now = self._clock()
        others = self._connections - {new}
        ranked = [(rank, one) for one in others if (rank := one.rank(now)) is not None]
        first = nlargest(len(ranked) // _SHARE_AT_ONCE + 1, ranked, key=itemgetter(0))
        self._next = [(one, one.phase, one.since) for _, one in reversed(first)]

    def _send_off(self, connection: Connection) -> None:
        """Count a connection no more, and end at once the one that has been leaving for longest of too many."""
        self._connections.discard(connection)
        self._leaving[connection] = None
        if len(self._leaving) > _MOST_LEAVING:
            oldest = next(iter(self._leaving))
            del self._leaving[oldest]
            oldest.abort()
