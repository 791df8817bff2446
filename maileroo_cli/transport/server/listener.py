"""The server behind ``mhook listen``: its addresses, its connections and their deadlines, and a clean end.

What becomes of a request is decided in ``pipeline``. Imported lazily, since asyncio takes long to import.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Generator, Sequence
from contextlib import suppress
from typing import Any

from maileroo_cli.capture.http.framing import FrameLimits
from maileroo_cli.transport.channel.server import BoundEndpoint, WriteServer
from maileroo_cli.transport.server.address import BACKLOG, raise_file_limit
from maileroo_cli.transport.server.arrival import ListenReporter
from maileroo_cli.transport.server.byte_budget import ByteBudget
from maileroo_cli.transport.server.config import Deadlines, ListenConfig
from maileroo_cli.transport.server.connection.reading import Connection
from maileroo_cli.transport.server.connection.table import ConnectionTable
from maileroo_cli.transport.server.connection.timing import TimedConnection
from maileroo_cli.transport.server.pipeline.stages import RequestPipeline
from maileroo_cli.transport.server.pipeline.store import ListenStore

_TICK = 0.25
_GRACE = 2.0
_TOGETHER = 0.001
_SPARE_FILES = 128
_AT_ONCE = 8
"""So many connections are accepted before those that are there are looked at again; more may wait for that."""


class ListenServer:
    """Listens from :meth:`run` until :meth:`stop`; belongs to one thread."""

    def __init__(
        self,
        bound: Sequence[socket.socket],
        store: ListenStore,
        config: ListenConfig,
        reporter: ListenReporter,
        *,
        frame_limits: FrameLimits | None = None,
        deadlines: Deadlines | None = None,
        max_connections: int = 1000,
        endpoint: BoundEndpoint | None = None,
        grace: float = 2.0,
    ) -> None:
        """Take sockets that listen: their addresses are known before :meth:`run`, which closes them.

        ``url`` is where the first one listens, ``urls`` are where all do. At an ``endpoint`` it writes to the store for
        others. At the end it takes ``grace`` seconds at most for answers that are delayed.
        """
        self.frame_limits = frame_limits or FrameLimits()
        self.deadlines = deadlines or Deadlines()
        self._max = max_connections
        self._grace = grace
        self._sockets = tuple(bound)
        self.urls = tuple(map(url_of, bound))
        self.url = self.urls[0]
        self._reporter = reporter
        self._stopped = asyncio.Event()
        self._timer: asyncio.TimerHandle | None = None
        self._pausing: asyncio.TimerHandle | None = None
        self.loop = _new_loop()
        self.budget = ByteBudget(self.frame_limits)
        self.connections = ConnectionTable(max_connections, self.loop.time)
        self.pipeline = RequestPipeline(self.loop, store, config, reporter, self.budget)
        self._write_server = None if endpoint is None else WriteServer(endpoint, self.pipeline.submit, reporter.wrote)
        self._crash: BaseException | None = None

    def run(self) -> None:
        """Serve until the end; then everything that was taken has been stored."""
        for _ in self.rounds():
            continue

    def rounds(self) -> Generator[None, None, None]:
        """Serve as :meth:`run` does, and come back for each :meth:`pause`; nobody is served until the next round.

        Closing the iterator ends the listener as cleanly as :meth:`stop`.
        """
        raise_file_limit(self._max + _SPARE_FILES)
        self.loop.set_exception_handler(self._crashed)
        serving = self.loop.create_task(self._serve_and_pause())
        try:
            while not serving.done():
                self.loop.run_forever()
                yield
        finally:
            self._end(serving)

    def pause(self) -> None:
        """Come back from :meth:`rounds` as soon as what is at hand has been done; to be called in its loop.

        Where several clients are connected, a millisecond later: their requests are passed on in larger pieces.
        """
        if len(self.connections) <= 1:
            self._pause_now()
        elif self._pausing is None:
            self._pausing = self.loop.call_later(_TOGETHER, self._pause_now)

    def _pause_now(self) -> None:
        if self._pausing is not None:
            self._pausing.cancel()
            self._pausing = None
        self.loop.stop()

    def stop(self) -> None:
        """End :meth:`run` and :meth:`rounds`; to be called in their loop or between two rounds."""
        self._stopped.set()

    def stop_soon(self) -> None:
        """End them from any thread, or from a signal's handler."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.stop)

    def stop_in(self, seconds: float) -> None:
        """End them after ``seconds``; another call replaces the time."""
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, self.stop)

    @property
    def turned_away(self) -> int:
        """How many connections were ended, or not even begun, since there were too many."""
        return self.connections.turned_away

    def opened(self, connection: Connection) -> None:
        """Take a new connection, or turn one away."""
        self.connections.opened(connection)

    def closed(self, connection: Connection) -> None:
        """Forget a connection."""
        self.connections.closed(connection)

    def free_bytes(self, connection: TimedConnection) -> bool:
        """Let another connection end, which holds bytes for longer; false where there is none."""
        return self.connections.free_bytes(connection)

    def _end(self, serving: asyncio.Task[None]) -> None:
        """Let ``serving`` come to its end, close all, and raise what went wrong."""
        self.stop()
        while not serving.done():
            self.loop.run_forever()
        for bound in self._sockets:
            bound.close()
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()
        serving.result()
        if self._crash is not None:
            raise self._crash

    async def _serve_and_pause(self) -> None:
        try:
            await self._serve()
        finally:
            self.pause()

    async def _serve(self) -> None:
        servers = [await self._accept_at(bound) for bound in self._sockets]
        self._sweep()
        try:
            if self._write_server is not None:
                await self._write_server.open()
            self._reporter.ready(self.url)
            await self._stopped.wait()
        finally:
            if self._write_server is not None:
                await self._write_server.close()
            await self._stop_accepting()
            for server in servers:
                server.close()
            await self._finish()
            await self._end_connections()
            await self.pipeline.close()

    async def _accept_at(self, bound: socket.socket) -> asyncio.Server:
        server = await self.loop.create_server(lambda: Connection(self), sock=bound, backlog=_AT_ONCE)
        bound.listen(BACKLOG)
        return server

    async def _stop_accepting(self) -> None:
        """Accept no more, and let what is just being accepted become a connection: a closed server can have none."""
        with suppress(NotImplementedError):  # Windows accepts in one go
            for bound in self._sockets:
                self.loop.remove_reader(bound)
        await asyncio.sleep(0)
        if opening := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(opening, timeout=_GRACE)

    async def _end_connections(self) -> None:
        """End what is still open; the loop is not to be closed before it."""
        while connections := self.connections.all():
            for connection in connections:
                connection.abort()
            await asyncio.sleep(0)

    async def _finish(self) -> None:
        """Let the requests that are whole get their answers, for a short time."""
        for connection in self.connections.all():
            connection.close_soon()
        await self.pipeline.finish(self._grace)

    def _sweep(self) -> None:
        """End what has passed its deadline, now and again and again."""
        deadlines, now = self.deadlines, self.loop.time()
        for connection in self.connections.all():
            if connection.deadline is not None and connection.deadline <= now:
                connection.expire()
        self.pipeline.look_after_store()
        shortest = min(deadlines.head, deadlines.request, deadlines.idle)
        self.loop.call_later(min(_TICK, shortest / 4), self._sweep)

    def _crashed(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, OSError):  # what a peer or the network did to one connection
            return
        if isinstance(error, ValueError) and any(bound.fileno() < 0 for bound in self._sockets):
            return  # asyncio had no file left for a connection, and tries to accept again after the end
        self._crash = self._crash or error or RuntimeError(context.get("message"))
        self.stop()


def _new_loop() -> asyncio.AbstractEventLoop:
    """Return a loop of Python's own, also where the program has set the policy for another kind, such as uvloop."""
    if sys.platform == "win32":
        return asyncio.ProactorEventLoop()
    return asyncio.SelectorEventLoop()


def url_of(bound: socket.socket) -> str:
    """Return the URL of what is received at a socket."""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
