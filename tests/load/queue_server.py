"""A receiver that is a queue with one server: it takes requests as they come, and answers them one after the other.

It keeps when each came and was answered, so that what its clients must have waited for can be computed afterwards.
"""

import re
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import NamedTuple, Self

from tests.load.behaviours import OK

_LENGTH = re.compile(rb"^content-length: *([0-9]+)\r$", re.IGNORECASE | re.MULTILINE)
_SIGNATURE = re.compile(rb"^x-maileroo-signature: *([^\r]*)\r$", re.IGNORECASE | re.MULTILINE)


class Served(NamedTuple):
    """One request in the order of service: when it had come, and when it was answered, by ``time.perf_counter``."""

    signature: bytes
    came: float
    left: float


class QueueServer:
    """Serves each request for ``service`` seconds, while the ``with`` block runs."""

    def __init__(self, service: float) -> None:
        self._service = service
        self.served: list[Served] = []
        self._queue: deque[tuple[socket.socket, bytes, float]] = deque()
        self._data: dict[socket.socket, bytes] = {}
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self._ours, self._theirs = socket.socketpair()
        for one in (self._listener, self._theirs):
            self._selector.register(one, selectors.EVENT_READ)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def url(self) -> str:
        """The URL of the webhook."""
        return f"http://127.0.0.1:{self.port}/webhook"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ours.close()
        self._thread.join(30)
        for one in (self._listener, self._theirs, *self._data):
            one.close()
        self._selector.close()
        assert not self._thread.is_alive()

    def _run(self) -> None:
        while self._take(None):
            while self._queue:
                connection, signature, came = self._queue.popleft()
                done = max(came, self.served[-1].left if self.served else 0.0) + self._service
                while (left := done - time.perf_counter()) > 0:
                    if not self._take(left):
                        return
                # Before it is sent: whoever reads the answer has waited for all of this.
                self.served.append(Served(signature, came, time.perf_counter()))
                connection.sendall(OK)

    def _take(self, wait: float | None) -> bool:
        """Take what comes within ``wait`` seconds; false at the end."""
        for key, _ in self._selector.select(wait):
            connection = key.fileobj
            assert isinstance(connection, socket.socket)
            if connection is self._theirs:
                return False
            if connection is self._listener:
                accepted, _ = self._listener.accept()
                accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._data[accepted] = b""
                self._selector.register(accepted, selectors.EVENT_READ)
            else:
                self._read(connection)
        return True

    def _read(self, connection: socket.socket) -> None:
        data = connection.recv(65_536)
        if not data:
            self._selector.unregister(connection)
            connection.close()
            del self._data[connection]
            return
        data = self._data[connection] + data
        end = data.find(b"\r\n\r\n")
        length, signature = _LENGTH.search(data[: end + 2]), _SIGNATURE.search(data[: end + 2])
        if end >= 0 and length and signature and len(data) >= end + 4 + int(length[1]):
            self._queue.append((connection, signature[1], time.perf_counter()))
            data = b""
        self._data[connection] = data


def service_times(served: Sequence[Served]) -> list[float]:
    """Return how long each was served: from when it had come and the one before had left."""
    before, times = 0.0, []
    for one in served:
        times.append(one.left - max(before, one.came))
        before = one.left
    return times


def lindley(arrivals: Sequence[float], services: Sequence[float]) -> Iterator[float]:
    """Yield the exact time that each spends in a queue with one server, in the order of service, after Lindley."""
    free = float("-inf")
    for arrival, service in zip(arrivals, services, strict=True):
        free = max(free, arrival) + service
        yield free - arrival
