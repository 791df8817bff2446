"""An ASGI application in this process: its loop, its lifespan, and its requests."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent import futures
from contextlib import suppress
from contextvars import Context
from typing import TYPE_CHECKING, Any

from maileroo_cli.errors import InputError
from maileroo_cli.transport.app.exchange import next_number
from maileroo_cli.transport.app.failure import CURRENT, logged_failures, tell_in_line
from maileroo_cli.transport.app.interface.application import CLIENT, Stopped, never
from maileroo_cli.transport.app.interface.asgi_call import AsgiCall
from maileroo_cli.transport.app.interface.lifespan import Lifespan
from maileroo_cli.transport.app.interface.loop import LoopThread
from maileroo_cli.transport.app.interface.threads import StrayThreads
from maileroo_cli.transport.app.kind import AppKind, Callee

if TYPE_CHECKING:
    from typing import Self

    from maileroo_cli.transport.app.body import RequestBody
    from maileroo_cli.transport.app.exchange import AppExchange
    from maileroo_cli.transport.app.interface.application import AppRequest

_STARTING, _ENDING, _MOMENT = 60.0, 6.0, 0.1
_SEE_MORE = "start it with your server to see more"


class AsgiApplication:
    """Runs an ASGI application in an event loop of its own."""

    kind = AppKind.ASGI
    runs_in_caller = False

    def __init__(self, app: Callee, name: str) -> None:
        self.name = name
        self._app = app
        self._tasks: set[asyncio.Task[None]] = set()
        self._open: set[AppExchange] = set()
        self._death: BaseException | None = None

    def __enter__(self) -> Self:
        self._loop = LoopThread(self._die)
        self._lifespan = Lifespan(self._app, self.name)
        self._threads = StrayThreads()
        self._loop.start()
        try:
            self._start()
        except BaseException:
            self._loop.close()
            raise
        logged_failures.__enter__()
        return self

    def _start(self) -> None:
        try:
            self._loop.run(self._lifespan.start(), _STARTING)
            self._loop.take_residents()
        except TimeoutError:
            raise InputError(f"{self.name} had not started after {_STARTING:g} s", _SEE_MORE) from None
        except futures.CancelledError:
            raise InputError(f"{self.name} did not start: it cancelled all tasks", _SEE_MORE) from None
        if self._death is not None:
            raise InputError(f"{self.name} did not start: {tell_in_line(self._death)}", _SEE_MORE)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        logged_failures.__exit__(kind, error, trace)
        try:
            self._end()
        except TimeoutError:  # the application blocks its loop
            self._loop.close(_MOMENT)
        else:
            self._loop.close()

    def _end(self) -> None:
        try:
            self._loop.run(self._lifespan.end(), _ENDING)
        except futures.CancelledError:  # some cancel all tasks but their own when they end, and wait for them
            with suppress(futures.CancelledError):
                self._loop.run(self._lifespan.wait_for_end(), _ENDING)

    def begin(self, request: AppRequest, body: RequestBody, exchange: AppExchange) -> None:
        """Begin to answer in the loop."""
        self._loop.loop.call_soon_threadsafe(self._begin, request, body, exchange)

    def _die(self, error: BaseException) -> None:
        """Break off what is under way, as it does where the process of a server ends; else the next request tells it.

        The loop goes on then, as a server that is started again.
        """
        under_way = [one for one in self._open if not one.is_over]
        self._death = None if under_way else error
        for exchange in under_way:
            _break_off(exchange, error)

    def _begin(self, request: AppRequest, body: RequestBody, exchange: AppExchange) -> None:
        if self._death is not None:
            _break_off(exchange, self._death)
            self._death = None
            body.abandon()
            exchange.end()
            return
        self._open.add(exchange)
        context = Context()
        context.run(CURRENT.set, exchange)
        call = AsgiCall(self._loop, body, exchange)
        running = self._run(call, self._scope(request), exchange.number)
        task = self._loop.loop.create_task(running, context=context)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, call: AsgiCall, scope: dict[str, Any], number: int) -> None:
        before = threading.enumerate()
        try:
            await call.run(self._app, scope)
        finally:
            self._open.discard(call.exchange)
            self._threads.note(before, number)

    def _scope(self, request: AppRequest) -> dict[str, Any]:
        target = request.target
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "server": (target.host, target.port),
            "client": CLIENT,
            "scheme": target.scheme,
            "method": request.method,
            "root_path": "",
            "path": request.path.decode("utf-8", "replace"),
            "raw_path": request.raw_path,
            "query_string": request.query,
            "headers": list(request.fields),
            "state": self._lifespan.state.copy(),
        }

    def finish_background(self, seconds: float, stopped: Stopped = never) -> bool:
        """Wait for the tasks and threads that requests have left behind."""
        number, end, before = next_number(), time.monotonic() + seconds, threading.enumerate()
        in_time = self._loop.finish(number, end, stopped)
        self._threads.note(before, number - 1)
        if self._threads.has_work(number):  # a thread may give the loop work again
            in_time = self._threads.finish(number, end, stopped) and self._loop.finish(number, end, stopped)
        return in_time and self._threads.is_sure


def _break_off(exchange: AppExchange, error: BaseException) -> None:
    exchange.note_failure(error)
    exchange.break_off()
