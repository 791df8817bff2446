"""A session of ``mhook inspect``: the page is served by a thread of its own while its results are iterated.

Starlette and uvicorn are imported once it begins.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.errors import MhookError, UsageError
from maileroo_cli.inspector.gate import Entrance, Gate
from maileroo_cli.inspector.settings import InspectorSettings
from maileroo_cli.inspector.token import TokenFile, make_token, page_address
from maileroo_cli.operation.inspect.results import (
    InspectorExposed,
    InspectorReady,
    InspectorResult,
    InspectorTrouble,
)
from maileroo_cli.transport.file.ready import ReadyFile
from maileroo_cli.transport.server.address import LOOPBACK, Address, bind
from maileroo_cli.transport.server.interruption import ended_by_signals

if TYPE_CHECKING:
    import socket

    from maileroo_cli.inspector.wire import InspectorServer

_OLDEST = {"starlette": (1, 0, 1), "uvicorn": (0, 34)}
_INSTALL = "pip install 'maileroo-cli[inspect]'"
_LOOK = 0.5
_LAST = 5.0
_HTTP_PORT = 80
_LOOPBACK_NAMES = (LOOPBACK, "localhost", "[::1]")


class InspectorPlace(NamedTuple):
    """Where the page is served, and who is told: a ``ready_file``, and ``open_page`` with the address that opens it.

    With ``until_eof`` the session ends where the standard input does.
    """

    address: Address
    ready_file: str | None = None
    open_page: Callable[[str], bool] | None = None
    until_eof: bool = False


def require_inspector_extra() -> None:
    """Raise ``UsageError`` where Starlette or uvicorn is missing, or older than the first that will do."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        import h11
        import starlette
        import uvicorn

        found = {name: version(name) for name in _OLDEST}
    except (ImportError, PackageNotFoundError):
        raise UsageError("mhook inspect needs Starlette and uvicorn", _INSTALL) from None
    del h11, starlette, uvicorn
    for name, oldest in _OLDEST.items():
        if _numbers(found[name]) < oldest:
            wanted = ".".join(map(str, oldest))
            raise UsageError(f"mhook inspect needs {name} {wanted} or newer, not {found[name]}", _INSTALL)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split(".")[:3])


def serve_inspector(settings: InspectorSettings, place: InspectorPlace) -> Generator[InspectorResult, None, None]:
    """Serve the page until Ctrl-C, SIGTERM or, where that is asked for, the end of the standard input.

    Yields where it is, and what its user should know. What cannot be had raises ``UsageError`` or ``InputError``. Close
    it where it is not iterated to its end.
    """
    ready_file = None if place.ready_file is None else ReadyFile(place.ready_file, settings.store)
    if ready_file is not None:
        ready_file.claim()
    with ExitStack() as stack:
        bound = [stack.enter_context(one) for one in bind(place.address)]
        session = InspectorService(settings, bound, place)
        with ended_by_signals(session.stop, session.handed_out):
            try:
                for exposed in place.address.exposed:
                    yield from session.hand_out(InspectorExposed(exposed))
                session.start()
                for result in session.results():
                    if isinstance(result, InspectorReady) and ready_file is not None:
                        ready_file.write(result.url)
                    yield from session.hand_out(result)
            finally:
                if ready_file is not None:
                    ready_file.remove()
                session.end()


class InspectorService:
    """The thread that serves the page at sockets that listen, and what it tells."""

    def __init__(self, settings: InspectorSettings, bound: list[socket.socket], place: InspectorPlace) -> None:
        self._settings = settings
        self._bound = bound
        self._place = place
        self._token = make_token()
        host, self._port = bound[0].getsockname()[:2]
        self._url = f"http://[{host}]:{self._port}" if ":" in host else f"http://{host}:{self._port}"
        self._file = TokenFile.of_port(self._port)
        self._told: SimpleQueue[InspectorResult | MhookError | None] = SimpleQueue()
        self._server: InspectorServer | None = None
        self._wished = False
        self._handed_out: float | None = None
        self._thread = threading.Thread(target=self._serve, name="mhook-inspector", daemon=True)

    def start(self) -> None:
        """Begin to serve."""
        self._thread.start()
        self._settings.follower.prepare()
        if self._place.until_eof:
            threading.Thread(target=self._wait_for_eof, name="mhook-inspector-stdin", daemon=True).start()

    def stop(self) -> None:
        """Wish for the end, from any thread or a signal's handler."""
        self._wished = True
        if self._server is not None:
            self._server.should_exit = True
        if not self._thread.is_alive():
            self._told.put(None)

    def end(self) -> None:
        """End the server, and take the file with the token away."""
        if self._thread.is_alive():
            self.stop()
            self._thread.join(_LAST)
        if self._file is not None:
            self._file.remove(self._token)

    def results(self) -> Iterator[InspectorResult]:
        """Yield what the server tells, until it has ended."""
        while True:
            with suppress(Empty):
                told = self._told.get(timeout=_LOOK)  # without a time, Windows would not let Ctrl-C in
                if told is None:
                    return
                if isinstance(told, MhookError):
                    raise told
                yield told

    def hand_out(self, result: InspectorResult) -> Iterator[InspectorResult]:
        """Yield a result, and take note of how long whoever iterates is busy with it."""
        self._handed_out = time.monotonic()
        yield result
        self._handed_out = None

    def handed_out(self) -> float | None:
        """Return since when whoever iterates is busy, on the monotonic clock."""
        return self._handed_out

    def _serve(self) -> None:
        from maileroo_cli.inspector.service import InspectorApp, read_page
        from maileroo_cli.inspector.wire import InspectorServer, quiet_loop, server_config

        try:
            files = read_page()
            app = InspectorApp(self._settings, files, self._tell_error)
            gate = Gate(app, Entrance(self._hosts(), self._token.encode(), files))
            self._server = InspectorServer(server_config(gate), self._begun, app.end)
            self._server.should_exit = self._wished
            with quiet_loop():
                self._server.run(list(self._bound))
        finally:
            self._told.put(None)

    def _begun(self) -> None:
        target = self._settings.endpoint
        self._told.put(
            InspectorReady(
                self._url,
                address := page_address(self._url, self._token),
                os.getpid(),
                short_name(self._settings.store),
                None if target is None else target.target.display,
                self._write_token(),
            )
        )
        if self._place.open_page is not None:
            threading.Thread(target=self._open, args=(address,), name="mhook-browser", daemon=True).start()

    def _write_token(self) -> str | None:
        """Write the file with the token; return its name, or nothing where it cannot be written, which is told."""
        if self._file is None:
            self._told.put(InspectorTrouble("this user has no folder for the file that tells scripts the token"))
            return None
        try:
            self._file.write(self._url, self._token, Path(os.path.abspath(self._settings.store)))
        except OSError as error:
            what = f"cannot write {str(self._file.path)!r}, which tells scripts the token ({error.strerror or error})"
            self._told.put(InspectorTrouble(what))
            return None
        return str(self._file.path)

    def _open(self, address: str) -> None:
        """Open the page in a browser, which may take a while to be started."""
        open_page = self._place.open_page
        if open_page is not None and not open_page(address):
            self._told.put(InspectorTrouble("no browser could be opened: open the address yourself"))

    def _tell_error(self, error: Exception) -> None:
        what = f"an answer failed: {type(error).__name__}: {error}"
        self._told.put(InspectorTrouble(f"{what}; this is a defect of mhook"))

    def _hosts(self) -> frozenset[bytes]:
        """Return the values of Host under which it is asked, in the one spelling that browsers have."""
        names = [*_LOOPBACK_NAMES, *(f"[{host}]" if ":" in host else host for host in self._place.address.hosts)]
        ends = ["", f":{self._port}"] if self._port == _HTTP_PORT else [f":{self._port}"]
        return frozenset(f"{name}{end}".encode() for name in names for end in ends)

    def _wait_for_eof(self) -> None:
        """End where whoever started this has ended, or closes the pipe."""
        with suppress(OSError, ValueError, AttributeError):  # there is no standard input, or it is closed
            descriptor = sys.stdin.fileno()  # read past its buffer, whose lock would be held at the end of the process
            while os.read(descriptor, 4096):
                pass
        self.stop()
