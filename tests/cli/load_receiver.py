"""A receiver for loads that is not ours: it remembers the events that it saw, counts effects, and may be broken."""

import hashlib
import hmac
import json
import threading
from collections import Counter
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from tests.cli.calling import SECRET

Answer = Callable[[bool, int], int]
"""Gives the status for a request: whether it is signed, and how many times its event came before."""


def correct(signed: bool, before: int) -> int:
    """Answer as a correct receiver does."""
    return 200 if signed else 401


class LoadReceiver:
    """Answers while the ``with`` block runs. Each new event has ``effects`` effects, which ``GET /effects`` tells.

    The first requests up to ``spared`` are answered as by a correct receiver: those of a probe are two.
    """

    def __init__(self, answer: Answer = correct, *, effects: int = 1, spared: int = 0) -> None:
        self.statuses: Counter[int] = Counter()
        self.events: Counter[bytes] = Counter()
        self.effects = 0
        receiver, lock = self, threading.Lock()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                right = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
                given = self.headers.get_all("x-maileroo-signature", [])
                signed = [one.encode("latin-1") for one in given] == [right.encode()]
                with lock:
                    before = receiver.events[body]
                    decide = correct if receiver.statuses.total() < spared else answer
                    status = decide(signed, before)
                    receiver.statuses[status] += 1
                    if signed:
                        receiver.events[body] += 1
                        receiver.effects += effects if status == 200 and not before else 0
                self._answer(status, b"ok")

            def do_GET(self) -> None:
                self._answer(200, json.dumps({"count": receiver.effects}).encode())

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The URL of the webhook."""
        return f"http://127.0.0.1:{self._server.server_port}/webhook"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
