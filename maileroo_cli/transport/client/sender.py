"""Sending requests over HTTP: one ``httpx.Client`` a sender, with a transport of our own beneath it.

The client knows no proxy, cookie or redirect, adds no header, and gives answers as they came. How bytes travel is in
``raw_transport``.
"""

from __future__ import annotations

import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from maileroo_cli.delivery.attempt.clock import Clock, SystemClock
from maileroo_cli.delivery.attempt.hint.connection import explain_connection
from maileroo_cli.delivery.attempt.outcome import Attempt, AttemptProblem, Outcome, Phase
from maileroo_cli.errors import UnreachableError, UsageError
from maileroo_cli.transport.client.connecting import open_stream
from maileroo_cli.transport.client.request_head import head_fields
from maileroo_cli.transport.client.stream import PeerError
from maileroo_cli.transport.client.tls import Trust

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    import httpx

    from maileroo_cli.transport.client.contract import WriteStrategy
    from maileroo_cli.transport.client.raw_transport import RawTransport
    from maileroo_cli.transport.client.response import Response
    from maileroo_cli.transport.client.target import Target
    from maileroo_cli.webhook.signing.request import Request

DEFAULT_TIMEOUT = 30.0
LONGEST_TIMEOUT = 86_400
BODY_LIMIT = 65_536
_POLL = 0.1
_IMPORTING = threading.Lock()
_UNUSED = "http://receiver.invalid/"
"""What the client is told: the transport knows its target, which httpx might refuse or write in another way."""


class Sender:
    """Sends requests to one receiver, one after the other, over one connection that is kept while it can be.

    ``timeout`` is the total time for one request in seconds, from the name's resolution to the answer's last byte.
    A request is never sent twice: where a kept connection is found closed before the request is written, a new one is
    opened; once a byte has been written, a lost connection is the attempt's outcome, since the receiver may have acted.
    It may be changed between two of them. A sender belongs to one thread; only :meth:`interrupt` may be called from
    another.
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
        _leave_out_httpx_program()
        import httpx

        from maileroo_cli.transport.client.raw_transport import BodyStream, RawTransport

        trust = trust or Trust()
        if target.scheme == "https":
            trust.context()
        self._target = target
        self.timeout = timeout
        self._url = httpx.URL(_UNUSED)
        self._make_request, self._make_body = httpx.Request, BodyStream
        self._transport: RawTransport = RawTransport(target, trust, body_limit)
        self._client: httpx.Client = httpx.Client(transport=self._transport, trust_env=False, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()

    def send(self, request: Request) -> Attempt:
        """Send ``request`` to the target (its own URL is not looked at) and return what came of it.

        Nothing that a peer or the network does raises; a request that HTTP cannot carry raises ``UsageError``.
        """
        built = self._make_request(
            request.method, self._url, headers=head_fields(request, self._target), stream=self._make_body(request.body)
        )
        began = time.perf_counter()
        self._transport.deadline = time.monotonic() + self.timeout
        with suppress(PeerError):  # the transport holds what came of it
            self._client.send(built, stream=True)
        return self._attempt(time.perf_counter() - began)

    def send_apart(self, request: Request, strategy: WriteStrategy | None = None) -> Attempt:
        """Send ``request`` over a connection of its own, closed afterwards; ``strategy`` says in which pieces."""
        self.drop()
        self._transport.write_strategy = strategy
        try:
            return self.send(request)
        finally:
            self._transport.write_strategy = None
            self.drop()

    def follow(self, attempt: Attempt, seconds: float) -> Attempt:
        """Return ``attempt`` as it is: of what a receiver does after its answer a connection tells nothing."""
        return attempt

    def drop(self) -> None:
        """Close the connection that is kept, if there is one."""
        self._transport.close()

    @property
    def sent_whole(self) -> bool:
        """Whether the latest request was sent to its end, so far as the system tells."""
        return self._transport.sent_whole

    @property
    def phase(self) -> Phase:
        """How far the latest request had come, also where an exception broke it off."""
        return self._transport.phase

    def hindsight(self) -> Callable[[Attempt], Attempt]:
        """Return what tells an attempt as it was: nothing more is known of a receiver than its answer."""
        return _as_it_was

    def aim(self, target: Target) -> None:
        """Send to another path of the same receiver from now on."""
        self._target = target
        self._transport.aim(target)

    def interrupt(self) -> None:
        """End the connection from another thread, so that a :meth:`send` under way returns soon."""
        self._transport.interrupt()

    def close(self) -> None:
        """Close the connection and the client."""
        self._client.close()

    def _attempt(self, seconds: float) -> Attempt:
        transport = self._transport
        answer, failure = transport.answer, transport.failure
        return Attempt(
            outcome=failure.outcome if failure is not None else Outcome.ANSWERED,
            seconds=seconds,
            status=answer.status if answer is not None else None,
            headers=answer.headers if answer is not None else (),
            body=answer.body if answer is not None else b"",
            body_truncated=answer is not None and answer.body_truncated,
            location=answer.location if answer is not None else None,
            phase=transport.phase,
            problem=failure.problem if failure is not None else _redirect_problem(self._target, answer),
            detail=failure.detail if failure is not None else "",
            place=self._target.place,
            reused=transport.reused,
        )


def _as_it_was(attempt: Attempt) -> Attempt:
    return attempt


def _redirect_problem(target: Target, answer: Response | None) -> AttemptProblem | None:
    if answer is None or answer.location is None:
        return None
    from maileroo_cli.transport.client.redirect import classify_redirect

    return classify_redirect(target, answer.location)


def _leave_out_httpx_program() -> None:
    """Import httpx without its command-line program, which, where Click is installed, brings rich and Pygments along.

    httpx itself does without where the program cannot be imported; the mark is taken away again.
    """
    program = "httpx._main"
    with _IMPORTING:
        if "httpx" not in sys.modules:
            sys.modules[program] = None  # type: ignore[assignment]
            try:
                import httpx  # noqa: F401
            finally:
                del sys.modules[program]


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
                failed = Attempt(error.outcome, seconds, problem=error.problem, place=target.place)
                raise _waited_in_vain(failed) from None
        else:
            return
        clock.sleep(_POLL)


def _waited_in_vain(attempt: Attempt) -> UnreachableError:
    """Return that ``attempt``, which lasted as long as the whole wait, was the last."""
    if attempt.outcome is Outcome.TIMEOUT:
        what, advice = f"{attempt.place} accepted no connection", explain_connection(attempt).advice
    else:
        what, advice = explain_connection(attempt)
    return UnreachableError(f"waited {attempt.seconds:g} s: {what}", advice)
