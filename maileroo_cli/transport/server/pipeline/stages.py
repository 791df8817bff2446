"""All stages in their order: what is judged waits for a commit together with others, and is then answered and reported.

All of it runs in the listener's loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from maileroo_cli.capture.store.failure import StoreError
from maileroo_cli.transport.server.arrival import Reporter
from maileroo_cli.transport.server.byte_budget import ByteBudget
from maileroo_cli.transport.server.config import ListenConfig
from maileroo_cli.transport.server.pipeline.pending_request import ClientConnection, PendingRequest
from maileroo_cli.transport.server.pipeline.stage_1_judge import RequestJudge
from maileroo_cli.transport.server.pipeline.stage_2_store import StoredCounts, StoreWriter
from maileroo_cli.transport.server.pipeline.stage_3_answer import OVERRUN, RequestAnswerer
from maileroo_cli.transport.server.pipeline.stage_4_diagnose import Diagnoser, Undiagnosed
from maileroo_cli.transport.server.pipeline.stage_5_report import ArrivalReporter
from maileroo_cli.transport.server.pipeline.store import ListenStore

if TYPE_CHECKING:
    from maileroo_cli.capture.http.framing import Received, Refused

_APPLICATION_GRACE = 0.75
"""So many seconds at most an application may still take to answer at the end."""


class RequestPipeline:
    """Takes requests from connections; :meth:`finish` and :meth:`close` when no more will come."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        store: ListenStore,
        config: ListenConfig,
        reporter: Reporter,
        budget: ByteBudget,
    ) -> None:
        self._loop = loop
        self._budget = budget
        self._forwarder = config.forwarder
        self._arrival_reporter = ArrivalReporter(reporter)
        if not config.prune_existing:
            store.spare_existing()
        self._store_writer = StoreWriter(loop, store, config.keep, reporter.trouble, self._wake)
        diagnoser = Diagnoser if config.diagnoses else Undiagnosed
        self._diagnoser = diagnoser(loop, config.secrets, self._store_writer, self._arrival_reporter, reporter.trouble)
        self._answerer = RequestAnswerer(
            loop, config.forwarder, self._store_writer, self._diagnoser, self._arrival_reporter, budget
        )
        self._judge = RequestJudge(config, loop.time)
        self._pending: list[PendingRequest] = []
        self._pending_bytes = 0
        self._flushing = False

    def take(self, connection: ClientConnection, received: Received) -> None:
        """Take a whole request: it is stored with the next commit, and answered after it."""
        self._add(self._judge.judge(connection, received))

    def take_refused(self, connection: ClientConnection, refused: Refused) -> None:
        """Take what arrived of a request that is refused: it is stored, answered, and the connection ended."""
        self._add(self._judge.judge_refused(connection, refused))

    def submit(self, job: Callable[[ListenStore], int]) -> asyncio.Future[int]:
        """Have a job done to the store between two commits."""
        return self._store_writer.submit(job)

    def look_after_store(self) -> None:
        """Tidy the store where nothing comes: what is kept also grows old."""
        self._store_writer.tidy(0)

    async def finish(self, seconds: float) -> None:
        """Let what was taken get its answer, for so many seconds at most; then break off what is still under way.

        What an application has not been asked yet is not waited for.
        """
        if self._forwarder is not None:
            self._forwarder.end_queue()
            await self._arrival_reporter.settle(min(seconds, _APPLICATION_GRACE))
            self._forwarder.close()
            await asyncio.sleep(0)  # what came of it may still have to be diagnosed
        await self._arrival_reporter.settle(seconds)
        self._diagnoser.close()
        await asyncio.sleep(0)

    async def close(self) -> None:
        """Commit and report what is still waiting, and close the store."""
        await self._store_writer.begin_closing()
        self._answerer.give_up()
        self._flush()
        self._store_writer.close()

    @property
    def stored(self) -> StoredCounts:
        """What became of the store, once all is closed."""
        return self._store_writer.counts

    def _add(self, pending: PendingRequest) -> None:
        self._arrival_reporter.expect()
        size = pending.size
        if self._pending and self._pending_bytes + size > self._budget.share:
            # The store is busy for so long that too much waits for it; and a client is not answered while it is read.
            self._loop.call_soon(self._answerer.refuse, [pending], OVERRUN)
            return
        self._pending_bytes += size
        self._budget.held += size
        self._pending.append(pending)
        self._schedule()

    def _wake(self) -> None:
        """Go on once the store can be written again, or has something to note."""
        if self._pending or self._store_writer.has_work:
            self._schedule()

    def _schedule(self) -> None:
        if not self._flushing and not self._store_writer.busy:
            self._flushing = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        """Commit what is waiting, then answer it."""
        self._flushing = False
        store_writer = self._store_writer
        if store_writer.busy:
            return
        batch, self._pending = self._pending, []
        if batch:
            self._budget.held -= self._pending_bytes
            self._pending_bytes = 0
            try:
                first = store_writer.commit([pending.to_store(self._loop.time()) for pending in batch])
            except StoreError:
                self._answerer.refuse(batch)
                store_writer.start_job()
                return
            self._answerer.answer(batch, first)
        store_writer.write_notes()
        store_writer.tidy(len(batch))
        store_writer.start_job()
