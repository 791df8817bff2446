"""The engine: takes requests from a source, begins each when it is due, and tells the source how it ended.

It is one module, since all of it is one loop over the same connections: what is due, what can be read, what took
too long.
"""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Generator
from dataclasses import dataclass, field
from math import inf

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.request import ReadyRequest, RequestEnd
from maileroo_cli.transport.client.target import Target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.load.address import ReceiverAddress, find_address
from maileroo_cli.transport.load.connection import (
    ConnectionFailedError,
    ConnectionStage,
    EngineConnection,
    NoConnectionLeftError,
)
from maileroo_cli.transport.load.poller import READABLE, WRITABLE, make_poller
from maileroo_cli.transport.load.slow import SlowClients, SlowCounts
from maileroo_cli.transport.load.source import RequestSource

_AT_A_TIME = 64
"""So many requests are begun before it is looked again what has arrived."""

_TICK = 0.05
"""The seconds between looks at what took too long."""

_PROGRESS = 0.1
_RELIEF = 0.02
"""So long nothing is connected after this machine gave no further connection."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How requests are sent.

    ``connections`` bounds how many are open at once; a request that finds none waits for one. ``users`` is how many
    requests are under way at a time in the closed model, each begun as soon as one has ended; 0 is the open model.
    ``timeout`` is from the beginning of a request to the end of its answer, in seconds. After ``window`` seconds no
    request is begun any more. ``slow_requests`` are sent byte by byte over ``slow_seconds`` each, one after
    the other by ``slow_clients`` beside all others, until the end; of their answers 200 is a success, or with
    ``any_2xx`` each from 200 to 299. ``address`` is where to connect to, where that is
    known already.
    """

    target: Target
    trust: Trust = field(default_factory=Trust)
    connections: int = 1_000
    keep_connections: bool = True
    users: int = 0
    window: float = inf
    timeout: float = 30.0
    slow_clients: int = 0
    slow_requests: tuple[bytes, ...] = ()
    slow_seconds: float = 10.0
    any_2xx: bool = False
    address: ReceiverAddress | None = None


class Engine:
    """Sends the requests of one source; it belongs to one thread.

    ``at_limit`` tells whether a request that was due had to wait for a connection, since none was left.
    """

    def __init__(self, settings: EngineSettings, source: RequestSource) -> None:
        """Find the receiver's address; a host without one raises ``UnreachableError``."""
        self._settings = settings
        self._source = source
        self._target = settings.target
        self._address = settings.address or find_address(settings.target)
        self._context = settings.trust.context() if settings.target.scheme == "https" else None
        self._name = settings.target.host.removesuffix(".")
        self._poller = make_poller()
        self._connections: dict[int, EngineConnection] = {}
        self._idle: list[EngineConnection] = []
        self._begun: set[int] = set()
        """The indices of requests that another one may wait for: under way, or waiting themselves."""

        self._held: dict[int, list[ReadyRequest]] = {}
        self._released: deque[ReadyRequest] = deque()
        self._under_way = 0
        self._start = 0.0
        self._relief = -inf
        self._stopped = False
        self._next_tick = 0.0
        self._slow = SlowClients(settings.slow_requests, settings.slow_clients, settings.slow_seconds)
        self.at_limit = False

    @property
    def under_way(self) -> int:
        """How many requests are under way."""
        return self._under_way

    @property
    def slow(self) -> SlowCounts:
        """What came of the slow clients' requests."""
        return self._slow.counts

    def run(self, start: float) -> Generator[float, None, None]:
        """Send until the source is over, and yield the seconds since ``start`` some ten times a second.

        ``start`` is a moment of ``time.perf_counter``, and may lie ahead. Closing the iterator breaks all off: what is
        under way is told to the source as such.
        """
        self._start = start
        # Nothing here makes cycles, and a collection would look through all that has been made ahead.
        collects = gc.isenabled()
        gc.disable()
        try:
            yield from self._run()
        finally:
            self._break_off()
            if collects:
                gc.enable()

    def _now(self) -> float:
        return time.perf_counter() - self._start

    def _run(self) -> Generator[float, None, None]:
        poll, handle, connections = self._poller.poll, self._handle, self._connections
        next_progress = 0.0
        while True:
            now = self._now()
            if now >= self._next_tick:
                self._next_tick = now + _TICK
                self._look_at_clocks(now)
                if now >= next_progress:
                    next_progress = now + _PROGRESS
                    yield max(0.0, now)
            if now >= self._settings.window:
                self._begin_no_more()
            due = self._begin_closed(now) if self._settings.users else self._begin_open()
            wait = 0.0 if due is None else self._wait_for(due, now)
            if wait is None:
                return
            for descriptor, mask in poll(wait):
                connection = connections.get(descriptor)
                if connection is not None:
                    handle(connection, mask)

    def _wait_for(self, due: float, now: float) -> float | None:
        """Return how long nothing is to be begun, ``None`` where all is done; let the source use the time."""
        source, queue = self._source, self._source.queue
        asked: float | None = inf
        if not self._stopped and (not queue or due > now):
            had_any = bool(queue)
            asked = source.fill(now)
            if queue and not had_any:
                return 0.0
        if not queue and (source.is_over or self._stopped):
            if not (self._under_way or self._held or self._released):
                return None
        elif asked is None:
            asked = now + _TICK
        return min(due, self._next_tick, inf if asked is None else asked) - self._now()

    @property
    def _is_full(self) -> bool:
        """Whether a request has to wait for a connection."""
        return not self._idle and (
            len(self._connections) - self._slow.open >= self._settings.connections or self._now() < self._relief
        )

    def _begin_no_more(self) -> None:
        self._stopped = True
        self._source.queue.clear()
        self._released.clear()
        self._held.clear()

    def _begin_open(self) -> float | None:
        """Begin what is due; return when the next is, infinity where none is known or can be begun.

        ``None`` where more is due than is begun at a time.
        """
        queue, released = self._source.queue, self._released
        for _ in range(_AT_A_TIME):
            if not released:
                if not queue:
                    return inf
                if queue[0][1] > time.perf_counter() - self._start:
                    return queue[0][1]
            if not self._idle and self._is_full:
                self.at_limit = True
                return inf
            if released:
                self._begin(released.popleft())
                continue
            request = queue.popleft()
            if request[4] in self._begun:
                self._hold(request)
            else:
                self._begin(request)
        return None

    def _hold(self, request: ReadyRequest) -> None:
        """Keep a request until the one before it of the same mail has ended."""
        self._begun.add(request[0])
        self._held.setdefault(request[4], []).append(request)

    def _begin_closed(self, now: float) -> float | None:
        """Begin one request for each user who has none; what is taken is due now.

        ``None`` where more can be begun than is at a time: each may end at once, as where nobody listens.
        """
        if now < 0:
            return 0.0
        queue, released = self._source.queue, self._released
        for _ in range(_AT_A_TIME):
            if self._under_way >= self._settings.users or self._is_full or self._stopped:
                return inf
            if not released and not queue:
                self._source.fill(now)
                if not queue:
                    return inf
            request = released.popleft() if released else queue.popleft()
            index, _, kind, original, after, data = request
            if after in self._begun and index not in self._begun:
                self._hold(request)
            else:
                self._begin((index, self._now(), kind, original, after, data))
        return None

    def _begin(self, request: ReadyRequest) -> None:
        """Send a request over an idle connection, or a new one."""
        idle = self._idle
        connection = idle.pop() if idle else None
        if connection is None:
            began = time.perf_counter() - self._start
            try:
                connection = self._open()
            except NoConnectionLeftError:
                self.at_limit = True
                self._relief = began + _RELIEF
                self._released.appendleft(request)
                return
            except ConnectionFailedError as failure:
                self._under_way += 1
                self._ended(request, began, failure.outcome)
                return
            connection.request, connection.began = request, began
            self._begun.add(request[0])
            self._under_way += 1
            return
        connection.request = request
        connection.began = time.perf_counter() - self._start
        self._begun.add(request[0])
        self._under_way += 1
        try:
            connection.send(request[5])
        except OSError:
            self._look_for_early_answer(connection)
            return
        if connection.rest is not None:
            self._poller.modify(connection.descriptor, READABLE | WRITABLE)

    def _open(self) -> EngineConnection:
        connection = EngineConnection(self._address, self._context, self._name)
        self._connections[connection.descriptor] = connection
        self._poller.register(connection.descriptor, READABLE | WRITABLE)
        return connection

    def _handle(self, connection: EngineConnection, mask: int) -> None:
        """Do what a connection can do now."""
        try:
            if connection.stage is not ConnectionStage.OPEN:
                self._connect(connection)
                return
            if mask & WRITABLE and connection.rest is not None:
                self._send_on(connection)
            if mask & ~WRITABLE:
                status = connection.read()
                if status:
                    self._answered(connection, status)
                elif connection.request is None and connection.slow < 0:
                    self._drop(connection)  # an idle one that the receiver closes, or that says something unasked
        except ConnectionFailedError as failure:
            self._failed(connection, failure.outcome)

    def _connect(self, connection: EngineConnection) -> None:
        try:
            is_open = connection.proceed()
        except NoConnectionLeftError:
            raise ConnectionFailedError(Outcome.UNREACHABLE) from None
        if not is_open:
            self._poller.modify(connection.descriptor, READABLE | (WRITABLE if connection.wants_write else 0))
            return
        request = connection.request
        if request is not None:
            try:
                connection.send(request[5])
            except OSError:
                self._look_for_early_answer(connection)
                return
        self._poller.modify(connection.descriptor, READABLE | (WRITABLE if connection.rest is not None else 0))

    def _send_on(self, connection: EngineConnection) -> None:
        try:
            connection.send(connection.rest or b"")
        except OSError:
            self._look_for_early_answer(connection)
            return
        if connection.rest is None:
            self._poller.modify(connection.descriptor, READABLE)

    def _look_for_early_answer(self, connection: EngineConnection) -> None:
        """Where nothing can be sent any more an answer may still be there: one that was given early."""
        connection.reader.keeps = False
        connection.rest = None
        try:
            status = connection.read()
        except ConnectionFailedError as failure:
            self._failed(connection, failure.outcome)
            return
        if status:
            self._answered(connection, status)
        else:
            self._failed(connection, Outcome.RESET)

    def _answered(self, connection: EngineConnection, status: int) -> None:
        request = connection.request
        keeps = connection.reader.keeps and connection.rest is None
        if connection.slow >= 0:
            is_success = status == 200 or (self._settings.any_2xx and 200 <= status <= 299)
            self._slow.answered(connection.slow, is_success=is_success)
            self._drop(connection)
            return
        if request is None:
            self._drop(connection)
            return
        connection.request = None
        if keeps and self._settings.keep_connections:
            self._idle.append(connection)
        else:
            self._drop(connection)
        self._ended(request, connection.began, status)

    def _failed(self, connection: EngineConnection, outcome: Outcome) -> None:
        request, connection.request = connection.request, None
        if connection.slow >= 0:
            self._slow.failed(connection.slow)
        elif request is None and connection in self._idle:
            self._idle.remove(connection)
        self._drop(connection)
        if request is not None:
            self._ended(request, connection.began, outcome)

    def _ended(self, request: ReadyRequest, began: float, end: RequestEnd) -> None:
        self._under_way -= 1
        index = request[0]
        self._begun.discard(index)
        self._source.ended(request, began, time.perf_counter() - self._start, end)
        if self._held and not self._stopped:
            self._released.extend(self._held.pop(index, ()))

    def _drop(self, connection: EngineConnection) -> None:
        """Close a connection and forget it."""
        if self._connections.pop(connection.descriptor, None) is None:
            return
        if connection.request is None and connection.slow < 0 and connection in self._idle:
            self._idle.remove(connection)
        self._poller.unregister(connection.descriptor)
        connection.close()

    def _look_at_clocks(self, now: float) -> None:
        """End what took too long, and let slow clients send on."""
        latest = now - self._settings.timeout
        for connection in [
            one for one in self._connections.values() if one.request is not None and one.began <= latest
        ]:
            self._failed(connection, Outcome.TIMEOUT)
        if now >= 0 and not self._stopped:
            self._slow_clients(now)

    def _slow_clients(self, now: float) -> None:
        for client in self._slow.without_connection():
            try:
                connection = self._open()
            except (NoConnectionLeftError, ConnectionFailedError):
                self._slow.failed(client)
                continue
            connection.slow = client
            self._slow.began(client, connection, now)
        for connection, data in self._slow.due(now):
            if connection.stage is not ConnectionStage.OPEN or connection.rest is not None:
                continue
            try:
                connection.send(data)
            except OSError:
                self._failed(connection, Outcome.RESET)
            else:
                self._slow.sent(connection.slow, len(data))

    def _break_off(self) -> None:
        """Close everything; what is under way is told to the source."""
        now = self._now()
        for connection in list(self._connections.values()):
            request, connection.request = connection.request, None
            if request is not None:
                self._source.broken_off(request, min(connection.began, now))
            connection.close()
        self._slow.broken_off()
        self._connections.clear()
        self._idle.clear()
        self._poller.close()
