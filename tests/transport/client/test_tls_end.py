"""How TLS connections end: with a close_notify, unless a fault asks for a broken end."""

import socket
import ssl
import threading
from collections.abc import Callable
from queue import SimpleQueue
from types import TracebackType
from typing import Self

import pytest

from maileroo_cli.delivery.fault.kind import Fault, FaultKind
from maileroo_cli.delivery.replay.clock import VirtualClock
from maileroo_cli.delivery.replay.records import Delivery
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.webhook.signing.request import Request
from tests.certificates import Certificates
from tests.transport.fault.senders import socket_sender

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class StrictReceiver:
    """Answers each whole request over TLS, and tells how each connection ended: properly or not.

    Python's own mildness about connections that end without a close_notify is turned off.
    """

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ends: SimpleQueue[str] = SimpleQueue()
        self.url = f"https://127.0.0.1:{self._listener.getsockname()[1]}/webhook"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def next_end(self) -> str:
        """Wait for the end of the next connection."""
        return self._ends.get(timeout=30)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            secured = self._context.wrap_socket(connection, server_side=True, suppress_ragged_eofs=False)
        except OSError:
            connection.close()
            return
        with secured:
            try:
                while data := secured.recv(65_536):
                    if data.endswith(b"}"):
                        secured.sendall(OK)
                self._ends.put("close_notify")
            except (ssl.SSLEOFError, ConnectionResetError):
                self._ends.put("broken off")


def request(url: str) -> Request:
    """Return a request."""
    return Request("POST", url, (), b'{"event_id":"1"}')


def context(certificates: Certificates, version: str) -> ssl.SSLContext:
    """Return the context of a server that speaks one version of TLS."""
    made = certificates.server("good")
    made.minimum_version = made.maximum_version = ssl.TLSVersion[version]
    return made


def send(url: str, trust: Trust) -> None:
    """Send two requests over one connection that is kept."""
    with Sender(parse_target(url), trust=trust) as sender:
        assert [sender.send(request(url)).status for _ in range(2)] == [200, 200]


def send_apart(url: str, trust: Trust) -> None:
    """Send a request over a connection of its own."""
    with Sender(parse_target(url), trust=trust) as sender:
        assert sender.send_apart(request(url)).status == 200


def send_faulty(kind: FaultKind) -> Callable[[str, Trust], None]:
    """Return the function that sends a request with a fault."""

    def send_it(url: str, trust: Trust) -> None:
        with socket_sender(parse_target(url), VirtualClock(0.0), timeout=5, trust=trust) as sender:
            delivery = Delivery(0, "e", "opened", request(url))
            sender.send(delivery, 1, Fault(kind))

    return send_it


@pytest.mark.openssl
@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
@pytest.mark.parametrize(
    ("act", "end"),
    [
        (send, "close_notify"),
        (send_apart, "close_notify"),
        (send_faulty(FaultKind.TRUNCATE), "broken off"),
        (send_faulty(FaultKind.DRIP), "close_notify"),
        (send_faulty(FaultKind.CORRUPT), "close_notify"),
        (send_faulty(FaultKind.LOST), "close_notify"),
        (send_faulty(FaultKind.RESET), "broken off"),
        (send_faulty(FaultKind.RESET_AFTER), "broken off"),
    ],
    ids=["kept", "apart", "truncate", "drip", "corrupt", "lost", "reset", "reset-after"],
)
def test_end(act: Callable[[str, Trust], None], end: str, version: str, certificates: Certificates) -> None:
    """A receiver that insists on the end of TLS sees it, unless the connection is to be cut off or reset."""
    with StrictReceiver(context(certificates, version)) as receiver:
        act(receiver.url, Trust(certificates.authority))
        assert receiver.next_end() == end
