"""Passing captured requests on to an application, and its answers back: in threads, each with a sender of its own."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from maileroo_cli.capture.answer.step import make_answer
from maileroo_cli.delivery.attempt.explanation import explain
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.worker.pool import Worker
from maileroo_cli.delivery.worker.threads import ThreadPool
from maileroo_cli.errors import MhookError
from maileroo_cli.transport.client.sender import DEFAULT_TIMEOUT, Sender
from maileroo_cli.transport.client.target import Target, parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.webhook.signing.request import HOP_BY_HOP, Headers, Request

_THREADS = 16
_ANSWER_LIMIT = 1024 * 1024
_NOT_FORWARDED = HOP_BY_HOP | {"host", "expect"}
_NOT_RETURNED = HOP_BY_HOP | {"content-length"}
_PATH = re.compile(r"[/?].*")
_ENDED = "mhook listen was ended before the application answered"


@dataclass(frozen=True, slots=True)
class Application:
    """Where requests are passed on to. ``timeout`` is the total time for one, in seconds.

    A URL without a path gets each request at the path that it came for, a URL with one gets all of them there.
    """

    target: Target
    timeout: float = DEFAULT_TIMEOUT
    trust: Trust | None = None

    @classmethod
    def of(cls, url: str, timeout: float = DEFAULT_TIMEOUT, trust: Trust | None = None) -> Application:
        """Return the application at ``url``; raise ``UsageError`` where that is no URL to send to."""
        return cls(parse_target(url), timeout, trust)

    @property
    def keeps_paths(self) -> bool:
        """Whether each request keeps its own path."""
        return self.target.path_and_query == "/"


class Forwarded(NamedTuple):
    """What came back: ``passed`` tells whether the application answered; otherwise the answer is a gateway's."""

    status: int
    headers: Headers
    body: bytes
    passed: bool
    milliseconds: float
    sentence: str = ""


class _ForwardJob(NamedTuple):
    request: Request
    done: Callable[[Forwarded], None]


class Forwarder:
    """Sends requests to one application from several threads; ``done`` is called in one of them."""

    def __init__(self, application: Application, threads: int = _THREADS) -> None:
        """Raise ``InputError`` where the certificates to be trusted cannot be used."""
        trust = application.trust or Trust()
        if application.target.scheme == "https":
            trust.context()
        self._application = replace(application, trust=trust)
        self._ended = threading.Event()
        self._pool = ThreadPool(self._open_sender, self._answer, threads, deliver=_hand_over)

    def submit(
        self, method: str, target: str, headers: Headers, body: bytes, done: Callable[[Forwarded], None]
    ) -> None:
        """Pass one request on. ``headers`` are latin-1, as captured; those that belong to a connection stay behind."""
        request = Request(method, target, _forwarded_headers(headers, len(body)), body)
        self._pool.give([_ForwardJob(request, done)])

    def close(self) -> None:
        """Stop: what is on its way is broken off. What does not end within a second is left behind."""
        self._ended.set()
        for job in self._pool.stop():
            job.done(_gateway(502, _ENDED))
        self._pool.close()
        self._pool.take(0)  # what went wrong in a thread is raised here, as nobody else would tell

    def _open_sender(self) -> Sender:
        application = self._application
        return Sender(
            application.target, timeout=application.timeout, trust=application.trust, body_limit=_ANSWER_LIMIT
        )

    def _answer(self, worker: Worker[Sender], job: _ForwardJob) -> Forwarded:
        try:
            return self._forward(worker.resource, job.request)
        except (OSError, ImportError) as error:  # no file may be left to open: it is tried again with the next one
            return _gateway(502, f"cannot pass it on ({getattr(error, 'strerror', None) or error})")

    def _forward(self, sender: Sender, request: Request) -> Forwarded:
        if self._ended.is_set():
            return _gateway(502, _ENDED)
        target = self._application.target
        if self._application.keeps_paths:
            target = replace(target, path_and_query=_path(request.url))
        sender.aim(target)
        try:
            attempt = sender.send(request)
        except MhookError as error:  # HTTP cannot carry it
            return _gateway(502, str(error))
        if self._ended.is_set() and attempt.outcome is not Outcome.ANSWERED:
            return _gateway(502, _ENDED, attempt.seconds * 1000)
        return read_attempt(attempt, request.method)


def _path(target: str) -> str:
    """Return the path and query of a request's target, which may also be a whole URL or ``*``."""
    if target.startswith("/"):
        return target
    _, _, rest = target.partition("://")
    found = _PATH.search(rest)
    return (found[0] if found[0].startswith("/") else f"/{found[0]}") if found else "/"


def _forwarded_headers(headers: Headers, size: int) -> Headers:
    """Return what is passed on, as the sender takes it: text whose UTF-8 bytes are those that were captured."""
    left = _NOT_FORWARDED | _named_by_connection(headers)
    return tuple(
        (name, str(size) if name.lower() == "content-length" else _bytes_as_text(value))
        for name, value in headers
        if name.lower() not in left
    )


def _bytes_as_text(value: str) -> str:
    return value.encode("latin-1").decode("utf-8", "surrogateescape")


def _named_by_connection(headers: Headers) -> set[str]:
    """Return the names of the headers that belong to this connection alone, in lower case."""
    values = [value for name, value in headers if name.lower() == "connection"]
    return {option.strip().lower() for value in values for option in value.split(",")}


def read_attempt(attempt: Attempt, method: str = "POST") -> Forwarded:
    """Return the answer to give: the application's, or 502 where there was none and 504 where it came too late."""
    milliseconds = attempt.seconds * 1000
    if attempt.outcome is Outcome.ANSWERED and attempt.status is not None and attempt.status >= 200:
        if not attempt.body_truncated:
            headers = _returned_headers(attempt, method)
            return Forwarded(attempt.status, headers, attempt.body, True, milliseconds)
        return _gateway(502, f"the answer is longer than {_ANSWER_LIMIT} bytes", milliseconds)
    return _gateway(504 if attempt.outcome is Outcome.TIMEOUT else 502, explain(attempt), milliseconds)


def _returned_headers(attempt: Attempt, method: str) -> Headers:
    """Return what goes back; the length of a body that HTTP leaves out here is told as the application told it."""
    left = _NOT_RETURNED | _named_by_connection(attempt.headers)
    if method == "HEAD" or attempt.status == 304:
        left -= {"content-length"}
    return tuple((name, value) for name, value in attempt.headers if name.lower() not in left)


def _gateway(status: int, sentence: str, milliseconds: float = 0.0) -> Forwarded:
    step = make_answer(status, body=f"mhook: {sentence}\n".encode())
    return Forwarded(step.status, step.headers, step.body, False, milliseconds, sentence)


def _hand_over(job: _ForwardJob, forwarded: Forwarded) -> None:
    job.done(forwarded)
