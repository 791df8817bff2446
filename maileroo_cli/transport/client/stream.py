"""One connection as a stream of bytes under a total deadline. How it comes about is in ``connecting``.

Time-outs of a socket count for each call alone, so that a receiver which drips a byte now and then could hold a
request for ever; here every call is given what is left of the one deadline. HTTP is not known here.
"""

from __future__ import annotations

import socket
import struct
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from maileroo_cli.delivery.attempt.outcome import AttemptProblem, Outcome, Phase
from maileroo_cli.transport.client.tls import later_tls_problem

if TYPE_CHECKING:
    from collections.abc import Iterable

_CHUNK = 65_536
_TLS_RECORD = b"\x15\x03"
_HTTP = b"HTTP/"
_HTTP2_FRAMES = (b"\x04", b"\x07")
"""SETTINGS, with which HTTP/2 begins, and GOAWAY, with which a server may end it at once (RFC 9113, section 6)."""

_FRAME_TYPE = 3
_CONNECTION_ITSELF = bytes(4)
_RESET = struct.pack("ii", 1, 0)


class PeerError(Exception):
    """What a peer or the network did; it never leaves ``transport``."""

    def __init__(
        self,
        outcome: Outcome,
        detail: object = "",
        problem: AttemptProblem | None = None,
        phase: Phase = Phase.CONNECTING,
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

    __slots__ = (
        "_breaks_off",
        "_early",
        "_socket",
        "_would_block",
        "at_end",
        "deadline",
        "first_bytes",
        "phase",
        "sent_whole",
    )

    def __init__(self, connected: socket.socket, would_block: tuple[type[OSError], ...], deadline: float) -> None:
        self._socket = connected
        self._would_block = would_block
        self._breaks_off = False
        self.begin(deadline)

    def begin(self, deadline: float) -> None:
        """Start a new request on this connection."""
        self.deadline = deadline
        self.phase = Phase.SENDING
        self.first_bytes = self._early = b""
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
        except PeerError as error:
            if failure is not None and error.problem is not AttemptProblem.CLIENT_CERTIFICATE:
                raise _lost(failure) from None
            raise
        if not self.first_bytes and failure is not None:
            raise _lost(failure)
        return self.first_bytes

    def receive(self) -> bytes:
        """Return the next bytes, empty at the end; raise ``PeerError``."""
        try:
            self._socket.settimeout(time_left(self.deadline))
            data = self._early or self._socket.recv(_CHUNK)
            self._early = b""
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

    @property
    def speaks_http2(self) -> bool:
        """Whether the answer begins with a frame of HTTP/2 that is about the connection itself."""
        first = self.first_bytes
        return first[_FRAME_TYPE : _FRAME_TYPE + 1] in _HTTP2_FRAMES and first[5:9] == _CONNECTION_ITSELF

    def wait_for_answer(self, until: float) -> bool:
        """Return whether the peer has sent something, waiting for it until then (on the monotonic clock)."""
        import selectors

        pending = getattr(self._socket, "pending", None)
        if pending is not None and pending():
            return True
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            return bool(selector.select(max(0.0, until - time.monotonic())))

    def takes_more(self) -> bool:
        """Wait until there is room to send more; return ``False`` as soon as the peer has answered or ended.

        What it answered is there for :meth:`receive`. A connection that was lost raises ``OSError``.
        """
        import selectors

        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ | selectors.EVENT_WRITE)
            while not self._has_come():
                if any(event & selectors.EVENT_WRITE for _, event in selector.select(time_left(self.deadline))):
                    return True
        return False

    def _has_come(self) -> bool:
        """Return whether the peer has sent something, or has ended; over TLS not what belongs to TLS itself."""
        self._socket.settimeout(0)
        try:
            self._early += self._socket.recv(_CHUNK)
        except self._would_block:
            return False
        return True

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
        """Tell the peer that nothing more comes, over TLS without a close_notify; what it answers can still be read."""
        # Not the method of an SSL socket either: to end TLS in one direction it would pass over what is answered.
        socket.socket.shutdown(self._socket, socket.SHUT_WR)

    def reset_at_close(self) -> None:
        """Let the connection end with a TCP reset instead of a proper end, whenever it is closed."""
        self._breaks_off = True
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)

    def close(self) -> None:
        """Close the connection, over TLS with a close_notify."""
        if not self._breaks_off:
            self._end_tls()
        self._socket.close()

    def _end_tls(self) -> None:
        """Say over TLS that nothing more comes (RFC 8446, section 6.1), and do not wait for the same from the peer."""
        unwrap = getattr(self._socket, "unwrap", None)
        if unwrap is None:
            return
        with suppress(OSError, ValueError):  # it takes no more, or has ended; and that the peer has yet to answer
            self._socket.settimeout(0)
            unwrap()

    def _send(self, data: bytes) -> None:
        self._socket.settimeout(time_left(self.deadline))
        sent = self._socket.send(data)
        while sent < len(data):
            self._socket.settimeout(time_left(self.deadline))
            sent += self._socket.send(memoryview(data)[sent:])


def time_left(deadline: float) -> float:
    """Return the seconds that are left until ``deadline``; raise ``TimeoutError`` where none are."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _lost(error: OSError) -> PeerError:
    """Return what a failure on an open connection means; systems disagree about its number, so that is not asked."""
    ssl = sys.modules.get("ssl")
    if ssl is not None and isinstance(error, ssl.SSLError):
        return PeerError(Outcome.TLS, error, later_tls_problem(error))
    problem = AttemptProblem.CONNECTION_RESET if isinstance(error, ConnectionResetError) else None
    return PeerError(Outcome.RESET, error, problem)
