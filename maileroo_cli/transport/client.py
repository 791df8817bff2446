"""Sending requests over HTTP: one kept connection a sender, a total deadline, and answers read raw and bounded.

h11, the protocol engine beneath httpx, reads the answers. httpx itself is not used: its client costs more than three
times as much a request, so that threads could not keep up with a single bare one, and triples the time to start;
besides, it reads proxies from the environment, decompresses, and adds headers of its own. No proxy, cookie, redirect
or decompression is known here.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from maileroo_cli.delivery.attempt import Attempt
from maileroo_cli.delivery.clock import Clock, SystemClock
from maileroo_cli.delivery.outcome import Outcome, Phase
from maileroo_cli.errors import UnreachableError, UsageError
from maileroo_cli.transport.request_head import encode_head
from maileroo_cli.transport.stream import PeerError, Stream, open_stream
from maileroo_cli.transport.tls import Trust

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from maileroo_cli.transport.answer import Answer, AnswerReader
    from maileroo_cli.transport.target import Target
    from maileroo_cli.webhook.message import Request

DEFAULT_TIMEOUT = 30.0
LONGEST_TIMEOUT = 86_400
BODY_LIMIT = 65_536
# Receivers close idle connections after 2 s (gunicorn) or 5 s (uvicorn, Node); a request that crosses such a close on
# its way would be lost, so an idle connection is given up well before.
_IDLE_LIMIT = 1.0
_POLL = 0.1


class Sender:
    """Sends requests to one receiver, one after the other, over one connection that is kept while it can be.

    ``timeout`` is the total time for one request in seconds, from the name's resolution to the answer's last byte.
    A request is never sent twice: where a kept connection is found closed before the request is written, a new one is
    opened; once a byte has been written, a lost connection is the attempt's outcome, since the receiver may have acted.
    A sender belongs to one thread; only :meth:`interrupt` may be called from another.
    """

    def __init__(
        self,
        target: Target,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        trust: Trust | None = None,
        body_limit: int = BODY_LIMIT,
    ) -> None:
        """Raise ``UsageError`` for a ``timeout`` that cannot be, and ``InputError`` for a bad ``--cacert``.

        For ``https`` the certificates are loaded here, so that this is known before anything is sent.
        """
        if not 0 < timeout <= LONGEST_TIMEOUT:
            raise UsageError(
                f"cannot wait {timeout:g} s for an answer", f"give more than 0 and at most {LONGEST_TIMEOUT}"
            )
        self._target = target
        self._timeout = timeout
        self._body_limit = body_limit
        self._trust = trust or Trust()
        self._stream: Stream | None = None
        self._reader: AnswerReader | None = None
        self._idle_since = 0.0
        if target.scheme == "https":
            self._trust.context()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, request: Request) -> Attempt:
        """Send ``request`` to the target (its own URL is not looked at) and return what came of it.

        Nothing that a peer or the network does raises; a request that HTTP cannot carry raises ``UsageError``.
        """
        data = encode_head(request, self._target) + request.body
        began = time.perf_counter()
        deadline = time.monotonic() + self._timeout
        kept = self._take_kept(deadline)
        answer = None
        failure = None
        try:
            if not kept:
                self._open(deadline)
            answer = self._exchange(request, data)
            failure = answer.failure
        except PeerError as error:
            failure = error
        except BaseException:
            self.close()
            raise
        phase = self._stream.phase if self._stream is not None else failure.phase if failure else Phase.CONNECTING
        if failure is not None or answer is None or not answer.keeps or _asks_to_close(request):
            self.close()
        self._idle_since = time.monotonic()
        return self._attempt(answer, failure, phase, time.perf_counter() - began, reused=kept)

    def interrupt(self) -> None:
        """End the connection from another thread, so that a :meth:`send` under way returns soon."""
        if (stream := self._stream) is not None:
            stream.interrupt()

    def close(self) -> None:
        """Close the connection; the next :meth:`send` opens a new one."""
        stream, self._stream, self._reader = self._stream, None, None
        if stream is not None:
            stream.close()

    def _take_kept(self, deadline: float) -> bool:
        """Return whether the kept connection can be used once more; one that cannot is closed."""
        if self._stream is None:
            return False
        if time.monotonic() - self._idle_since > _IDLE_LIMIT or self._stream.is_stale():
            self.close()
            return False
        self._stream.begin(deadline)
        return True

    def _open(self, deadline: float) -> None:
        from maileroo_cli.transport.answer import AnswerReader

        self._stream = open_stream(self._target, self._trust, deadline)
        self._reader = AnswerReader(self._body_limit)

    def _exchange(self, request: Request, data: bytes) -> Answer:
        assert self._stream is not None  # noqa: S101 - for the type checker: _open has just set both
        assert self._reader is not None  # noqa: S101
        return self._reader.read(self._stream, request.method, self._stream.exchange_first(data))

    def _attempt(
        self, answer: Answer | None, failure: PeerError | None, phase: Phase, seconds: float, *, reused: bool
    ) -> Attempt:
        return Attempt(
            outcome=failure.outcome if failure is not None else Outcome.ANSWERED,
            seconds=seconds,
            status=answer.status if answer is not None else None,
            headers=answer.headers if answer is not None else (),
            body=answer.body if answer is not None else b"",
            body_truncated=answer is not None and answer.body_truncated,
            location=answer.location if answer is not None else None,
            phase=phase,
            problem=failure.problem if failure is not None else None,
            detail=failure.detail if failure is not None else "",
            place=self._target.place,
            reused=reused,
        )


def _asks_to_close(request: Request) -> bool:
    return any(name.lower() == "connection" and "close" in value.lower() for name, value in request.headers)


def wait_for(target: Target, seconds: float, *, clock: Clock | None = None) -> None:
    """Return as soon as ``target`` accepts a TCP connection; raise ``UnreachableError`` after ``seconds``.

    A name that is not known yet is asked for again, as containers get theirs when they start.
    """
    clock = clock or SystemClock()
    end = clock.now() + seconds
    plain = replace(target, scheme="http")
    while True:
        try:
            open_stream(plain, Trust(), time.monotonic() + max(_POLL, min(1.0, end - clock.now()))).close()
        except PeerError as error:
            if clock.now() + _POLL > end:
                what = f"{target.place} did not accept a connection within {seconds:g} s ({error.outcome})"
                raise UnreachableError(what, "is the receiver running, and on this port?") from None
        else:
            return
        clock.sleep(_POLL)
