"""Passing captured requests on to an application, and its answers back: in threads, each with a sender of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from queue import SimpleQueue
from typing import NamedTuple

from maileroo_cli.capture.answer import make_answer
from maileroo_cli.delivery.attempt import Attempt, Outcome
from maileroo_cli.delivery.explanation import explain
from maileroo_cli.transport.client import DEFAULT_TIMEOUT, Sender
from maileroo_cli.transport.target import Target, parse_target
from maileroo_cli.transport.tls import Trust
from maileroo_cli.webhook.message import HOP_BY_HOP, Headers, Request

_THREADS = 16
_ANSWER_LIMIT = 1024 * 1024
_NOT_FORWARDED = HOP_BY_HOP | {"host", "content-length", "expect"}
_NOT_RETURNED = HOP_BY_HOP | {"content-length"}


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


class _Job(NamedTuple):
    request: Request
    done: Callable[[Forwarded], None]


class Forwarder:
    """Sends requests to one application from several threads; ``done`` is called in one of them."""

    def __init__(self, application: Application, threads: int = _THREADS) -> None:
        self._application = application
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._most = threads
        self._threads: list[threading.Thread] = []
        self._senders: list[Sender] = []
        self._idle = 0
        self._lock = threading.Lock()

    def submit(
        self, method: str, target: str, headers: Headers, body: bytes, done: Callable[[Forwarded], None]
    ) -> None:
        """Pass one request on. ``headers`` are latin-1, as captured; those that belong to a connection stay behind."""
        with self._lock:
            if not self._idle and len(self._threads) < self._most:
                thread = threading.Thread(target=self._work, daemon=True)
                self._threads.append(thread)
                thread.start()
            else:
                self._idle -= 1
        self._jobs.put(_Job(Request(method, target, _forwarded_headers(headers), body), done))

    def close(self) -> None:
        """Stop: what is on its way is broken off."""
        for sender in self._senders:
            sender.interrupt()
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(2)

    def _work(self) -> None:
        application = self._application
        sender = Sender(
            application.target, timeout=application.timeout, trust=application.trust, body_limit=_ANSWER_LIMIT
        )
        self._senders.append(sender)
        while (job := self._jobs.get()) is not None:
            path = job.request.url if application.keeps_paths and job.request.url.startswith("/") else None
            sender.aim(application.target if path is None else replace(application.target, path_and_query=path))
            attempt = sender.send(job.request)
            with self._lock:
                self._idle += 1
            job.done(read_attempt(attempt))
        sender.close()


def _forwarded_headers(headers: Headers) -> Headers:
    """Return what is passed on, as the sender takes it: text whose UTF-8 bytes are those that were captured."""
    named = {
        option.strip().lower() for name, value in headers if name.lower() == "connection" for option in value.split(",")
    }
    left = _NOT_FORWARDED | named
    return tuple(
        (name, value.encode("latin-1").decode("utf-8", "surrogateescape"))
        for name, value in headers
        if name.lower() not in left
    )


def read_attempt(attempt: Attempt) -> Forwarded:
    """Return the answer to give: the application's, or 502 where there was none and 504 where it came too late."""
    milliseconds = attempt.seconds * 1000
    if attempt.outcome is Outcome.ANSWERED and attempt.status is not None and attempt.status >= 200:
        if not attempt.body_truncated:
            headers = tuple((name, value) for name, value in attempt.headers if name.lower() not in _NOT_RETURNED)
            return Forwarded(attempt.status, headers, attempt.body, True, milliseconds)
        sentence = f"the answer is longer than {_ANSWER_LIMIT} bytes"
    else:
        sentence = explain(attempt)
    step = make_answer(504 if attempt.outcome is Outcome.TIMEOUT else 502, body=f"mhook: {sentence}\n".encode())
    return Forwarded(step.status, step.headers, step.body, False, milliseconds, sentence)
