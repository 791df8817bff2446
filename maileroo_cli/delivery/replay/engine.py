"""The engine of a replay: many deliveries, each on its own schedule, every attempt in due order, on any clock.

It opens no socket, reads no clock of its own and prints nothing: a sender makes the attempts, a clock lets time pass,
a journal remembers, and whoever iterates shows. All clocks go through the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.fault.kind import Fault, FaultKind
from maileroo_cli.delivery.replay.journal import Journal, NoJournal
from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptSender, DeliveryEnd, DueAttempt
from maileroo_cli.delivery.replay.task import AttemptTask, FinishedAttempt, OpenAttemptSender, make_attempt
from maileroo_cli.delivery.worker.inline import InlinePool
from maileroo_cli.delivery.worker.threads import ThreadPool

if TYPE_CHECKING:
    from typing import TypeAlias

    from maileroo_cli.delivery.replay.clock import ReplayClock
    from maileroo_cli.delivery.schedule.definition import Schedule
    from maileroo_cli.delivery.worker.pool import WorkerPool

    AttemptPool: TypeAlias = WorkerPool[AttemptTask, FinishedAttempt]

ChooseFault = Callable[[int, int], Fault | None]
"""Says which fault an attempt meets: asked with the delivery's place in the run, and the attempt's number."""

# So long is waited at a time: a machine that slept is not noticed earlier, nor is Ctrl-C on Windows.
_LONGEST_WAIT = 0.5


def replay(
    pending: Iterable[DueAttempt],
    open_sender: OpenAttemptSender,
    clock: ReplayClock,
    schedule: Schedule,
    *,
    success: Success = Success.STRICT,
    choose: ChooseFault | None = None,
    journal: Journal | None = None,
    concurrency: int = 1,
) -> Generator[AttemptRecord, None, None]:
    """Make the attempts of all deliveries until each is accepted or given up, and yield each as it was made.

    Attempts are made in the order in which they are due. The next one of a delivery is due its wait after the failure
    of the one before was known (official, for Maileroo). ``choose`` says which fault an attempt meets, if any. What is
    yielded is in the ``journal`` already; an attempt is noted there before it is made.

    With ``concurrency`` 1 attempts are made one after the other in the calling thread, else by as many threads, which a
    clock that jumps cannot have. Closing the iterator stops everything; the attempts that are under way then have no
    outcome. What a sender or the journal raises is raised here.
    """
    engine = _Engine(pending, clock, schedule, success, choose, journal or NoJournal())
    pool: AttemptPool
    if concurrency == 1 or clock.jumps:
        pool = InlinePool[AttemptSender, AttemptTask, FinishedAttempt](open_sender, make_attempt, clock.sleep)
    else:
        pool = ThreadPool[AttemptSender, AttemptTask, FinishedAttempt](open_sender, make_attempt, concurrency)
    with pool:
        yield from engine.run(pool)


class _Engine:
    def __init__(
        self,
        pending: Iterable[DueAttempt],
        clock: ReplayClock,
        schedule: Schedule,
        success: Success,
        choose: ChooseFault | None,
        journal: Journal,
    ) -> None:
        # Two that are due at once come in the order of the run; no delivery is in here twice.
        self._heap = [(one.due, one.delivery.index, one) for one in pending]
        heapify(self._heap)
        self._clock = clock
        self._jumps = clock.jumps
        self._waits, self._elapsed, self._refusals = schedule.waits, schedule.elapsed, schedule.refusals
        self._success = success
        self._choose = choose
        self._journal = journal
        self._held: DueAttempt | None = None
        self._ahead: int | None = None
        """The delivery whose attempt has to come before the one that is held."""

        self._let_go: set[int] = set()

    def run(self, pool: AttemptPool) -> Generator[AttemptRecord, None, None]:
        """Make attempts until nothing is due any more."""
        try:
            yield from self._run(pool)
        except (GeneratorExit, KeyboardInterrupt):
            # What came of attempts before the stop is noted, although nobody takes it any more.
            for finished in pool.take(0):
                self._conclude(finished)
            self._journal.commit()
            raise

    def _run(self, pool: AttemptPool) -> Generator[AttemptRecord, None, None]:
        heap, journal, reach = self._heap, self._journal, self._clock.reach
        while heap or pool.busy:
            wait = _LONGEST_WAIT
            if heap and pool.room:
                wait = min(wait, reach(heap[0][0]))
                if not wait and (tasks := self._take(pool.room)):
                    journal.commit()
                    pool.give(tasks)
            if finished := pool.take(wait):
                record = [self._conclude(one) for one in finished]
                journal.commit()
                yield from record

    def _take(self, room: int) -> list[AttemptTask]:
        """Return attempts that are due now, at most ``room``, each noted in the journal."""
        heap, now = self._heap, self._clock.time()
        tasks: list[AttemptTask] = []
        while heap and len(tasks) < room and heap[0][0] <= now:
            pending = heappop(heap)[2]
            delivery = pending.delivery
            fault = None if self._choose is None else self._choose(delivery.index, pending.number)
            if fault is not None and fault.kind is FaultKind.REORDER and self._hold(pending):
                continue
            if self._held is not None and self._ahead is None and self._held.number == pending.number:
                self._ahead = delivery.index
            self._journal.begin(delivery, pending.number, pending.due, now)
            tasks.append(AttemptTask(pending, fault, now))
        return tasks

    def _hold(self, pending: DueAttempt) -> bool:
        """Hold an attempt until that of another event was made which has the same number.

        False where it was held before, or no other is known to come: what is still to fail may yet end otherwise.
        """
        index = pending.delivery.index
        if index in self._let_go:
            self._let_go.discard(index)
            return False
        if self._held is not None or not any(one.number == pending.number for _, _, one in self._heap):
            return False
        self._held = pending
        return True

    def _conclude(self, finished: FinishedAttempt) -> AttemptRecord:
        """Judge an attempt, note it, and plan the next one of its delivery."""
        (pending, fault, began), result = finished
        delivery, number, due, first = pending
        attempt = result.attempt
        accepted = self._success.is_met(attempt)
        ended = began + result.waited if self._jumps else self._clock.time()
        if first is None:
            first = due
        end = None
        if accepted:
            end = DeliveryEnd.ACCEPTED
        elif number > len(self._waits) or (attempt.status in self._refusals and attempt.outcome is Outcome.ANSWERED):
            end = DeliveryEnd.GIVEN_UP
        else:
            later = ended + self._waits[number - 1]
            heappush(self._heap, (later, delivery.index, DueAttempt(delivery, number + 1, later, first)))
        record = AttemptRecord(
            delivery, number, self._elapsed[number - 1], due, began, ended, fault, result, accepted, end
        )
        self._journal.end(record)
        if self._ahead == delivery.index and self._held is not None:
            held, self._held, self._ahead = self._held, None, None
            self._let_go.add(held.delivery.index)
            heappush(self._heap, (held.due, held.delivery.index, held))
        return record
