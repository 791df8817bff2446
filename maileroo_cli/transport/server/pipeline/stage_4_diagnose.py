"""Fourth stage: why a signature does not verify is found out in one thread, with a bounded queue before it.

Requests keep coming meanwhile. The causes themselves are searched for by ``capture.check``.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.transport.server.arrival import Arrival
from maileroo_cli.transport.server.pipeline.stage_2_store import StoreWriter
from maileroo_cli.transport.server.pipeline.stage_5_report import ArrivalReporter

if TYPE_CHECKING:
    import asyncio

    from maileroo_cli.capture.check.checker import Checker
    from maileroo_cli.capture.entry import Capture
    from maileroo_cli.webhook.signing.secret import Secret

_MOST_WAITING = 1000
_MOST_BYTES = 32 * 1024 * 1024
_TOO_MANY = "not diagnosed, since too many came at once: mhook captures show tells the cause"
_ENDED = "not diagnosed, since mhook listen was ended: mhook captures show tells the cause"
_ENDING = 1.0
_THOROUGH_AGAIN = 1.0
"""A checker that found no cause for some searches less thoroughly; after so many seconds there is a new one.

Without that pause a flood that is no faster than the search would be searched thoroughly for ever, at its own expense.
"""
_LONGEST_REST = 0.05
_SWITCH = 0.0005
"""How long the search may keep the interpreter from the loop at a time, in seconds: ten times less than by default."""


class _DiagnosisJob(NamedTuple):
    arrival: Arrival
    capture: Capture
    seq: int


class Diagnoser:
    """Has the store note the causes of what does not verify, and reports it with them, or without any."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        secrets: Sequence[Secret],
        store_writer: StoreWriter,
        arrival_reporter: ArrivalReporter,
    ) -> None:
        self._loop = loop
        self._secrets = secrets
        self._store_writer = store_writer
        self._arrival_reporter = arrival_reporter
        self._jobs: SimpleQueue[_DiagnosisJob | None] = SimpleQueue()
        self._waiting: dict[int, _DiagnosisJob] = {}
        self._bytes = 0
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()
        self._switch = 0.0

    def take(self, arrival: Arrival, capture: Capture, seq: int) -> None:
        """Diagnose one request, stored at row ``seq``; where too many are waiting, it is reported without a cause."""
        size = len(capture.content.body)
        if self._closed.is_set() or len(self._waiting) >= _MOST_WAITING or self._bytes + size > _MOST_BYTES:
            self._pass_on(arrival, seq, "", _ENDED if self._closed.is_set() else _TOO_MANY)
            return
        job = self._waiting[seq] = _DiagnosisJob(arrival, capture, seq)
        self._bytes += size
        if self._thread is None:
            self._switch = sys.getswitchinterval()
            sys.setswitchinterval(min(self._switch, _SWITCH))
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()
        self._jobs.put(job)

    def close(self) -> None:
        """End the thread, or leave it behind after a second; what was not diagnosed is reported without a cause."""
        self._closed.set()
        if self._thread is not None:
            with suppress(Empty):
                while True:
                    self._jobs.get_nowait()
            self._jobs.put(None)
            self._thread.join(_ENDING)
            sys.setswitchinterval(self._switch)
        for job in list(self._waiting.values()):
            self._finish(job, "", _ENDED)

    def _work(self) -> None:
        from maileroo_cli.capture.check.checker import Checker

        checker, since = Checker(self._secrets), time.monotonic()
        while (job := self._jobs.get()) is not None:
            if self._jobs.empty() and time.monotonic() - since > _THOROUGH_AGAIN:
                checker, since = Checker(self._secrets), time.monotonic()
            began = time.monotonic()
            codes, detail = _diagnose(checker, job.capture)
            with suppress(RuntimeError):  # the loop has ended without waiting for this one
                self._loop.call_soon_threadsafe(self._finish, job, codes, detail)
            # At least half of the time is the loop's, however many wait.
            self._closed.wait(min(time.monotonic() - began, _LONGEST_REST))

    def _finish(self, job: _DiagnosisJob, codes: str, detail: str) -> None:
        if self._waiting.pop(job.seq, None) is not None:
            self._bytes -= len(job.capture.content.body)
            self._pass_on(job.arrival, job.seq, codes, detail)

    def _pass_on(self, arrival: Arrival, seq: int, codes: str, detail: str) -> None:
        """Report a request; ``codes`` are those of the causes joined with ``+``, ``detail`` is a fact."""
        if codes:
            self._store_writer.add_cause(codes, seq)
        entry = arrival.entry._replace(cause=codes)
        self._arrival_reporter.report([arrival._replace(entry=entry, detail=detail)])


class Undiagnosed(Diagnoser):
    """Takes the place of a diagnoser where nobody wants to know the causes."""

    def take(self, arrival: Arrival, capture: Capture, seq: int) -> None:
        """Report the request at once, without a cause."""
        self._pass_on(arrival, seq, "", "")

    def close(self) -> None:
        """Do nothing: there is no thread."""


def _diagnose(checker: Checker, capture: Capture) -> tuple[str, str]:
    """Return the codes of the causes, and a fact.

    What finds causes is imported with the first search, for which there may be no file left to open.
    """
    try:
        checked = checker.check(capture.record, capture.entry.id)
    except (OSError, ImportError) as error:
        return "", f"not diagnosed ({getattr(error, 'strerror', None) or error}): mhook captures show tells the cause"
    return "+".join(cause.code for cause in checked.causes), checked.detail
