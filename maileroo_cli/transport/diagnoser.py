"""Finding out why signatures do not verify while requests keep coming: one thread, and a bounded queue before it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import asyncio

    from maileroo_cli.capture.entry import Capture
    from maileroo_cli.transport.intake import Arrival
    from maileroo_cli.webhook.secret import Secret

_MOST_WAITING = 1000
_MOST_BYTES = 32 * 1024 * 1024
_TOO_MANY = "not diagnosed, since too many came at once: mhook captures show tells the cause"
_ENDED = "not diagnosed, since mhook listen was ended: mhook captures show tells the cause"
_ENDING = 1.0

Done = Callable[["Arrival", int, str, str], None]


class _Job(NamedTuple):
    arrival: Arrival
    capture: Capture
    seq: int
    done: Done


class Diagnoser:
    """Calls ``done`` in the loop with the arrival, its row, the codes of the causes joined with ``+``, and a fact."""

    def __init__(self, loop: asyncio.AbstractEventLoop, secrets: Sequence[Secret]) -> None:
        self._loop = loop
        self._secrets = secrets
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._waiting: dict[int, _Job] = {}
        self._bytes = 0
        self._thread: threading.Thread | None = None
        self._closed = False

    def submit(self, arrival: Arrival, capture: Capture, seq: int, done: Done) -> None:
        """Diagnose one request; where too many are waiting, it is reported without a cause."""
        size = len(capture.content.body)
        if self._closed or len(self._waiting) >= _MOST_WAITING or self._bytes + size > _MOST_BYTES:
            done(arrival, seq, "", _ENDED if self._closed else _TOO_MANY)
            return
        job = self._waiting[seq] = _Job(arrival, capture, seq, done)
        self._bytes += size
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()
        self._jobs.put(job)

    def close(self) -> None:
        """End the thread, or leave it behind after a second; what was not diagnosed is reported without a cause."""
        self._closed = True
        if self._thread is not None:
            with suppress(Empty):
                while True:
                    self._jobs.get_nowait()
            self._jobs.put(None)
            self._thread.join(_ENDING)
        for job in list(self._waiting.values()):
            self._finish(job, "", _ENDED)

    def _work(self) -> None:
        from maileroo_cli.capture.check import Checker

        checker = Checker(self._secrets)
        while (job := self._jobs.get()) is not None:
            if self._jobs.empty():
                checker = Checker(self._secrets)  # a new one looks more thoroughly again
            checked = checker.check(job.capture.record, "")
            codes = "+".join(cause.code for cause in checked.causes)
            with suppress(RuntimeError):  # the loop has ended without waiting for this one
                self._loop.call_soon_threadsafe(self._finish, job, codes, checked.detail)

    def _finish(self, job: _Job, codes: str, detail: str) -> None:
        if self._waiting.pop(job.seq, None) is not None:
            self._bytes -= len(job.capture.content.body)
            job.done(job.arrival, job.seq, codes, detail)
