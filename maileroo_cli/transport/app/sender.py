"""Sending requests into an application in this process, with the interface of the sender over sockets."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.errors import UsageError
from maileroo_cli.transport.app.exchange import AppExchange
from maileroo_cli.transport.app.failure import after_ours
from maileroo_cli.transport.app.stream import AppStream
from maileroo_cli.transport.client.redirect import classify_redirect
from maileroo_cli.transport.client.request_head import encode_head
from maileroo_cli.transport.client.sender import BODY_LIMIT, DEFAULT_TIMEOUT, LONGEST_TIMEOUT
from maileroo_cli.transport.client.stream import PeerError
from maileroo_cli.webhook.signing.hiding import Hiding

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from maileroo_cli.transport.app.interface.application import Application
    from maileroo_cli.transport.client.contract import WriteStrategy
    from maileroo_cli.transport.client.target import Target
    from maileroo_cli.webhook.signing.request import Request
    from maileroo_cli.webhook.signing.secret import Secret

_MOMENT = 0.25
"""Seconds in which an exception may follow the answer that tells of it: some frameworks raise it again after that."""
_CRASHED = (500, [(b"content-type", b"text/plain; charset=utf-8")], b"Internal Server Error")


class _Told(TypedDict):
    """What an attempt tells of an exception."""

    traceback: str
    raised: str
    raised_at: str
    failed_afterwards: bool


class AppSender:
    """Sends requests to one application; it belongs to one thread, only :meth:`interrupt` may be called elsewhere.

    An exception that the application does not catch is answered with 500, as its server would; ``Attempt.traceback``
    tells it, without the secret that is ``hidden``. ``timeout`` is the total time for one request in seconds.
    """

    def __init__(
        self,
        application: Application,
        target: Target,
        *,
        timeout: float = DEFAULT_TIMEOUT,
        body_limit: int = BODY_LIMIT,
        hidden: Secret | None = None,
    ) -> None:
        """Raise ``UsageError`` for a ``timeout`` that cannot be."""
        if not 0 < timeout <= LONGEST_TIMEOUT:
            raise UsageError(
                f"cannot wait {timeout:g} s for an answer", f"give more than 0 and at most {LONGEST_TIMEOUT}"
            )
        self.timeout = timeout
        self._application = application
        self._target = target
        self._body_limit = body_limit
        self._hiding = Hiding() if hidden is None else Hiding(hidden)
        self._exchange: AppExchange | None = None
        self._stream: AppStream | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()

    def send(self, request: Request) -> Attempt:
        """Send ``request`` and return what came of it; a request that HTTP cannot carry raises ``UsageError``."""
        return self.send_apart(request)

    def send_apart(self, request: Request, strategy: WriteStrategy | None = None) -> Attempt:
        """Send ``request``; ``strategy`` says in which pieces."""
        wire = encode_head(request, self._target) + request.body
        exchange = self._exchange = AppExchange(self._body_limit, is_head=request.method == "HEAD", hiding=self._hiding)
        began = time.perf_counter()
        stream = self._stream = AppStream(self._application, self._target, exchange, time.monotonic() + self.timeout)
        failure = None
        try:
            for piece in (wire,) if strategy is None else strategy(stream, wire):
                stream.write(piece)
            in_time = exchange.wait(stream.deadline) or exchange.is_over
            if not in_time or (self._application.runs_in_caller and exchange.was_late(stream.deadline)):
                failure = PeerError(Outcome.TIMEOUT)
        except PeerError as error:
            failure = error
        except TimeoutError:
            failure = PeerError(Outcome.TIMEOUT)
        finally:
            stream.close()
        seconds = time.perf_counter() - began
        self._wait_for_traceback(exchange)
        return self._attempt(exchange, failure, seconds)

    def follow(self, attempt: Attempt, seconds: float) -> Attempt:
        """Return the latest attempt with what the application has raised since, waiting so long for its end."""
        exchange = self._exchange
        if exchange is None or attempt.outcome is not Outcome.ANSWERED:
            return attempt
        exchange.wait_until_ended(time.monotonic() + seconds)
        return replace(attempt, **self._told(exchange))

    def drop(self) -> None:
        """Do nothing: no connection is kept."""

    @property
    def sent_whole(self) -> bool:
        """Whether the latest request was sent to its end."""
        return self._stream is not None and self._stream.is_whole

    @property
    def phase(self) -> Phase:
        """How far the latest request had come."""
        if self._stream is None or self._exchange is None:
            return Phase.CONNECTING
        if not self._stream.is_whole:
            return Phase.SENDING
        return Phase.WAITING if self._exchange.status is None else Phase.READING

    @property
    def error(self) -> BaseException | None:
        """The exception that the application raised or logged at the latest request, if any.

        Its traceback begins in the application or its framework.
        """
        error = None if self._exchange is None else self._exchange.error
        return None if error is None else error.with_traceback(after_ours(error.__traceback__))

    def hindsight(self) -> Callable[[Attempt], Attempt]:
        """Return what tells the latest attempt again, with an exception that was raised or logged after its answer."""
        exchange = self._exchange

        def tell(attempt: Attempt) -> Attempt:
            if exchange is None or attempt.traceback or not exchange.traceback:
                return attempt
            return replace(attempt, **self._told(exchange))

        return tell

    def aim(self, target: Target) -> None:
        """Send to another path of the same application from now on."""
        self._target = target

    def interrupt(self) -> None:
        """Make a :meth:`send` under way in another thread return soon."""
        if (exchange := self._exchange) is not None:
            exchange.interrupt()

    def close(self) -> None:
        """Do nothing: the application lives longer than its senders."""

    def _wait_for_traceback(self, exchange: AppExchange) -> None:
        if (exchange.is_broken or (exchange.status or 0) >= 500) and not exchange.traceback:
            exchange.wait_until_ended(time.monotonic() + _MOMENT)

    def _attempt(self, exchange: AppExchange, failure: PeerError | None, seconds: float) -> Attempt:
        outcome = Outcome.ANSWERED if failure is None else failure.outcome
        status, fields, body = exchange.status, exchange.headers, exchange.body
        if failure is None and not exchange.is_answered:
            if exchange.was_interrupted and not (exchange.has_ended or exchange.is_broken):
                outcome = Outcome.TIMEOUT
            elif status is None and self.sent_whole and not exchange.is_broken:
                status, fields, body = _CRASHED
            else:
                outcome = Outcome.RESET
        headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in fields)
        location = next((value for name, value in headers if name.lower() == "location"), None)
        if status is None or not 300 <= status < 400:
            location = None
        return Attempt(
            outcome,
            seconds,
            status,
            headers,
            body,
            exchange.body_truncated,
            location,
            Phase.READING if outcome is Outcome.ANSWERED else self.phase,
            None if location is None else classify_redirect(self._target, location),
            place=self._application.name,
            **self._told(exchange),
        )

    def _told(self, exchange: AppExchange) -> _Told:
        return {
            "traceback": exchange.traceback,
            "raised": exchange.raised,
            "raised_at": exchange.raised_at,
            "failed_afterwards": exchange.failed_afterwards,
        }
