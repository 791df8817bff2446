"""One connection as a stream of bytes under a total deadline. HTTP is not known here.

Time-outs of a socket count for each call alone, so that a receiver which drips a byte now and then could hold a
request for ever; here every call is given what is left of the one deadline.
"""

from __future__ import annotations

import socket
import struct
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from maileroo_cli.delivery.attempt.outcome import Outcome, Phase, TlsProblem
from maileroo_cli.transport.client.tls import tls_problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from maileroo_cli.transport.client.target import Target
    from maileroo_cli.transport.client.tls import Trust

_CHUNK = 65_536
_TLS_RECORD = b"\x15\x03"
_HTTP = b"HTTP/"
_RESET = struct.pack("ii", 1, 0)


class PeerError(Exception):
    """What a peer or the network did; it never leaves ``transport``."""

    def __init__(
        self, outcome: Outcome, detail: object = "", problem: TlsProblem | None = None, phase: Phase = Phase.CONNECTING
    ) -> None:
        super().__init__(str(detail))
        self.phase = phase
        self.outcome = outcome
        self.detail = str(detail)
        self.problem = problem


class Stream:
    """A connected socket. ``deadline`` (on the monotonic clock) and ``phase`` are those of the request under way.

    ``sent_whole`` tells whether the system has taken all of that request.
    """

    __slots__ = ("_socket", "_would_block", "at_end", "deadline", "first_bytes", "phase", "sent_whole")

    def __init__(self, connected: socket.socket, would_block: tuple[type[OSError], ...], deadline: float) -> None:
        self._socket = connected
        self._would_block = would_block
        self.begin(deadline)

    def begin(self, deadline: float) -> None:
        """Start a new request on this connection."""
        self.deadline = deadline
        self.phase = Phase.SENDING
        self.first_bytes = b""
        self.at_end = self.sent_whole = False

    def exchange_first(self, pieces: Iterable[bytes]) -> bytes:
        """Send ``pieces``, each by itself, and return the first bytes of the answer; raise ``PeerError``.

        A receiver may answer and close before it has read everything, so a failure to send waits for what came back.
        """
        failure = None
        try:
            for piece in pieces:
                self._send(piece)
            self.sent_whole = True
        except TimeoutError:
            raise PeerError(Outcome.TIMEOUT) from None
        except OSError as error:
            failure = error
        self.phase = Phase.WAITING
        try:
            self.first_bytes = self.receive()
        except PeerError:
            if failure is not None:
                raise _lost(failure) from None
            raise
        if not self.first_bytes and failure is not None:
            raise _lost(failure)
        return self.first_bytes

    def receive(self) -> bytes:
        """Return the next bytes, empty at the end; raise ``PeerError``."""
        try:
            self._socket.settimeout(_left(self.deadline))
            data = self._socket.recv(_CHUNK)
        except TimeoutError:
            raise PeerError(Outcome.TIMEOUT) from None
        except OSError as error:
            raise _lost(error) from None
        if data:
            self.phase = Phase.READING
        else:
            self.at_end = True
        return data

    @property
    def speaks_http(self) -> bool:
        """Whether the answer so far could be the beginning of one in HTTP."""
        return self.first_bytes.startswith(_HTTP) or _HTTP.startswith(self.first_bytes)

    @property
    def speaks_tls(self) -> bool:
        """Whether the answer is a TLS alert: a port of HTTPS was asked in plain HTTP."""
        return self.first_bytes.startswith(_TLS_RECORD)

    def is_stale(self) -> bool:
        """Return whether an idle connection has ended, or brings bytes that nobody asked for."""
        try:
            self._socket.settimeout(0)
            self._socket.recv(1)
        except self._would_block:
            return False
        except OSError:
            return True
        return True

    def interrupt(self) -> None:
        """End the connection from another thread; whoever waits on it sees it end."""
        try:
            # Not the method of an SSL socket, which would take the TLS layer away from under the other thread.
            socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
        except OSError:
            return

    def end_sending(self) -> None:
        """Tell the peer that nothing more comes; what it answers can still be read."""
        # Not the method of an SSL socket either: there is nothing that would end TLS alone in one direction.
        socket.socket.shutdown(self._socket, socket.SHUT_WR)

    def reset_at_close(self) -> None:
        """Let the connection end with a TCP reset instead of a proper end, whenever it is closed."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _send(self, data: bytes) -> None:
        self._socket.settimeout(_left(self.deadline))
        sent = self._socket.send(data)
        while sent < len(data):
            self._socket.settimeout(_left(self.deadline))
            sent += self._socket.send(memoryview(data)[sent:])


def open_stream(target: Target, trust: Trust, deadline: float) -> Stream:
    """Connect to ``target`` before ``deadline``, trying each of its addresses in turn; raise ``PeerError``."""
    try:
        connected = _connect(_addresses(target, deadline), deadline)
        if target.scheme == "http":
            return Stream(connected, (BlockingIOError,), deadline)
        return _start_tls(connected, target, trust, deadline)
    except TimeoutError:
        raise PeerError(Outcome.TIMEOUT) from None


def _addresses(target: Target, deadline: float) -> list[Any]:
    """Resolve the host. The system's resolver knows no time-out, so it runs in a thread that can be left behind."""
    found: list[Any] = []
    failure: list[OSError] = []

    def resolve() -> None:
        try:
            found.extend(socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM))
        except OSError as error:
            failure.append(error)

    if _is_address(target.host):
        resolve()
    else:
        resolver = threading.Thread(target=resolve, name="mhook-resolver", daemon=True)
        resolver.start()
        resolver.join(max(0.0, deadline - time.monotonic()))
        if resolver.is_alive():
            raise TimeoutError
    if not found:
        raise PeerError(Outcome.DNS, failure[0] if failure else "no address")
    return found


def _is_address(host: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
    except OSError:
        return False
    return True


def _connect(addresses: list[Any], deadline: float) -> socket.socket:
    """Return a socket connected to the first address that accepts; each has its share of the time that is left."""
    failure: OSError = TimeoutError()
    for index, (family, kind, protocol, _, address) in enumerate(addresses):
        try:
            candidate = socket.socket(family, kind, protocol)
        except OSError as error:
            failure = error
            continue
        try:
            candidate.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            candidate.settimeout(_left(deadline) / (len(addresses) - index))
            candidate.connect(address)
        except OSError as error:
            candidate.close()
            failure = error
        else:
            return candidate
    if isinstance(failure, TimeoutError):
        raise failure
    raise PeerError(_connect_outcome(failure), failure)


def _connect_outcome(error: OSError) -> Outcome:
    if isinstance(error, ConnectionRefusedError):
        return Outcome.REFUSED
    if isinstance(error, ConnectionResetError | ConnectionAbortedError):
        return Outcome.RESET
    return Outcome.UNREACHABLE


def _start_tls(connected: socket.socket, target: Target, trust: Trust, deadline: float) -> Stream:
    import ssl

    context = trust.context()
    name = target.host.removesuffix(".")
    secured = connected
    try:
        # Wrapping a connection that was reset meanwhile leaks it; a handshake on wrapping would silently be left out.
        connected.getpeername()
        secured = wrapped = context.wrap_socket(connected, server_hostname=name, do_handshake_on_connect=False)
        wrapped.settimeout(_left(deadline))
        wrapped.do_handshake()
    except TimeoutError:
        secured.close()
        raise PeerError(Outcome.TIMEOUT, phase=Phase.SECURING) from None
    except OSError as error:
        secured.close()
        raise PeerError(Outcome.TLS, error, tls_problem(error), Phase.SECURING) from None
    return Stream(secured, (BlockingIOError, ssl.SSLWantReadError), deadline)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _lost(error: OSError) -> PeerError:
    """Return what a failure on an open connection means; systems disagree about its number, so that is not asked."""
    ssl = sys.modules.get("ssl")
    if ssl is not None and isinstance(error, ssl.SSLError):
        return PeerError(Outcome.TLS, error, TlsProblem.HANDSHAKE)
    return PeerError(Outcome.RESET, error)
