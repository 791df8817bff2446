"""Fourth stage: why a signature does not verify is found out in a process of its own, with a bounded queue before it.

Requests keep coming meanwhile. A thread waits for that process, and searches itself where there can be none; the causes
themselves are searched for by ``capture.check``.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.transport.server.arrival import Arrival
from maileroo_cli.transport.server.pipeline.cause_search import SHOW_TELLS, CauseSearch, FoundCause, InlineSearch
from maileroo_cli.transport.server.pipeline.search_process import ProcessSearch, SearchProcessError
from maileroo_cli.transport.server.pipeline.stage_2_store import StoreWriter
from maileroo_cli.transport.server.pipeline.stage_5_report import ArrivalReporter

if TYPE_CHECKING:
    import asyncio

    from maileroo_cli.capture.entry import Capture
    from maileroo_cli.webhook.signing.secret import Secret

_MOST_WAITING = 1000
_MOST_BYTES = 32 * 1024 * 1024
_TOO_MANY = f"not diagnosed, since too many came at once: {SHOW_TELLS}"
_TOO_LARGE = f"not diagnosed, since the body is larger than {_MOST_BYTES // 1024**2} MiB: {SHOW_TELLS}"
_ENDED = f"not diagnosed, since mhook listen was ended: {SHOW_TELLS}"
_LOST = f"not diagnosed, since the process that searched was ended: {SHOW_TELLS}"
_ENDING = 1.0
_THOROUGH_AGAIN = 1.0
"""A search that found no cause for some requests is less thorough then; after so many seconds it begins anew.

Without that pause a flood that is no faster than the search would be searched thoroughly for ever, at its own expense.
"""
_LONGEST_REST = 0.05
_SWITCH = 0.0005
"""How long a search in this process may keep the interpreter from the loop at a time: ten times less than by default,
in seconds."""


class _DiagnosisJob(NamedTuple):
    arrival: Arrival
    capture: Capture
    seq: int


class Diagnoser:
    """Has the store note the causes of what does not verify, and reports it with them, or without any.

    ``trouble`` is told in a sentence, once, that the search goes on in this process.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        secrets: Sequence[Secret],
        store_writer: StoreWriter,
        arrival_reporter: ArrivalReporter,
        trouble: Callable[[str], None],
    ) -> None:
        self._loop = loop
        self._secrets = secrets
        self._store_writer = store_writer
        self._arrival_reporter = arrival_reporter
        self._trouble = trouble
        self._jobs: SimpleQueue[_DiagnosisJob | None] = SimpleQueue()
        self._waiting: dict[int, _DiagnosisJob] = {}
        self._bytes = 0
        self._thread: threading.Thread | None = None
        self._process: ProcessSearch | None = None
        self._inline = InlineSearch(secrets)
        self._fell_back = False
        self._closed = threading.Event()
        self._switch = sys.getswitchinterval()

    def take(self, arrival: Arrival, capture: Capture, seq: int) -> None:
        """Diagnose one request, stored at row ``seq``; where too many are waiting, it is reported without a cause."""
        size = len(capture.content.body)
        if why := self._why_not(size):
            self._pass_on(arrival, seq, FoundCause("", why))
            return
        job = self._waiting[seq] = _DiagnosisJob(arrival, capture, seq)
        self._bytes += size
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()
        self._jobs.put(job)

    def _why_not(self, size: int) -> str:
        """Return why a body of ``size`` bytes is not searched now; empty where it is."""
        if self._closed.is_set():
            return _ENDED
        if size > _MOST_BYTES:
            return _TOO_LARGE
        return _TOO_MANY if len(self._waiting) >= _MOST_WAITING or self._bytes + size > _MOST_BYTES else ""

    def close(self) -> None:
        """End the search, or leave it behind after a second; what was not diagnosed is reported without a cause."""
        self._closed.set()
        if self._thread is not None:
            with suppress(Empty):
                while True:
                    self._jobs.get_nowait()
            self._jobs.put(None)
            if self._process is not None:
                self._process.end()
            self._thread.join(_ENDING)
            sys.setswitchinterval(self._switch)
        for job in list(self._waiting.values()):
            self._finish(job, FoundCause("", _ENDED))

    def _work(self) -> None:
        """Do what waits, one after the other, until the end: the thread's life.

        The first is searched here: one wrong signature needs no process, whose start may take longer than the search.
        """
        search: CauseSearch = self._inline
        first, since = True, time.monotonic()
        while (job := self._jobs.get()) is not None:
            if not first and self._process is None and not self._fell_back:
                search = self._open()
            first = False
            anew = self._jobs.empty() and time.monotonic() - since > _THOROUGH_AGAIN
            began = time.monotonic()
            since = began if anew else since
            try:
                found = search.find(job.capture, anew=anew)
            except SearchProcessError as error:
                search, found = self._fall_back(error), FoundCause("", _LOST)
            self._call_soon(self._finish, job, found)
            if self._process is None:
                # At least half of the time is the loop's, however many wait.
                self._closed.wait(min(time.monotonic() - began, _LONGEST_REST))
        if self._process is not None:
            self._process.close()

    def _open(self) -> CauseSearch:
        """Return what searches: a process, and where none can be started this thread."""
        try:
            search = self._process = ProcessSearch(self._secrets)
            search.begin()
        except SearchProcessError as error:
            return self._fall_back(error)
        return search

    def _fall_back(self, why: SearchProcessError) -> CauseSearch:
        """Go on in this thread; that is told, unless it is the end."""
        self._fell_back = True
        if self._process is not None:
            self._process.close()
            self._process = None
        if not self._closed.is_set():
            self._call_soon(
                self._trouble, f"the process that searches for causes {why}: mhook listen searches itself now"
            )
            sys.setswitchinterval(min(self._switch, _SWITCH))
        return self._inline

    def _call_soon(self, function: Callable[..., None], *arguments: object) -> None:
        with suppress(RuntimeError):  # the loop has ended without waiting for this one
            self._loop.call_soon_threadsafe(function, *arguments)

    def _finish(self, job: _DiagnosisJob, found: FoundCause) -> None:
        if self._waiting.pop(job.seq, None) is not None:
            self._bytes -= len(job.capture.content.body)
            self._pass_on(job.arrival, job.seq, found)

    def _pass_on(self, arrival: Arrival, seq: int, found: FoundCause) -> None:
        """Report a request with what was found."""
        if found.codes:
            self._store_writer.details.add_cause(found.codes, seq)
        entry = arrival.entry._replace(cause=found.codes)
        detail = "; ".join(filter(None, (arrival.detail, found.detail)))  # the first is an application that failed
        self._arrival_reporter.report([arrival._replace(entry=entry, detail=detail)])


class Undiagnosed(Diagnoser):
    """Takes the place of a diagnoser where nobody wants to know the causes."""

    def take(self, arrival: Arrival, capture: Capture, seq: int) -> None:
        """Report the request at once, without a cause."""
        self._pass_on(arrival, seq, FoundCause("", ""))

    def close(self) -> None:
        """Do nothing: there is no thread."""
