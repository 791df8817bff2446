"""The transport beneath ``httpx.Client``: one kept connection, a total deadline, answers read raw and bounded.

httpx's own transport has a time-out for each read and write, so that a receiver which drips could hold a request for
ever, and it cannot tell why a connection failed. h11, the protocol engine that it uses too, reads the answers here.
Imported only when something is sent, since importing httpx takes longer than all else.
"""

import time
from collections.abc import Iterable, Iterator
from typing import cast

import httpx

from maileroo_cli.delivery.attempt.outcome import AttemptProblem, Outcome, Phase
from maileroo_cli.transport.client.connecting import open_stream
from maileroo_cli.transport.client.contract import WriteStrategy
from maileroo_cli.transport.client.request_head import write_head
from maileroo_cli.transport.client.response import Response, ResponseReader
from maileroo_cli.transport.client.stream import PeerError, Stream
from maileroo_cli.transport.client.target import Target
from maileroo_cli.transport.client.tls import Trust

# Receivers close idle connections after 2 s (gunicorn) or 5 s (uvicorn, Node); a request that crosses such a close on
# its way would be lost, so an idle connection is given up well before.
_IDLE_LIMIT = 1.0
_LARGE = 262_144
"""A body of so many bytes is sent behind its head, not copied to be sent with it."""


class BodyStream(httpx.SyncByteStream):
    """A body's bytes as a stream that httpx hands on untouched; its own kind is read and measured once more."""

    def __init__(self, content: bytes = b"") -> None:
        self.content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self.content


_NOTHING = BodyStream()


class RawTransport(httpx.BaseTransport):
    """Carries the requests of one client to one receiver, one after the other.

    What came of the latest request is left in ``answer``, ``failure``, ``reused`` and ``sent_whole``: the client above
    is given the status alone, so that it builds no redirect, keeps no cookie and decompresses nothing. What a peer does
    raises ``PeerError``. With a ``write_strategy`` requests go in pieces.
    """

    def __init__(self, target: Target, trust: Trust, body_limit: int) -> None:
        self._target = target
        self._trust = trust
        self._body_limit = body_limit
        self._stream: Stream | None = None
        self._reader = ResponseReader(body_limit)
        self._idle_since = 0.0
        self.deadline = 0.0
        self.answer: Response | None = None
        self.failure: PeerError | None = None
        self.phase = Phase.CONNECTING
        self.reused = self.sent_whole = self._answered = False
        self.write_strategy: WriteStrategy | None = None

    @property
    def is_open(self) -> bool:
        """Whether a connection is kept."""
        return self._stream is not None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send ``request`` before the ``deadline`` (on the monotonic clock) and read the answer."""
        self.answer, self.failure, self.phase = None, None, Phase.CONNECTING
        self.sent_whole = False
        head = write_head(request.method, self._target, request.headers.raw)
        self.reused = self._take_kept()
        try:
            answer = self.answer = self._exchange(request.method, head, cast("BodyStream", request.stream).content)
        except PeerError as error:
            self.failure, self.phase = error, error.phase
            self._suspect_tls(error)
            self._look_back()
            self.close()
            raise
        except BaseException:
            self._look_back()
            self.close()
            raise
        self.failure = answer.failure
        self._answered = True
        self._look_back()
        if answer.failure is not None or not answer.keeps or _asks_to_close(request.headers.raw):
            self.close()
        self._idle_since = time.monotonic()
        return httpx.Response(answer.status or 500, stream=_NOTHING)

    def aim(self, target: Target) -> None:
        """Ask for another path of the same receiver from now on."""
        self._target = target

    def interrupt(self) -> None:
        """End the connection from another thread, so that a request under way returns soon."""
        if (stream := self._stream) is not None:
            stream.interrupt()

    def close(self) -> None:
        """Close the connection; the next request opens a new one."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _suspect_tls(self, error: PeerError) -> None:
        """Many a server for HTTPS closes what begins with plain HTTP; one that has answered is none of these."""
        if error.outcome is Outcome.RESET and self._target.scheme == "http" and not self._answered:
            stream = self._stream
            if stream is not None and not stream.first_bytes:
                error.problem = AttemptProblem.PERHAPS_HTTPS

    def _look_back(self) -> None:
        """Keep how far the request had come, if there was a connection."""
        if (stream := self._stream) is not None:
            self.phase, self.sent_whole = stream.phase, stream.sent_whole

    def _take_kept(self) -> bool:
        """Return whether the kept connection can be used once more; one that cannot is closed."""
        if self._stream is None:
            return False
        if time.monotonic() - self._idle_since > _IDLE_LIMIT or self._stream.is_stale():
            self.close()
            return False
        self._stream.begin(self.deadline)
        return True

    def _exchange(self, method: str, head: bytes, body: bytes) -> Response:
        if self._stream is None:
            self._stream = open_stream(self._target, self._trust, self.deadline)
            self._reader = ResponseReader(self._body_limit)
        pieces: Iterable[bytes]
        if self.write_strategy is not None:
            pieces = self.write_strategy(self._stream, head + body)
        else:
            pieces = (head + body,) if len(body) < _LARGE else (head, body)
        return self._reader.read(self._stream, method, self._stream.exchange_first(pieces))


def _asks_to_close(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(name.lower() == b"connection" and b"close" in value.lower() for name, value in headers)
