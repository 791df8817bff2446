"""Finding out why signatures do not verify while requests keep coming: one thread, and a bounded queue before it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import asyncio

    from maileroo_cli.capture.entry import Capture
    from maileroo_cli.transport.intake import Arrival
    from maileroo_cli.webhook.secret import Secret

_MOST_WAITING = 1000
_MOST_BYTES = 32 * 1024 * 1024
_TOO_MANY = "not diagnosed, since too many came at once: mhook captures show tells the cause"

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
        self._waiting = self._bytes = 0
        self._thread: threading.Thread | None = None

    def submit(self, arrival: Arrival, capture: Capture, seq: int, done: Done) -> None:
        """Diagnose one request; where too many are waiting, it is reported without a cause."""
        size = len(capture.content.body)
        if self._waiting >= _MOST_WAITING or self._bytes + size > _MOST_BYTES:
            done(arrival, seq, "", _TOO_MANY)
            return
        self._waiting += 1
        self._bytes += size
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()
        self._jobs.put(_Job(arrival, capture, seq, done))

    def close(self) -> None:
        """End the thread when it has finished what is waiting, or leave it behind after two seconds."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join(2)

    def _work(self) -> None:
        from maileroo_cli.capture.check import Checker

        checker = Checker(self._secrets)
        while (job := self._jobs.get()) is not None:
            if self._jobs.empty():
                checker = Checker(self._secrets)  # a new one looks more thoroughly again
            checked = checker.check(job.capture.record, "")
            codes = "+".join(cause.code for cause in checked.causes)
            self._loop.call_soon_threadsafe(self._finish, job, codes, checked.detail)

    def _finish(self, job: _Job, codes: str, detail: str) -> None:
        self._waiting -= 1
        self._bytes -= len(job.capture.content.body)
        job.done(job.arrival, job.seq, codes, detail)
