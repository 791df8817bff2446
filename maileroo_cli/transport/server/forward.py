"""Passing captured requests on to an application, and its answers back: in threads, each with a sender of its own.

What is changed of them on the way is in ``gateway``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from maileroo_cli.capture.entry import Capture
from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.worker.pool import Worker
from maileroo_cli.delivery.worker.threads import ThreadPool
from maileroo_cli.errors import MhookError
from maileroo_cli.transport.client.sender import DEFAULT_TIMEOUT, Sender
from maileroo_cli.transport.client.target import Target, parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.server.gateway import (
    ANSWER_LIMIT,
    Forwarded,
    forwarded_request,
    gateway_answer,
    read_attempt,
    request_path,
)
from maileroo_cli.webhook.signing.request import Request

_THREADS = 16
_ENDED = "mhook listen was ended before the receiver answered"


@dataclass(frozen=True, slots=True)
class ForwardTarget:
    """Where requests are passed on to. ``timeout`` is the total time for one, in seconds.

    A URL without a path gets each request at the path that it came for, a URL with one gets all of them there.
    """

    target: Target
    timeout: float = DEFAULT_TIMEOUT
    trust: Trust | None = None

    @classmethod
    def of(cls, url: str, timeout: float = DEFAULT_TIMEOUT, trust: Trust | None = None) -> ForwardTarget:
        """Return the application at ``url``; raise ``UsageError`` where that is no URL to send to."""
        return cls(parse_target(url), timeout, trust)

    @property
    def keeps_paths(self) -> bool:
        """Whether each request keeps its own path."""
        return self.target.path_and_query == "/"


class ForwardJob:
    """A request that waits for its turn, or is on its way; ``done`` is told what came of it."""

    __slots__ = ("capture", "done")

    def __init__(self, capture: Capture, done: Callable[[Forwarded], None]) -> None:
        self.capture = capture
        self.done = done


class Forwarder:
    """Sends requests to one application from several threads; ``done`` is called in one of them.

    A request waits here until a thread is free for it, and can be taken back until then.
    """

    def __init__(self, application: ForwardTarget, threads: int = _THREADS) -> None:
        """Raise ``InputError`` where the certificates to be trusted cannot be used."""
        trust = application.trust or Trust()
        if application.target.scheme == "https":
            trust.context()
        self._application = replace(application, trust=trust)
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._waiting: dict[ForwardJob, None] = {}
        self._pool = ThreadPool(self._open_sender, self._answer, threads, deliver=self._hand_over)

    def submit(self, capture: Capture, done: Callable[[Forwarded], None]) -> ForwardJob:
        """Pass one request on as soon as there is a thread for it."""
        job = ForwardJob(capture, done)
        with self._lock:
            self._waiting[job] = None
        self._begin_next()
        return job

    def withdraw(self, job: ForwardJob) -> bool:
        """Take back a job; false where it has been begun, so that the application may have seen the request."""
        with self._lock:
            waiting = job in self._waiting
            self._waiting.pop(job, None)
            return waiting

    def end_queue(self) -> None:
        """Begin nothing more; what still waits is answered that it came to nothing."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
            self._ended.set()
        for job in waiting:
            job.done(gateway_answer(502, _ENDED))

    def close(self) -> None:
        """Stop: what is on its way is broken off. What does not end within a second is left behind."""
        self.end_queue()
        for job in self._pool.stop():
            job.done(gateway_answer(502, _ENDED))
        self._pool.close()
        self._pool.take(0)  # what went wrong in a thread is raised here, as nobody else would tell

    def _begin_next(self) -> None:
        with self._lock:
            if self._waiting and self._pool.room and not self._ended.is_set():
                job = next(iter(self._waiting))
                del self._waiting[job]
                self._pool.give([job])

    def _hand_over(self, job: ForwardJob, forwarded: Forwarded) -> None:
        self._begin_next()
        job.done(forwarded)

    def _open_sender(self) -> Sender:
        application = self._application
        return Sender(application.target, timeout=application.timeout, trust=application.trust, body_limit=ANSWER_LIMIT)

    def _answer(self, worker: Worker[Sender], job: ForwardJob) -> Forwarded:
        try:
            return self._forward(worker.resource, forwarded_request(job.capture))
        except (OSError, ImportError, MemoryError) as error:  # no file may be left to open: the next one tries again
            return gateway_answer(502, f"cannot pass it on ({getattr(error, 'strerror', None) or error})")

    def _forward(self, sender: Sender, request: Request) -> Forwarded:
        target = self._application.target
        if self._application.keeps_paths:
            target = replace(target, path_and_query=request_path(request.url))
        sender.aim(target)
        try:
            attempt = sender.send(request)
        except MhookError as error:  # HTTP cannot carry it
            return gateway_answer(502, str(error))
        if self._ended.is_set() and attempt.outcome is not Outcome.ANSWERED:
            return gateway_answer(502, _ENDED, attempt.seconds * 1000)
        return read_attempt(attempt, request.method)
