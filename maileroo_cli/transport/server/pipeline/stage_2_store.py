"""Second stage: captures are committed; what becomes known later is added to them, and a thread tidies the store."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.capture.store.failure import StoreError
from maileroo_cli.capture.store.limits import StoreLimits
from maileroo_cli.capture.store.writer import CHECKPOINT_BYTES, StoredAnswer
from maileroo_cli.errors import InputError
from maileroo_cli.transport.server.pipeline.details import LateDetails
from maileroo_cli.transport.server.pipeline.store import ListenStore

if TYPE_CHECKING:
    from maileroo_cli.capture.entry import Capture

_PRUNE_EVERY = 1000
_OFTENEST, _RAREST = 1.0, 60.0
_MOST_UPDATES = 500
_MOST_WAITING = 16 * 1024 * 1024
"""So many bytes of applications' answers wait for the store at most, beside the byte budget; more is lost."""


class StoredCounts(NamedTuple):
    """How many captures were ``received`` and stored, and how many ``deleted`` by the limits.

    ``kept`` are those that the limits apply to and have left, ``left`` are all that are in the store.
    """

    received: int
    deleted: int
    kept: int
    left: int


class StoreWriter:
    """Owns the store until :meth:`close`. While it is ``busy`` nothing is to be committed.

    ``wake`` is called when it is free again, or has something to note. ``trouble`` is told in a sentence what the
    disk refuses, once until it works again.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        store: ListenStore,
        keep: StoreLimits,
        trouble: Callable[[str], None],
        wake: Callable[[], None],
    ) -> None:
        self._loop = loop
        self._store = store
        self._keep = keep
        self._trouble = trouble
        self._wake = wake
        self._answers: list[StoredAnswer] = []
        self._contents: list[tuple[bytes, bytes, int]] = []
        self.details = LateDetails(loop, wake)
        self._waiting, self._overflowed, self._forgetting = 0, False, False
        self._jobs: deque[tuple[Callable[[ListenStore], int], asyncio.Future[int]]] = deque()
        self._failing = self._untidy = self._closing = False
        self._under_way: asyncio.Future[None] | asyncio.Future[int] | None = None
        self._received = self._deleted = self._kept = self._left = self._since_pruned = 0
        self._pruned_at = -_RAREST
        self._every = _PRUNE_EVERY if keep.captures is None else min(max(keep.captures // 10, 1), _PRUNE_EVERY)
        self._pause = _RAREST if keep.seconds is None else min(max(keep.seconds / 10, _OFTENEST), _RAREST)
        self.busy = False

    def commit(self, captures: Sequence[Capture]) -> int:
        """Store captures and return the row of the first; ``StoreError`` where the disk takes none of them."""
        try:
            first = self._store.add(captures)
        except StoreError as error:
            if not self._failing:
                self._failing = True
                self._trouble(f"cannot store requests ({error}): they are answered with 507 until it works again")
            raise
        self._failing = False
        self._received += len(captures)
        return first

    def add_answer(self, answer: StoredAnswer, content: tuple[bytes, bytes] | None = None) -> None:
        """Note what a stored request was answered; ``content`` is an application's answer, its head and its body."""
        if content is not None:
            size = sum(map(len, content))
            if self._waiting + size > _MOST_WAITING:
                self._overflowed = True
                return
            self._waiting += size
            self._contents.append((*content, answer.seq))
        self._answers.append(answer)
        self._wake()

    def submit(self, job: Callable[[ListenStore], int]) -> asyncio.Future[int]:
        """Have a job done to the store for somebody else, in a thread, after what clients are waiting for."""
        result = self._loop.create_future()
        self._jobs.append((job, result))
        self._wake()
        return result

    @property
    def has_work(self) -> bool:
        """Whether something is to be added to stored requests, or to be done for somebody else."""
        return bool(self._answers or self._jobs or self.details.due)

    def start_job(self) -> None:
        """Begin with the next job where the store is free."""
        if self.busy or not self._jobs:
            return
        job, result = self._jobs.popleft()
        self.busy = True
        future = self._under_way = self._loop.run_in_executor(None, job, self._store)
        future.add_done_callback(lambda done: self._job_done(done, result))

    def write_notes(self) -> None:
        """Store what was noted; what the disk refuses is tried again the next time, until too much is waiting."""
        try:
            is_new = self._write_answers()
            if self.details.due or self._closing:
                is_new |= self.details.write(self._store)
        except StoreError as error:
            if self._closing or self._overflowed or len(self._answers) + len(self.details) > _MOST_UPDATES:
                self._forget_answers()
                self.details.forget()
                self._tell_forgotten(str(error))
            return
        if self._overflowed:
            self._tell_forgotten("the store is too slow for them")
        elif is_new:
            self._forgetting = False

    def _write_answers(self) -> bool:
        """Store the answers that were noted; tell whether there are any."""
        if not self._answers:
            return False
        self._store.set_answers(self._answers, self._contents)
        self._forget_answers()
        return True

    def tidy(self, added: int) -> None:
        """Where it is time, move the log and delete what is beyond the limits, in a thread; ``added`` are new."""
        if self._closing or self.busy:
            return
        self._since_pruned += added
        prunes = bool(self._keep) and self._is_time()
        if not prunes and self._store.unmoved < CHECKPOINT_BYTES:
            return
        if prunes:
            self._since_pruned, self._pruned_at = 0, self._loop.time()
        self.busy = True
        future = self._under_way = self._loop.run_in_executor(None, self._tidy, prunes)
        future.add_done_callback(self._tidied)

    async def begin_closing(self) -> None:
        """Wait until the store is free, and tidy it no more."""
        self._closing = True
        for _, result in self._jobs:
            result.cancel()
        self._jobs.clear()
        while self._under_way is not None and not self._under_way.done():
            await asyncio.wait([self._under_way])
        self.busy = False

    def close(self) -> None:
        """Store what was noted, delete what is beyond the limits, and close the store."""
        self.write_notes()
        try:
            if self._keep:
                self._prune()
            self._kept, self._left = self._store.count(limited=True), self._store.count()
        except (StoreError, InputError) as error:
            self._complain(f"cannot tidy the store ({error})")
        self._store.close()

    @property
    def counts(self) -> StoredCounts:
        """What became of the store, once it is closed."""
        return StoredCounts(self._received, self._deleted, self._kept, self._left)

    def _is_time(self) -> bool:
        """Whether enough has come, or enough time has passed, to look for what is beyond the limits."""
        limit, size = self._keep.bytes, self._store.size
        is_large = limit is not None and size is not None and size > limit + limit // 10
        pause = _OFTENEST if is_large else self._pause
        return self._since_pruned >= self._every or self._loop.time() - self._pruned_at >= pause

    def _tidy(self, prunes: bool) -> None:
        if prunes:
            self._prune()
        self._store.checkpoint()

    def _prune(self) -> None:
        self._deleted += self._store.prune(self._keep, time.time(), probes_first=True)

    def _job_done(self, done: asyncio.Future[int], result: asyncio.Future[int]) -> None:
        self.busy = False
        error = done.exception()
        if not result.done():
            result.set_result(done.result()) if error is None else result.set_exception(error)
        self._wake()

    def _tidied(self, future: asyncio.Future[None]) -> None:
        self.busy = False
        error = future.exception()
        if isinstance(error, StoreError):
            self._complain(f"cannot tidy the store ({error})")
        elif error is not None:
            raise error
        else:
            self._untidy = False
        self._wake()

    def _complain(self, sentence: str) -> None:
        """Tell of what can be done without, once until the store has been tidied again."""
        if not self._untidy and not self._failing:
            self._untidy = True
            self._trouble(sentence)

    def _forget_answers(self) -> None:
        self._answers, self._contents, self._waiting = [], [], 0

    def _tell_forgotten(self, reason: str) -> None:
        """Tell that answers, causes or durations are lost, once until some have been stored again."""
        self._overflowed = False
        if not self._forgetting:
            self._forgetting = True
            self._trouble(f"cannot keep what some stored requests were answered, or why they are invalid ({reason})")
