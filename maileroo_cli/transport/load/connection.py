"""One connection of the engine: connecting, TLS, sending without blocking, and what it carries just now."""

from __future__ import annotations

import errno
import socket
from enum import IntEnum
from typing import TYPE_CHECKING

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.transport.load.answer import AnswerReader, CutAnswerError, GarbledAnswerError

if TYPE_CHECKING:
    import ssl

    from maileroo_cli.delivery.load.request import ReadyRequest
    from maileroo_cli.transport.load.address import ReceiverAddress

_UNDER_WAY = frozenset({0, errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY, getattr(errno, "WSAEWOULDBLOCK", 0)})
_OURS = frozenset({errno.EADDRNOTAVAIL, errno.EADDRINUSE, errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_AT_ONCE = 65_536
_TLS_ALERT = b"\x15\x03"
"""What a port of HTTPS says that was asked in plain HTTP."""


class ConnectionStage(IntEnum):
    """How far a connection is."""

    CONNECTING = 0
    SECURING = 1
    OPEN = 2


class NoConnectionLeftError(Exception):
    """This machine gives no further connection just now: it has no port, descriptor or memory for it."""


class ConnectionFailedError(Exception):
    """The connection came to its end; ``outcome`` is that of the request that it carries."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class EngineConnection:
    """A socket that never blocks. ``request`` is the one under way, begun at ``began``; ``rest`` is still to be sent.

    ``slow`` is the number of the slow client whose connection it is, or -1.
    """

    __slots__ = ("_context", "_name", "began", "descriptor", "reader", "request", "rest", "slow", "socket", "stage")

    def __init__(self, address: ReceiverAddress, context: ssl.SSLContext | None, name: str) -> None:
        """Begin to connect; ``ConnectionFailedError`` where that is refused at once.

        :class:`NoConnectionLeftError` is raised where this machine is at its limit.
        """
        self._context, self._name = context, name
        self.request: ReadyRequest | None = None
        self.began = 0.0
        self.rest: memoryview | None = None
        self.slow = -1
        self.reader = AnswerReader()
        self.stage = ConnectionStage.CONNECTING
        try:
            self.socket = socket.socket(address.family, socket.SOCK_STREAM)
        except OSError as error:
            raise NoConnectionLeftError from error
        self.descriptor = self.socket.fileno()
        try:
            self.socket.setblocking(False)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            code = self.socket.connect_ex(address.address)
        except OSError as error:
            code = error.errno or errno.EINVAL
        if code not in _UNDER_WAY:
            self.socket.close()
            raise _failure(code)

    def proceed(self) -> bool:
        """Go on connecting, as far as that goes now; return whether the connection is open.

        What fails raises :class:`ConnectionFailedError`.
        """
        if self.stage is ConnectionStage.CONNECTING:
            code = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code:
                raise _failure(code)
            if self._context is None:
                self.stage = ConnectionStage.OPEN
                return True
            try:
                self.socket = self._context.wrap_socket(
                    self.socket, server_hostname=self._name, do_handshake_on_connect=False
                )
            except OSError:
                raise ConnectionFailedError(Outcome.RESET) from None
            self.stage = ConnectionStage.SECURING
        if self.stage is ConnectionStage.SECURING:
            return self._secure()
        return True

    def _secure(self) -> bool:
        import ssl

        try:
            self.socket.do_handshake()  # type: ignore[attr-defined]
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False
        except OSError:
            raise ConnectionFailedError(Outcome.TLS) from None
        self.stage = ConnectionStage.OPEN
        return True

    @property
    def wants_write(self) -> bool:
        """Whether it waits until it can write: for the connection itself, or for more of the request."""
        return self.stage is ConnectionStage.CONNECTING or (
            self.stage is ConnectionStage.OPEN and self.rest is not None
        )

    def send(self, data: bytes | memoryview) -> None:
        """Send what can be sent at once; the rest stands in ``rest``. What fails raises ``OSError``."""
        sent = 0
        try:
            sent = self.socket.send(data)
        except BlockingIOError:
            pass
        except OSError as error:
            if not self._only_waits(error):
                raise
        self.rest = memoryview(data)[sent:] if sent < len(data) else None

    def read(self) -> int:
        """Take what has arrived; return the status of an answer that is whole now, else 0.

        What ends the request otherwise raises :class:`ConnectionFailedError`.
        """
        while True:
            try:
                data = self.socket.recv(_AT_ONCE)
            except BlockingIOError:
                return 0
            except OSError as error:
                if self._only_waits(error):
                    return 0
                raise ConnectionFailedError(Outcome.RESET) from None
            try:
                status = self.reader.take(data) if data else self.reader.end()
            except GarbledAnswerError:
                needs_tls = self._context is None and data.startswith(_TLS_ALERT)
                raise ConnectionFailedError(Outcome.TLS if needs_tls else Outcome.GARBAGE) from None
            except CutAnswerError:
                raise ConnectionFailedError(Outcome.RESET) from None
            # TLS may hold more than the system tells of.
            if status or self._context is None:
                return status

    def _only_waits(self, error: OSError) -> bool:
        """Tell whether TLS waits for the other side, or for the system to take more."""
        if self._context is None:
            return False
        import ssl

        return isinstance(error, ssl.SSLWantReadError | ssl.SSLWantWriteError)

    def close(self) -> None:
        """Close it at once."""
        self.socket.close()


def _failure(code: int) -> Exception:
    if code in _OURS:
        return NoConnectionLeftError()
    if code in (errno.ECONNREFUSED, getattr(errno, "WSAECONNREFUSED", errno.ECONNREFUSED)):
        return ConnectionFailedError(Outcome.REFUSED)
    if code in (errno.ECONNRESET, errno.ECONNABORTED):
        return ConnectionFailedError(Outcome.RESET)
    if code == errno.ETIMEDOUT:
        return ConnectionFailedError(Outcome.TIMEOUT)
    return ConnectionFailedError(Outcome.UNREACHABLE)
