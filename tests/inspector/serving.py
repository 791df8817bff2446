"""The inspector over a real socket in tests, and raw requests, which no well-behaved client would send."""

import json
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from maileroo_cli.inspector.answer import SECURITY_HEADERS
from maileroo_cli.inspector.session import InspectorPlace, InspectorService
from maileroo_cli.inspector.settings import InspectorSettings
from maileroo_cli.operation.inspect.results import InspectorReady, InspectorResult
from maileroo_cli.transport.server.address import Address, bind
from tests.listening import PATIENCE

Header = tuple[bytes, bytes]
_NOBODY_ELSE = {"server", "date", "set-cookie"}


class RawAnswer(NamedTuple):
    """One answer as it came, without the body's framing."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def object(self) -> dict[str, Any]:
        """The JSON object that it is."""
        found: dict[str, Any] = json.loads(self.body)
        return found

    def header(self, name: str) -> str:
        """Return the one value of a header."""
        (value,) = [value for one, value in self.headers if one == name]
        return value


class Served:
    """An inspector that is served, and a way to ask it anything."""

    def __init__(self, service: InspectorService, told: Iterator[InspectorResult]) -> None:
        self.told = told
        self.service = service
        ready = next(told)
        assert isinstance(ready, InspectorReady)
        self.ready = ready
        self.token = ready.address.partition("#token=")[2]
        self.port = int(ready.url.rpartition(":")[2])

    @property
    def own(self) -> list[Header]:
        """The headers of a request that is let in."""
        return [(b"Host", b"127.0.0.1:%d" % self.port), (b"Authorization", b"Bearer " + self.token.encode())]

    def ask(
        self,
        path: bytes,
        headers: Iterable[Header] | None = None,
        body: bytes | None = None,
        *,
        method: bytes = b"",
        version: bytes = b"1.1",
    ) -> RawAnswer:
        """Send a request with exactly these headers, its length and the wish to close; check what holds of each answer.

        With a ``body`` it is a POST of JSON unless the headers say otherwise; of an endless answer the head is read.
        """
        lines = list(self.own if headers is None else headers)
        if body is not None:
            lines.append((b"Content-Length", b"%d" % len(body)))
            if not any(name == b"Content-Type" for name, _ in lines):
                lines.append((b"Content-Type", b"application/json"))
        lines.append((b"Connection", b"close"))
        method = method or (b"GET" if body is None else b"POST")
        head = b"%b %b HTTP/%b\r\n" % (method, path, version)
        data = head + b"".join(b"%b: %b\r\n" % line for line in lines) + b"\r\n" + (body or b"")
        return self.send(data, to_head=method == b"HEAD")

    def send(self, data: bytes, *, to_head: bool = False) -> RawAnswer:
        """Send bytes on a connection of their own, and return the first answer."""
        with self.connect() as connection:
            connection.sendall(data)
            answer = read_answer(connection, to_head=to_head)
        check_headers(answer)
        return answer

    def connect(self) -> socket.socket:
        """Return a new connection."""
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE)


@contextmanager
def served(settings: InspectorSettings, *, hosts: tuple[str, ...] = ("127.0.0.1",)) -> Iterator[Served]:
    """Serve the page at any free port as long as the block."""
    address = Address(hosts, 0)
    service = InspectorService(settings, bind(address), InspectorPlace(address))
    service.start()
    try:
        yield Served(service, service.results())
    finally:
        service.end()


def read_answer(connection: socket.socket, *, to_head: bool = False) -> RawAnswer:
    """Read one answer; of a stream its head alone."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        assert piece, data
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in lines)]
    length = 0 if to_head else int(dict(headers).get("content-length", "0"))
    while len(body) < length:
        piece = connection.recv(65_536)
        assert piece, body
        body += piece
    return RawAnswer(int(first.split()[1]), headers, body)


def check_headers(answer: RawAnswer) -> None:
    """Check that each header that keeps a browser from doing harm is there once, and none that would invite it."""
    for name, value in SECURITY_HEADERS.items():
        assert answer.header(name) == value
    names = {name for name, _ in answer.headers}
    assert not names & _NOBODY_ELSE
    assert not any(name.startswith("access-control") for name in names)
