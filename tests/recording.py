"""A correct receiver that records all that reached it: the bytes of each connection, what it acted on, and the end."""

import socket
import ssl
import threading
from dataclasses import dataclass, field

from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, sign, verify
from tests.receivers.raw import OK, Peer

SECRET = Secret(b"a secret of the tests")
REFUSED = b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"


def signed_headers(body: bytes) -> tuple[tuple[str, str], ...]:
    """Return the headers of a webhook with the good signature of ``body``."""
    return (("Content-Type", "application/json"), (SIGNATURE_HEADER, sign(body, SECRET)))


@dataclass
class Connection:
    """One connection: ``data`` as it came in ``reads``, the bodies that were ``acted`` on, and how it ``ended``."""

    data: bytes = b""
    reads: list[bytes] = field(default_factory=list)
    acted: list[bytes] = field(default_factory=list)
    refused: list[bytes] = field(default_factory=list)
    ended: str = "open"


class Recorder:
    """A behaviour that acts on each whole request with a good signature and answers ``answer``, and others with 401.

    With ``silent`` it answers nothing, with ``last_words`` it says those where a request ends too early.
    """

    def __init__(self, answer: bytes = OK, *, silent: bool = False, last_words: bytes = b"") -> None:
        self.answer = answer
        self.silent = silent
        self.last_words = last_words
        self.connections: list[Connection] = []
        self._ended = threading.Semaphore(0)

    def __call__(self, peer: Peer) -> None:
        """Serve one connection to its end."""
        connection = Connection()
        self.connections.append(connection)
        try:
            self._serve(peer, connection)
            connection.ended = "closed"
        except OSError:
            connection.ended = "reset"
        finally:
            self._ended.release()

    def wait(self, count: int) -> list[Connection]:
        """Return all connections as soon as ``count`` more of them have ended."""
        for _ in range(count):
            assert self._ended.acquire(timeout=5)
        return self.connections

    def _serve(self, peer: Peer, connection: Connection) -> None:
        rest = b""
        while chunk := _receive(peer._connection):
            connection.reads.append(chunk)
            connection.data += chunk
            rest = self._answer_whole(peer, connection, rest + chunk)
        if rest and self.last_words:
            peer.send(self.last_words)

    def _answer_whole(self, peer: Peer, connection: Connection, data: bytes) -> bytes:
        """Answer every whole request in ``data`` and return the rest."""
        while (end := data.find(b"\r\n\r\n") + 4) > 3:
            headers = dict(line.split(b": ", 1) for line in data[: end - 4].split(b"\r\n")[1:])
            size = int(headers[b"Content-Length"])
            if len(data) < end + size:
                break
            body, data = data[end : end + size], data[end + size :]
            good = verify(body, headers[SIGNATURE_HEADER.encode()].decode(), SECRET)
            (connection.acted if good else connection.refused).append(body)
            if not self.silent:
                peer.send(self.answer if good else REFUSED)
        return data


def _receive(connection: socket.socket) -> bytes:
    """Return the next bytes, none at the end; after a reset raise ``OSError``, which TLS would take for an end."""
    # Not the method of an SSL socket, which knows no flags: what is cut off ends TCP alone.
    waits = isinstance(connection, ssl.SSLSocket) and not connection.pending()
    if waits and not socket.socket.recv(connection, 1, socket.MSG_PEEK):
        return b""
    return connection.recv(65_536)


def is_refusing(port: int) -> bool:
    """Return whether a connection to ``port`` is refused."""
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except ConnectionRefusedError:
        return True
    return False
