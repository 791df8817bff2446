"""Ways in which a request goes over the wire other than whole: cut off, slowly, or held back at its last byte.

Each is a :data:`~maileroo_cli.transport.client.contract.WriteStrategy`, for one request. The tail of a request is
its body, or, where that is empty, the line break that ends its head: so nothing that lacks a part of its tail is a
whole request.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import TYPE_CHECKING

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.transport.client.stream import PeerError

if TYPE_CHECKING:
    from maileroo_cli.delivery.replay.clock import ReplayClock
    from maileroo_cli.transport.client.contract import WriteTarget

_LAST_WORDS = 0.5
_PIECES = 16


class CutOffWrite:
    """Sends about half of the tail, then ends the connection: properly, or with a reset.

    ``at`` is when that happened (of ``perf_counter``), ``None`` where it did not come so far. After a proper end the
    peer has half a second to answer what it got, and the deadline's rest if that is less.
    """

    def __init__(self, body_size: int, *, by_reset: bool) -> None:
        self._body_size = body_size
        self._by_reset = by_reset
        self.at: float | None = None

    def __call__(self, stream: WriteTarget, data: bytes) -> Iterator[bytes]:
        """Yield the part that is sent."""
        start = _tail(data, self._body_size)
        yield data[: start + (len(data) - start) // 2]
        self.at = time.perf_counter()
        if self._by_reset:
            stream.reset_at_close()
            stream.close()
            raise PeerError(Outcome.RESET)
        stream.end_sending()
        stream.deadline = min(stream.deadline, time.monotonic() + _LAST_WORDS)


class DripWrite:
    """Sends the tail in small pieces, with simulated ``seconds`` in all between them, but none beyond ``timeout``.

    ``paused`` are the simulated seconds that have passed so, ``slept`` the real ones. On every clock the peer has what
    the former have left of its time.
    """

    def __init__(
        self, body_size: int, seconds: float, timeout: float, clock: ReplayClock, stopped: Callable[[], bool]
    ) -> None:
        self._body_size = body_size
        self._seconds = seconds
        self._timeout = timeout
        self._clock = clock
        self._stopped = stopped
        self.paused = self.slept = 0.0

    def __call__(self, stream: WriteTarget, data: bytes) -> Iterator[bytes]:
        """Yield the head, then the tail piece by piece; raise ``TimeoutError`` where that takes too long."""
        start = _tail(data, self._body_size)
        yield data[:start]
        size = -(-(len(data) - start) // _PIECES)
        places = range(start, len(data), size)
        for place in places:
            self._pause(stream, self._seconds / len(places))
            yield data[place : place + size]

    def _pause(self, stream: WriteTarget, seconds: float) -> None:
        seconds = min(seconds, self._timeout - self.paused)
        began = time.monotonic()
        self._clock.pause(seconds, self._stopped)
        slept = time.monotonic() - began
        self.paused += seconds
        self.slept += slept
        if self._clock.jumps:  # then what really passed here is not what the sender has waited
            stream.deadline += slept - seconds
        if self.paused >= self._timeout or self._stopped():
            raise TimeoutError


class HeldBackWrite:
    """Sends all but the last byte, and that one when everybody has come to ``barrier``, or nobody else will."""

    def __init__(self, barrier: Barrier) -> None:
        self._barrier = barrier

    def __call__(self, stream: WriteTarget, data: bytes) -> Iterator[bytes]:
        """Yield the request but for its last byte, then that byte."""
        yield data[:-1]
        with suppress(BrokenBarrierError):  # the other copy came to nothing: this one goes on alone
            self._barrier.wait(max(0.0, stream.deadline - time.monotonic()))
        yield data[-1:]


def write_then_reset(stream: WriteTarget, data: bytes) -> Iterator[bytes]:
    """Send the request whole over a connection that ends with a reset whenever it is closed."""
    stream.reset_at_close()
    yield data


def _tail(data: bytes, body_size: int) -> int:
    return len(data) - (body_size or 2)
