"""What stands in a receiver's place: a gateway that answers for it, a port whose TLS fails, and one nobody listens on.

One thread serves them all, on the loopback interface: nothing here is reached from another machine.
"""

from __future__ import annotations

import re
import selectors
import socket
import threading
from typing import TYPE_CHECKING, NamedTuple, Protocol

from maileroo_cli.capture.answer.step import make_answer
from maileroo_cli.errors import UnreachableError
from maileroo_cli.transport.server import answer_bytes as listen_answer

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

HOST = "127.0.0.1"
_ROOM = 65_536
_LARGEST_HEAD = 1_048_576
_TLS_HEADER = 5
# Record type 21 (alert), version 3.3, 2 bytes: fatal, handshake_failure (RFC 8446, sections 5.1 and 6).
_HANDSHAKE_FAILURE = b"\x15\x03\x03\x00\x02\x02\x28"
_STATUS = re.compile(rb"[^ ]+ /([2-5][0-9]{2})(?=[/? ])")
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+) *\r\n", re.IGNORECASE)


class FakePorts(NamedTuple):
    """Where the fake servers are on the loopback interface.

    ``gateway`` answers each request with the status that its path begins with, ``/503/…``. ``tls`` fails every
    handshake. Nothing listens on ``refusing``, and nothing else can take it meanwhile.
    """

    gateway: int
    tls: int
    refusing: int


class _FakeConnection(Protocol):
    """One connection to a fake server."""

    def take(self, data: bytes) -> bytes:
        """Take what has arrived and return what is to be sent for it; an ``OSError`` ends the connection."""
        ...


class FakeServers:
    """The fake servers of one run, for any number of threads. They start when first asked for.

    They end with :meth:`close`; as a context manager they close themselves.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server_thread: _ServerThread | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def ports(self) -> FakePorts:
        """Where they are; a machine that gives no more sockets raises ``UnreachableError``."""
        with self._lock:
            if self._server_thread is None:
                try:
                    self._server_thread = _ServerThread()
                except OSError as error:
                    what = f"cannot listen on {HOST} for a fault ({error.strerror})"
                    raise UnreachableError(what, "allow more open files, or run fewer attempts at a time") from None
            return self._server_thread.ports

    def close(self) -> None:
        """End all connections and the thread, and give the ports back."""
        with self._lock:
            server_thread, self._server_thread = self._server_thread, None
        if server_thread is not None:
            server_thread.close()


class _ServerThread:
    """The open sockets and the thread that serves them."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._sockets: list[socket.socket] = []
        try:
            gateway, tls = self._keep(_listen()), self._keep(_listen())
            # Bound and never listening: a connection is refused, and the system gives the port to nobody else.
            refusing = self._keep(socket.socket())
            refusing.bind((HOST, 0))
            self._waker, woken = (self._keep(one) for one in socket.socketpair())
        except OSError:
            self._release()
            raise
        self.ports = FakePorts(gateway.getsockname()[1], tls.getsockname()[1], refusing.getsockname()[1])
        self._woken = woken
        self._selector.register(woken, selectors.EVENT_READ)
        self._selector.register(gateway, selectors.EVENT_READ, _Gateway)
        self._selector.register(tls, selectors.EVENT_READ, _FailingTls)
        self._thread = threading.Thread(target=self._serve, name="mhook-fake-server", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Wake the thread, so that it ends, and wait for that."""
        self._waker.send(b"x")
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            if isinstance(key.fileobj, socket.socket):
                key.fileobj.close()
        self._release()

    def _keep(self, one: socket.socket) -> socket.socket:
        self._sockets.append(one)
        return one

    def _release(self) -> None:
        for one in self._sockets:
            one.close()
        self._selector.close()

    def _serve(self) -> None:
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._woken:
                    return
                if isinstance(key.fileobj, socket.socket):
                    self._accept(key.fileobj, key.data) if isinstance(key.data, type) else self._exchange(key)

    def _accept(self, listener: socket.socket, kind: type[_FakeConnection]) -> None:
        try:
            connection, _ = listener.accept()
        except OSError:  # whoever it was has left again
            return
        connection.setblocking(False)
        self._selector.register(connection, selectors.EVENT_READ, kind())

    def _exchange(self, key: selectors.SelectorKey) -> None:
        connection, fake_connection = key.fileobj, key.data
        assert isinstance(connection, socket.socket)  # noqa: S101  (the caller has looked)
        try:
            data = connection.recv(_ROOM)
            if data:
                connection.sendall(fake_connection.take(data))
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._selector.unregister(connection)
            connection.close()


class _Gateway:
    """Reads requests to their end and answers them."""

    def __init__(self) -> None:
        self._head = b""
        self._answer = b""
        self._left = 0

    def take(self, data: bytes) -> bytes:
        """Take a piece of a request; return the answer where that was the last one. Requests come one by one."""
        if not self._answer:
            self._head += data
            head, end, body = self._head.partition(b"\r\n\r\n")
            if len(self._head) > _LARGEST_HEAD:
                raise ConnectionAbortedError("a head without end")
            if not end:
                return b""
            self._answer, self._left, data, self._head = _answer(head), _body_size(head), body, b""
        self._left -= len(data)
        if self._left > 0:
            return b""
        answer, self._answer = self._answer, b""
        return answer


class _FailingTls:
    """Reads the first record of a handshake and answers that there can be none."""

    def __init__(self) -> None:
        self._record = b""
        self._failed = False

    def take(self, data: bytes) -> bytes:
        """Take a piece of the handshake; return the alert where its first record is whole."""
        if self._failed:
            return b""
        self._record += data
        size = _TLS_HEADER + int.from_bytes(self._record[3:_TLS_HEADER])
        self._failed = len(self._record) >= max(size, _TLS_HEADER)
        return _HANDSHAKE_FAILURE if self._failed else b""


def _listen() -> socket.socket:
    return socket.create_server((HOST, 0), backlog=128)


def _answer(head: bytes) -> bytes:
    found = _STATUS.match(head)
    step = make_answer(int(found[1]) if found else 502)
    return listen_answer.encode_step(step, keeps=True, to_head=head.startswith(b"HEAD "))


def _body_size(head: bytes) -> int:
    found = _LENGTH.search(head + b"\r\n")
    return int(found[1]) if found else 0
