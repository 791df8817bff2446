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
from maileroo_cli.transport.app.interface.application import CLIENT, Stopped, UnreadAnswerError, never
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
_MOST_UNREAD, _MESSAGE = 1_048_576, 1024
"""So many bytes of an answer may come when the client has gone, of which each message takes some for itself."""
_SEE_MORE = "start it with your server to see more"
_WITHOUT = {True: "without an answer", False: "before its answer was complete"}


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
        call = _Call(self._loop, body, exchange)
        running = self._run(call, self._scope(request), exchange.number)
        task = self._loop.loop.create_task(running, context=context)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, call: _Call, scope: dict[str, Any], number: int) -> None:
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


class _Call:
    """One call of the application; all of it runs in the loop."""

    def __init__(self, loop: LoopThread, body: RequestBody, exchange: AppExchange) -> None:
        self._body = body
        self.exchange = self._exchange = exchange
        self._news = asyncio.Event()
        self._is_taken = False
        self._unread = 0
        body.on_change = lambda: loop.call(self._news.set)

    async def run(self, app: Callee, scope: dict[str, Any]) -> None:
        exchange = self._exchange
        try:
            await app(scope, self._receive, self._send)
            if not (exchange.is_answered or exchange.is_left or exchange.error):
                exchange.note_failure(RuntimeError(f"the application returned {_WITHOUT[exchange.status is None]}"))
        except UnreadAnswerError:
            pass
        except asyncio.CancelledError as error:
            if not exchange.is_left:  # else it is cancelled because all has ended
                self._fail(error)
        except BaseException as error:  # noqa: BLE001  (an application may raise whatever it likes)
            self._fail(error)
        finally:
            self._body.on_change = lambda: None
            self._body.abandon()
            exchange.end()

    def _fail(self, error: BaseException) -> None:
        if not self._is_broken_off:
            self._exchange.fail(error)

    async def _receive(self) -> dict[str, Any]:
        body = self._body
        while not (self._has_gone or (body.has_news and not self._is_taken)):
            body.want()
            await self._news.wait()
            self._news.clear()
        if self._has_gone:
            await asyncio.sleep(0)
            return {"type": "http.disconnect"}
        data = body.take()
        self._is_taken = body.is_taken
        return {"type": "http.request", "body": data, "more_body": not self._is_taken}

    @property
    def _has_gone(self) -> bool:
        return self._exchange.is_complete or (self._body.is_cut and not self._body.has_pieces)

    @property
    def _is_broken_off(self) -> bool:
        """Whether the loop was ended under it, and what came of it is known already."""
        return self._exchange.is_broken and not self._exchange.is_complete

    async def _send(self, message: dict[str, Any]) -> None:
        exchange, kind = self._exchange, message["type"]
        if message.get("more_body", False):
            await self._give_way(message)
        if self._is_broken_off or (
            exchange.is_left and not exchange.is_answered
        ):  # nobody hears it, and a server says nothing of that
            return
        if exchange.is_complete:
            raise RuntimeError(f"{kind} was sent after the answer was complete")
        if kind == "http.response.start" and exchange.status is None:
            fields = [(bytes(name), bytes(value)) for name, value in message.get("headers", ())]
            exchange.start(int(message["status"]), fields)
        elif kind == "http.response.body" and exchange.status is not None:
            self._send_body(bytes(message.get("body", b"")), is_last=not message.get("more_body", False))
        else:
            raise RuntimeError(
                f"{kind} was sent {'before' if exchange.status is None else 'after'} http.response.start"
            )

    async def _give_way(self, message: dict[str, Any]) -> None:
        """Let others go on, as a server does that waits for its client; end an answer that goes on without one."""
        await asyncio.sleep(0)
        if self._exchange.is_left:
            self._unread += _MESSAGE + len(message.get("body", b""))
            if self._unread > _MOST_UNREAD:
                raise UnreadAnswerError

    def _send_body(self, data: bytes, *, is_last: bool) -> None:
        exchange = self._exchange
        room = exchange.room()
        if room is not None and len(data) > room:
            raise RuntimeError("the answer is longer than its Content-Length")
        exchange.write(data)
        if is_last:
            exchange.complete()
            self._news.set()
            if exchange.is_broken:
                raise RuntimeError("the answer is shorter than its Content-Length")
