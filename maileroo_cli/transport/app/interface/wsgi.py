"""A WSGI application in this process: each request in a thread of its own, as a threaded server has it."""

from __future__ import annotations

import io
import sys
import threading
import time
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from maileroo_cli.transport.app.body import open_body
from maileroo_cli.transport.app.exchange import next_number
from maileroo_cli.transport.app.failure import CURRENT, logged_failures
from maileroo_cli.transport.app.interface.application import CLIENT, Stopped, UnreadAnswerError, never
from maileroo_cli.transport.app.interface.kept_connections import kept_connections
from maileroo_cli.transport.app.interface.threads import StrayThreads
from maileroo_cli.transport.app.kind import AppKind, Callee

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Self

    from maileroo_cli.transport.app.body import RequestBody
    from maileroo_cli.transport.app.exchange import AppExchange
    from maileroo_cli.transport.app.interface.application import AppRequest

_PATIENCE, _SLICE = 5.0, 0.1
_LATE_ANSWER = 0.5
"""So many seconds an answer may take at least from its first part on."""


class WsgiApplication:
    """Calls a WSGI application: in threads, or in the thread that sends where it ``runs_in_caller``."""

    kind = AppKind.WSGI

    def __init__(self, app: Callee, name: str, *, runs_in_caller: bool = False) -> None:
        self.name = name
        self.runs_in_caller = runs_in_caller
        self._app = app
        self._running: WeakSet[threading.Thread] = WeakSet()
        self._late: set[threading.Thread] = set()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._threads = StrayThreads()
        logged_failures.__enter__()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        logged_failures.__exit__(kind, error, trace)
        self._join(time.monotonic() + _PATIENCE)

    def begin(self, request: AppRequest, body: RequestBody, exchange: AppExchange) -> None:
        """Answer a request in a thread, or at once."""
        if self.runs_in_caller:
            with kept_connections():
                self._answer(request, body, exchange)
            return
        thread = threading.Thread(
            target=self._answer, args=(request, body, exchange), name="mhook-app-request", daemon=True
        )
        with self._lock:
            thread.start()
            self._running.add(thread)

    def _answer(self, request: AppRequest, body: RequestBody, exchange: AppExchange) -> None:
        before = threading.enumerate()
        token = CURRENT.set(exchange)
        try:
            _Answer(exchange, is_alone=self.runs_in_caller).give(self._app, _environ(request, body, self))
        except UnreadAnswerError:
            pass
        except SystemExit as error:  # it ends the thread of a server that has threads, without an answer
            exchange.fail(error)
            exchange.break_off()
        except BaseException as error:
            exchange.fail(error)
            if self.runs_in_caller and isinstance(error, KeyboardInterrupt):  # the user's, who waits here
                raise
        finally:
            CURRENT.reset(token)
            self._threads.note(before, exchange.number)
            body.abandon()
            exchange.end()

    def finish_background(self, seconds: float, stopped: Stopped = never) -> bool:
        """Wait for the threads that requests have left behind, and for requests that are not over yet."""
        number, end = next_number(), time.monotonic() + seconds
        in_time = self._join(end, stopped)
        if self._threads.has_work(number):
            in_time &= self._threads.finish(number, end, stopped)
        return in_time and self._threads.is_sure and not self._late

    def _join(self, end: float, stopped: Stopped = never) -> bool:
        """Wait for requests; those that were waited for in vain are not waited for again."""
        with self._lock:
            self._late = {one for one in self._late if one.is_alive()}
            running = set(self._running) - self._late - {threading.current_thread()}
        for one in running:
            while one.is_alive() and time.monotonic() < end and not stopped():
                one.join(min(_SLICE, max(0.0, end - time.monotonic())))
        left = {one for one in running if one.is_alive()}
        if left and not stopped():
            with self._lock:
                self._late |= left
        return not left


class _Answer:
    """Calls an application and passes its answer on; as PEP 3333 says, the head goes with the first of the body."""

    def __init__(self, exchange: AppExchange, *, is_alone: bool) -> None:
        self._exchange = exchange
        self._is_alone = is_alone
        self._end: float | None = None
        self._head: tuple[str, list[tuple[str, str]]] | None = None

    def give(self, app: Callee, environ: dict[str, Any]) -> None:
        """Call ``app`` and take all that it answers."""
        parts: Iterable[bytes] | None = app(environ, self._start)
        if parts is None:
            raise TypeError("the application returned None, not an answer")
        try:
            for part in parts:
                if part:
                    self._write(part)
                else:
                    self._end_in_time()
            if self._head is None:
                raise AssertionError("the application returned without calling start_response()")
            self._write(b"")
            self._exchange.complete()
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
        if exc_info is not None:
            if self._exchange.status is not None:
                raise exc_info[1].with_traceback(exc_info[2])
        elif self._head is not None:
            raise AssertionError("start_response() was called twice")
        self._head = (status, headers)
        return self._write

    def _write(self, data: bytes) -> None:
        exchange = self._exchange
        if not isinstance(data, bytes):
            raise TypeError(f"an answer is made of bytes, not of {type(data).__name__}")
        if exchange.status is None:
            if self._head is None:
                raise AssertionError("the application wrote before start_response()")
            status, headers = self._head
            fields = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            exchange.start(int(status.split(None, 1)[0]), fields)
        data = data[: exchange.room()]
        if data and exchange.is_left:
            raise UnreadAnswerError
        self._end_in_time()
        exchange.write(data)

    def _end_in_time(self) -> None:
        """End an answer that goes on when enough was read, or too late, where the thread that would leave it calls."""
        if not self._is_alone:
            return
        exchange, now = self._exchange, time.monotonic()
        if self._end is None:  # one that began late, as under a debugger, may still come to its end
            self._end = max(exchange.deadline, now + _LATE_ANSWER)
        if exchange.is_too_long:
            raise UnreadAnswerError
        if now > self._end:
            exchange.is_late = not exchange.is_answered
            raise UnreadAnswerError


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
        name, value = raw_name.decode("latin-1").upper(), raw_value.decode("latin-1")
        if "_" in name:  # servers drop it: it could not be told from one with a hyphen
            continue
        key = name.replace("-", "_")
        if key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            environ[key] = value
        else:
            key = f"HTTP_{key}"
            environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ
