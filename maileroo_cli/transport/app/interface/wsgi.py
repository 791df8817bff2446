"""A WSGI application in this process: each request in a thread of its own, as a threaded server has it."""

from __future__ import annotations

import io
import sys
import threading
from typing import TYPE_CHECKING, Any

from maileroo_cli.transport.app.body import open_body
from maileroo_cli.transport.app.failure import CURRENT, logged_failures
from maileroo_cli.transport.app.interface.application import CLIENT
from maileroo_cli.transport.app.interface.threads import StrayThreads
from maileroo_cli.transport.app.kind import AppKind, Callee

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Self

    from maileroo_cli.transport.app.body import RequestBody
    from maileroo_cli.transport.app.exchange import AppExchange
    from maileroo_cli.transport.app.interface.application import AppRequest

_PATIENCE = 5.0


class WsgiApplication:
    """Calls a WSGI application: in threads, or in the thread that sends where it ``runs_in_caller``."""

    kind = AppKind.WSGI

    def __init__(self, app: Callee, name: str, *, runs_in_caller: bool = False) -> None:
        self.name = name
        self.runs_in_caller = runs_in_caller
        self._app = app
        self._running: set[threading.Thread] = set()

    def __enter__(self) -> Self:
        self._threads = StrayThreads()
        logged_failures.__enter__()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        logged_failures.__exit__(kind, error, trace)
        for one in tuple(self._running):
            one.join(_PATIENCE)

    def begin(self, request: AppRequest, body: RequestBody, exchange: AppExchange) -> None:
        """Answer a request in a thread, or at once."""
        if self.runs_in_caller:
            self._answer(request, body, exchange)
            return
        thread = threading.Thread(
            target=self._answer, args=(request, body, exchange), name="mhook-app-request", daemon=True
        )
        self._running.add(thread)
        thread.start()

    def _answer(self, request: AppRequest, body: RequestBody, exchange: AppExchange) -> None:
        token = CURRENT.set(exchange)
        try:
            _call(self._app, _environ(request, body, self), exchange)
        except (Exception, SystemExit) as error:  # noqa: BLE001  (an application may raise whatever it likes)
            exchange.note_failure(error)
        finally:
            CURRENT.reset(token)
            body.abandon()
            exchange.end()
            self._running.discard(threading.current_thread())

    def finish_background(self, seconds: float) -> bool:
        """Wait for the threads that requests have left behind, and for requests that are not over yet."""
        for one in tuple(self._running):
            one.join(seconds)
        return not self._running and self._threads.finish(seconds)


def _call(app: Callee, environ: dict[str, Any], exchange: AppExchange) -> None:
    """Call an application and pass its answer on; as PEP 3333 says, the head goes with the first part of the body."""
    head: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
        if exc_info is not None and exchange.status is not None:
            raise exc_info[1]
        head[:] = [(status, headers)]
        return write

    def write(data: bytes) -> None:
        if exchange.status is None:
            if not head:
                raise AssertionError("the application wrote before start_response()")
            status, headers = head[0]
            fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            exchange.start(int(status.split(None, 1)[0]), fields)
        exchange.write(data)

    parts: Iterable[bytes] = app(environ, start_response)
    try:
        for part in parts:
            if part:
                write(part)
        write(b"")
        exchange.complete()
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()


def _environ(request: AppRequest, body: RequestBody, application: WsgiApplication) -> dict[str, Any]:
    target = request.target
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.path.decode("latin-1"),
        "RAW_URI": request.raw_target.decode("latin-1"),
        "REQUEST_URI": request.raw_target.decode("latin-1"),
        "QUERY_STRING": request.query.decode("latin-1"),
        "SERVER_NAME": target.host,
        "SERVER_PORT": str(target.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": CLIENT[0],
        "REMOTE_PORT": str(CLIENT[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": target.scheme,
        "wsgi.input": open_body(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr or io.StringIO(),
        "wsgi.multithread": not application.runs_in_caller,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in request.fields:
        name, value = raw_name.decode("latin-1").upper().replace("-", "_"), raw_value.decode("latin-1")
        key = name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ
