"""Receivers on raw sockets at 127.0.0.1 or ::1, correct and broken, that keep each request as it came, byte for byte.

A behaviour is a function that is called in a thread with each connection; it decides what to read and what to send.
"""

import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
_LENGTH = re.compile(rb"^content-length: *([0-9]+)\r$", re.IGNORECASE | re.MULTILINE)


class Peer:
    """One connection, as a behaviour sees it."""

    def __init__(self, connection: socket.socket, requests: list[bytes], stopped: threading.Event) -> None:
        self._connection = connection
        self._requests = requests
        self._stopped = stopped

    def read(self) -> bytes | None:
        """Return one whole request and keep it, or ``None`` at the end."""
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0 or len(data) < end + 4 + _length(data[:end]):
            if not (chunk := self._connection.recv(65_536)):
                return None
            data += chunk
        self._requests.append(data)
        return data

    def send(self, data: bytes) -> None:
        """Send ``data``."""
        self._connection.sendall(data)

    def hold(self) -> None:
        """Keep the connection without reading from it until the receiver ends."""
        self._stopped.wait(5)

    def drip(self, data: bytes, pause: float) -> None:
        """Send ``data`` byte by byte until it ends or the client leaves."""
        for position in range(len(data)):
            self.send(data[position : position + 1])
            if self._stopped.wait(pause):
                return

    def wait_for_end(self) -> None:
        """Return when the client has left."""
        while self._connection.recv(65_536):
            pass

    def reset(self) -> None:
        """End the connection with a TCP reset."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()


Behaviour = Callable[[Peer], None]


def answering(answer: bytes) -> Behaviour:
    """Return the behaviour that sends ``answer`` to each request and keeps the connection."""

    def behave(peer: Peer) -> None:
        while peer.read() is not None:
            peer.send(answer)

    return behave


def answering_once(answer: bytes) -> Behaviour:
    """Return the behaviour that sends ``answer`` to the first request and closes the connection."""

    def behave(peer: Peer) -> None:
        peer.read()
        peer.send(answer)

    return behave


answering_ok = answering(OK)


def hanging(peer: Peer) -> None:
    """Read the request and never answer."""
    peer.read()
    peer.wait_for_end()


class Receiver:
    """Listens while the ``with`` block runs. ``requests`` holds what came, ``connections`` how many were made."""

    def __init__(
        self, behaviour: Behaviour = answering_ok, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> None:
        self._behaviour = behaviour
        self._tls = tls
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        self._open: list[socket.socket] = []
        self.requests: list[bytes] = []
        self.connections = 0
        self._host = host
        self._listener = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self.port: int = self._listener.getsockname()[1]

    @property
    def url(self) -> str:
        """The URL of the receiver's webhook."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{'http' if self._tls is None else 'https'}://{host}:{self.port}/webhook"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        # Closing alone would not wake a thread that waits in accept() or recv().
        with socket.create_connection((self._host, self.port)):
            pass
        for connection in self._open:
            try:
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
            except OSError:
                continue
        for thread in self._threads:
            thread.join(5)
        self._listener.close()

    def _start(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._stopped.is_set():
                connection.close()
                return
            self.connections += 1
            self._start(lambda one=connection: self._serve(one))  # type: ignore[misc]

    def _serve(self, connection: socket.socket) -> None:
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True, suppress_ragged_eofs=False)
            self._open.append(connection)
            self._behaviour(Peer(connection, self.requests, self._stopped))
        except (OSError, ValueError):
            pass
        finally:
            _end(connection)


def _end(connection: socket.socket) -> None:
    """Close a connection, over TLS with a close_notify where that can still be sent."""
    with suppress(OSError, ValueError):
        if isinstance(connection, ssl.SSLSocket):
            connection.settimeout(0)
            connection.unwrap()
    connection.close()


def answer_bytes(status: int, *headers: str, body: str = "") -> bytes:
    """Return an answer with these headers."""
    lines = [f"HTTP/1.1 {status} X", *headers, f"Content-Length: {len(body.encode())}", "", body]
    return "\r\n".join(lines).encode()


def has_ipv6() -> bool:
    """Tell whether this machine has ::1."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


def closed_port() -> int:
    """Return a port of 127.0.0.1 on which nothing listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def _length(head: bytes) -> int:
    found = _LENGTH.search(head + b"\r\n")
    return int(found[1]) if found else 0
