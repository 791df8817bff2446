"""A receiver that does everything right, over real sockets. A broken one overrides one of its methods.

It is plain on purpose: what it does with a request is told, step by step, in :meth:`CorrectReceiver.answer`.
"""

import hashlib
import hmac
import json
import re
import socket
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, ClassVar, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

PATH = "/webhook"
SIGNATURE = "x-maileroo-signature"
SECRET = "test-secret"
LIMIT = 1_000_000
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Incoming(NamedTuple):
    """One request as it came; ``body`` is ``None`` where it is too large to be read.

    ``connection`` stands for what it came over: the thread that serves it, or, in process, itself.
    """

    method: str
    path: str
    headers: Sequence[tuple[str, str]]
    body: bytes | None
    connection: object

    def values(self, name: str) -> list[str]:
        """Return each value of a header."""
        return [value for key, value in self.headers if key.lower() == name]


class Reply(NamedTuple):
    """What is answered; ``close`` ends the connection afterwards."""

    status: int
    text: str = ""
    headers: Sequence[tuple[str, str]] = ()
    close: bool = False


class CorrectReceiver:
    """Listens on a free port of 127.0.0.1 while the ``with`` block runs.

    ``effects`` counts the work that was done for each event id, ``suppressed`` are the addresses that get no more mail.
    """

    breaks: ClassVar[tuple[str, ...]] = ()
    """The rules of which there is a finding in a check of it."""

    also: ClassVar[tuple[str, ...]] = ()
    """The rules of other families that the same mistake breaks."""

    spreads: ClassVar[bool] = False
    """Whether the mistake harms whichever requests happen to follow, so that other rules break with it by chance."""

    gives_leave: ClassVar[bool] = True
    """Whether its server answers 100 Continue where that is asked for."""

    settings: ClassVar[Mapping[str, Any]] = {}
    """What of the settings of that check is not as usual."""

    def __init__(self, secret: str = SECRET) -> None:
        self.secrets = [secret.encode()]
        self.effects: Counter[str] = Counter()
        self.suppressed: set[str] = set()
        self.statuses: dict[str, str] = {}
        self.deferrals: Counter[str] = Counter()
        self.seen: set[str] = set()
        self.store_down = False
        self.lock = threading.Lock()
        self.ended = threading.Event()
        receiver = self

        class Handler(_Handler):
            owner = receiver

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]

    @property
    def url(self) -> str:
        """The URL of its webhook."""
        return f"http://127.0.0.1:{self.port}{PATH}"

    @property
    def observe_url(self) -> str:
        """The URL that counts the effects of an event, as ``--observe-url`` takes it."""
        return f"http://127.0.0.1:{self.port}/effects?id={{event_id}}"

    @property
    def state_url(self) -> str:
        """The URL that tells the state of a recipient, as ``--state-url`` takes it."""
        return f"http://127.0.0.1:{self.port}/state?of={{recipient}}&mail={{reference_id}}"

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended.set()
        self._server.shutdown()
        self._thread.join(5)
        self._server.end_connections()
        self._server.server_close()

    def take_secrets(self, secrets: Sequence[bytes]) -> None:
        """Use these secrets from now on; none where the user has configured none."""
        self.secrets = list(secrets)

    # What it does with a request, in order.

    def answer(self, request: Incoming) -> Reply:
        """Answer one request."""
        if (found := self.route(request)) is not None:
            return found
        if request.body is None:
            return Reply(413, "too large\n", close=True)
        if not self.is_signed(request.body, request.values(SIGNATURE)):
            return self.refuse(request)
        return self.accept(request, request.body)

    def cut_off(self, headers: Sequence[tuple[str, str]]) -> None:
        """Notice a request that ended in the middle of its body; nothing is done about it."""

    def route(self, request: Incoming) -> Reply | None:
        """Answer what is not a webhook; return ``None`` for one."""
        parts = urlsplit(request.path)
        asked = parse_qs(parts.query)
        if parts.path == "/effects":
            return Reply(200, f"{self.count(asked['id'][0])}")
        if parts.path == "/state":
            return Reply(200, self.state(asked["of"][0], asked["mail"][0]))
        if parts.path.startswith("/control/"):
            return self.control(parts.path.rpartition("/")[2])
        if parts.path != PATH:
            return Reply(404, "not found\n")
        if request.method != "POST":
            return Reply(405, "POST alone\n", (("Allow", "POST"),))
        return None

    def is_signed(self, body: bytes, values: Sequence[str]) -> bool:
        """Return whether the one value of the header is the signature of the raw body, with one of the secrets."""
        if len(values) != 1 or not _HEX.fullmatch(values[0]):
            return False
        given = values[0].encode()
        return any(hmac.compare_digest(self.signature(body, secret), given) for secret in self.secrets)

    def signature(self, body: bytes, secret: bytes) -> bytes:
        """Return the signature of a body."""
        return hmac.new(secret, body, hashlib.sha256).hexdigest().encode()

    def refuse(self, request: Incoming) -> Reply:
        """Answer a request that is not signed."""
        return Reply(401, "bad signature\n")

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Answer a request that is signed."""
        event = self.parse(body)
        if event is None:
            return Reply(400, "not an event\n")
        if self.store_down:
            return Reply(503, "no store\n")
        self.work(event)
        return Reply(200, "ok\n")

    def parse(self, body: bytes) -> dict[str, Any] | None:
        """Return the event in a body, ``None`` where there is none."""
        try:
            value = json.loads(body.removeprefix(b"\xef\xbb\xbf"))
        except (ValueError, RecursionError):
            return None
        return value if isinstance(value, dict) else None

    def work(self, event: dict[str, Any]) -> None:
        """Do the work of an event, once."""
        event_id = event.get("event_id")
        if not isinstance(event_id, str):
            return
        with self.lock:
            if self.is_new(event_id):
                self.effects[event_id] += 1
                self.act(event)

    def is_new(self, event_id: str) -> bool:
        """Return whether an event has not been seen before, and remember it."""
        if event_id in self.seen:
            return False
        self.seen.add(event_id)
        return True

    def act(self, event: dict[str, Any]) -> None:
        """Do what a type means for its recipients."""
        data = event.get("event_data")
        to = data.get("to") if isinstance(data, dict) else None
        kind = event.get("event_type")
        for address in [to] if isinstance(to, str) else to if isinstance(to, list) else []:
            if kind in ("failed", "complained"):
                self.suppressed.add(address)
            elif kind == "deferred":
                self.deferrals[address] += 1

    # What others see of it, and do to it.

    def count(self, event_id: str | None = None) -> int:
        """Return how many effects an event has had, or all of them."""
        with self.lock:
            return self.effects.total() if event_id is None else self.effects[event_id]

    def state(self, recipient: str, reference_id: str) -> str:
        """Return whether a recipient gets mail."""
        with self.lock:
            return "suppressed" if recipient in self.suppressed else "active"

    def control(self, what: str) -> Reply:
        """Do to it what a user's command does."""
        if what == "restart":
            self.restart()
        else:
            self.store_down = what == "break"
        return Reply(200)

    def restart(self) -> None:
        """End in a crash and start again: what is not stored is gone, which is nothing here."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], handler: "type[_Handler]") -> None:
        super().__init__(address, handler)
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that leave in the middle are a part of the tests."""

    def end_connections(self) -> None:
        """End the connections that are still open."""
        for one in tuple(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    owner: CorrectReceiver
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (OSError, ValueError):
            self.close_connection = True

    def handle_expect_100(self) -> bool:
        if not self.owner.gives_leave:
            self.send_error(400)
            self.close_connection = True
            return False
        result = super().handle_expect_100()
        self.wfile.flush()
        return result

    def _respond(self) -> None:
        body = self._body()
        headers = tuple(self.headers.items())
        reply = self.owner.answer(Incoming(self.command, self.path, headers, body, threading.current_thread()))
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        content = b"" if self.command == "HEAD" else reply.text.encode()
        self.send_header("Content-Length", str(len(content)))
        if reply.close:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()
        if reply.close:
            self._linger()

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _respond  # noqa: N815

    def _body(self) -> bytes | None:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._chunked_body()
        size = int(self.headers.get("Content-Length", "0"))
        if size > LIMIT:
            return None
        data = self.rfile.read(size)
        if len(data) < size:
            self.owner.cut_off(tuple(self.headers.items()))
            raise OSError("cut off")
        return data

    def _chunked_body(self) -> bytes | None:
        data = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            data += self.rfile.read(size)
            self.rfile.readline()
            if len(data) > LIMIT:
                return None
        while self.rfile.readline().strip():
            pass
        return data

    def _linger(self) -> None:
        """Take in for a moment what still comes: closing at once would destroy the answer."""
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_WR)
            self.connection.settimeout(1.0)
            while self.connection.recv(1 << 20):
                pass

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""
