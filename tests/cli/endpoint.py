"""A receiver that is not ours: the standard library alone, which computes each signature anew."""

import hashlib
import hmac
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import NamedTuple, Self

from tests.cli.calling import SECRET


class Arrived(NamedTuple):
    """One request as it came, and whether it is signed with the secret."""

    path: str
    headers: list[tuple[str, str]]
    body: bytes
    signed: bool


class Endpoint:
    """Answers each request while the ``with`` block runs: ``status``, or ``refusal`` where ``checks`` finds it wrong.

    ``check`` replaces the comparison: it is given the values of the header and the right digits.
    """

    def __init__(
        self,
        status: int = 200,
        *,
        checks: bool = True,
        refusal: int = 401,
        check: Callable[[list[str], str], bool] | None = None,
        headers: tuple[tuple[str, str], ...] = (),
        body: bytes = b"ok\n",
        started: bool = True,
    ) -> None:
        self.arrived: list[Arrived] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_POST(self) -> None:
                data = self.rfile.read(int(self.headers["Content-Length"]))
                given = self.headers.get_all("x-maileroo-signature", [])
                right = hmac.new(SECRET.encode(), data, hashlib.sha256).hexdigest()
                if check is None:
                    signed = len(given) == 1 and hmac.compare_digest(given[0].encode("latin-1"), right.encode())
                else:
                    signed = check(given, right)
                endpoint.arrived.append(Arrived(self.path, self.headers.items(), data, signed))
                self.send_response(status if signed or not checks else refusal)
                for name, value in headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
        self._server.daemon_threads = True
        self._server.server_bind()
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._started = started

    @property
    def url(self) -> str:
        """The URL of the webhook."""
        return f"http://127.0.0.1:{self._server.server_port}/webhook"

    @property
    def bodies(self) -> list[bytes]:
        """The bodies that arrived, in order."""
        return [one.body for one in self.arrived]

    def start(self) -> None:
        """Accept connections from now on."""
        self._server.server_activate()
        self._thread.start()

    def __enter__(self) -> Self:
        if self._started:
            self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread.ident is not None:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
