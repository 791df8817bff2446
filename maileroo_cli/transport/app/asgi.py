"""An ASGI application in this process: its loop, its lifespan, and its requests."""

from __future__ import annotations

import asyncio
from contextvars import Context
from typing import TYPE_CHECKING, Any

from maileroo_cli.transport.app.application import CLIENT
from maileroo_cli.transport.app.failure import CURRENT, logged_failures
from maileroo_cli.transport.app.kind import AppKind, Callee
from maileroo_cli.transport.app.lifespan import Lifespan
from maileroo_cli.transport.app.loop import LoopThread
from maileroo_cli.transport.app.threads import StrayThreads

if TYPE_CHECKING:
    from typing import Self

    from maileroo_cli.transport.app.application import AppRequest
    from maileroo_cli.transport.app.body import RequestBody
    from maileroo_cli.transport.app.exchange import AppExchange


class AsgiApplication:
    """Runs an ASGI application in an event loop of its own."""

    kind = AppKind.ASGI
    runs_in_caller = False

    def __init__(self, app: Callee, name: str) -> None:
        self.name = name
        self._app = app
        self._lifespan: Lifespan | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self._loop = LoopThread()
        self._loop.start()
        try:
            self._loop.run(self._start())
            self._loop.take_residents()
        except BaseException:
            self._loop.close()
            raise
        self._threads = StrayThreads()
        logged_failures.__enter__()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        logged_failures.__exit__(kind, error, trace)
        if self._lifespan is not None:
            self._loop.run(self._lifespan.end())
        self._loop.close()

    async def _start(self) -> None:
        self._lifespan = Lifespan(self._app, self.name)
        await self._lifespan.start()

    def begin(self, request: AppRequest, body: RequestBody, exchange: AppExchange) -> None:
        """Begin to answer in the loop."""
        self._loop.call(self._begin, request, body, exchange)

    def _begin(self, request: AppRequest, body: RequestBody, exchange: AppExchange) -> None:
        context = Context()
        context.run(CURRENT.set, exchange)
        call = _Call(self._loop, body, exchange)
        task = self._loop.loop.create_task(call.run(self._app, self._scope(request)), context=context)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

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
            "state": {} if self._lifespan is None else self._lifespan.state.copy(),
            "extensions": {},
        }

    def finish_background(self, seconds: float) -> bool:
        """Wait for the tasks and threads that requests have left behind."""
        return self._loop.finish(seconds) and self._threads.finish(seconds)


class _Call:
    """One call of the application; all of it runs in the loop."""

    def __init__(self, loop: LoopThread, body: RequestBody, exchange: AppExchange) -> None:
        self._body = body
        self._exchange = exchange
        self._news = asyncio.Event()
        self._is_taken = False
        body.on_change = lambda: loop.call(self._news.set)

    async def run(self, app: Callee, scope: dict[str, Any]) -> None:
        exchange = self._exchange
        try:
            await app(scope, self._receive, self._send)
        except asyncio.CancelledError:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001  (an application may raise whatever it likes)
            exchange.note_failure(error)
        finally:
            self._body.on_change = lambda: None
            self._body.abandon()
            exchange.end()

    async def _receive(self) -> dict[str, Any]:
        body, exchange = self._body, self._exchange
        while not self._is_taken and not body.has_news and not exchange.is_answered:
            body.want()
            await self._wait()
        if self._is_taken:
            await self._wait_for_end()
        if exchange.is_answered or (body.is_cut and not body.has_pieces):
            return {"type": "http.disconnect"}
        data = body.take()
        self._is_taken = body.is_whole
        return {"type": "http.request", "body": data, "more_body": not self._is_taken}

    async def _wait_for_end(self) -> None:
        while not (self._body.is_cut or self._exchange.is_answered):
            await self._wait()

    async def _wait(self) -> None:
        await self._news.wait()
        self._news.clear()

    async def _send(self, message: dict[str, Any]) -> None:
        exchange = self._exchange
        match message["type"]:
            case "http.response.start":
                fields = [(bytes(name), bytes(value)) for name, value in message.get("headers", ())]
                exchange.start(int(message["status"]), fields)
            case "http.response.body":
                exchange.write(bytes(message.get("body", b"")))
                if not message.get("more_body", False):
                    exchange.complete()
                    self._news.set()
            case _:
                pass
