"""The window of a load: processes that send, what they tell meanwhile, and what that comes to at the end."""

from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias

from maileroo_cli.delivery.attempt.clock import Clock
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import SlowClientsResult, WorkerResult
from maileroo_cli.delivery.load.tally import LoadTally
from maileroo_cli.errors import MhookError
from maileroo_cli.operation.load.results import LoadProgress, LoadStarted
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.load.address import find_address
from maileroo_cli.transport.load.worker.engine_process import EngineProcess, WorkerMessage, told_error
from maileroo_cli.transport.load.worker.job import LoadJob, latest_beginning
from maileroo_cli.webhook.signing.secret import Secret

SAMPLED = 100
"""Of so many accepted events an observer of single events is asked."""

_LEAD = 0.05
"""The seconds from the moment at which all are ready to the beginning."""

_READY_LIMIT = 120.0
_STOP_LIMIT = 5.0
_GRACE = 15.0
_WAIT = 0.1

WindowEvent: TypeAlias = LoadStarted | LoadProgress


@dataclass(slots=True)
class WindowWorker:
    """One process, and what it told: its ``progress``, and at the end its ``result``."""

    name: str
    progress: dict[str, Any] = field(default_factory=dict)
    result: dict[str, Any] | None = None
    has_ended: bool = False
    is_ready: bool = False

    def as_result(self, plan: LoadPlan) -> WorkerResult:
        """Return what is known of it; one that was lost told it last while it was sending."""
        if self.result is None:
            return WorkerResult(self.name, 0, int(self.progress.get("started", 0)), lost=True)
        started = int(self.result["tally"]["started"])
        return WorkerResult(self.name, started if plan.users else int(self.result["planned"]), started)


class SendingWindow:
    """What every window tells when it has ended, wherever its ``workers`` were.

    ``failures`` say why requests are missing, where some are. Ctrl-C before the window ``has_begun`` leaves nothing to
    be told.
    """

    def __init__(self, plan: LoadPlan, workers: list[WindowWorker], sampled: int) -> None:
        self.plan = plan
        self.workers = workers
        self.failures: list[str] = []
        self.interrupted = False
        self.has_begun = False
        self._sampled = sampled

    def run(self) -> Generator[WindowEvent, None, None]:
        """Yield how it stands until all have told what they did, or have ended.

        What keeps the window from beginning raises ``MhookError``. Where one is lost the others break off. Ctrl-C has
        all of them break off and is raised when they have told what they did; closing the iterator ends them at once.
        """
        raise NotImplementedError

    def results(self) -> tuple[WorkerResult, ...]:
        """Return what is known of each of them."""
        return tuple(worker.as_result(self.plan) for worker in self.workers)

    @property
    def _results(self) -> list[dict[str, Any]]:
        return [worker.result for worker in self.workers if worker.result is not None]

    def tally(self) -> LoadTally:
        """Return what all of them counted that were not lost."""
        whole = LoadTally(self.plan.interval_s, any_2xx=self.plan.any_2xx)
        for result in self._results:
            whole.merge(LoadTally.from_dict(result["tally"]))
        return whole

    @property
    def seconds(self) -> float:
        """When the last request ended, or when it was broken off, in seconds from the beginning."""
        return max((float(result["seconds"]) for result in self._results), default=0.0)

    @property
    def is_complete(self) -> bool:
        """Whether all requests were made."""
        return all(result.get("complete", True) for result in self._results)

    @property
    def at_limit(self) -> bool:
        """Whether a request that was due had to wait for a connection."""
        return any(result["at_limit"] for result in self._results)

    @property
    def samples(self) -> list[str]:
        """The bodies of some accepted events."""
        return [body for result in self._results for body in result["samples"]][: self._sampled]

    def slow(self) -> SlowClientsResult | None:
        """Return what came of the slow clients, where there were some."""
        if not self.plan.slow_clients:
            return None
        counts = (
            sum(result["slow"][what] for result in self._results)
            for what in ("started", "answered", "failed", "unfinished", "accepted")
        )
        return SlowClientsResult(self.plan.slow_clients, *counts)


class LoadWindow(SendingWindow):
    """Sends one plan from several processes, which begin at the same moment.

    ``sampled`` is whether bodies of accepted events are wanted afterwards.
    """

    def __init__(
        self, plan: LoadPlan, secret: Secret, clock: Clock, *, processes: int = 1, sampled: bool = False
    ) -> None:
        bound = min(processes, plan.count, plan.connections, plan.users or processes)
        workers = [WindowWorker(f"process {number}") for number in range(1, max(1, bound) + 1)]
        super().__init__(plan, workers, SAMPLED if sampled else 0)
        self._clock, self._secret = clock, secret
        self._messages: SimpleQueue[WorkerMessage] = SimpleQueue()
        self._processes: list[EngineProcess] = []

    def run(self) -> Generator[WindowEvent, None, None]:
        """Send, as :class:`SendingWindow` has it."""
        with ExitStack() as stack:
            try:
                self._start(stack)
                yield LoadStarted(self.plan, len(self.workers))
                self.has_begun = True
                for process in self._processes:
                    process.begin(_LEAD)
                yield from self._follow()
            except KeyboardInterrupt:
                self.interrupted = True
                if self.has_begun:
                    self._stop()
                raise

    def _start(self, stack: ExitStack) -> None:
        address = find_address(parse_target(self.plan.url))
        parts = len(self.workers)
        for part in range(parts):
            job = LoadJob(self.plan, self._secret, part, parts, -(-self._sampled // parts), address)
            process = EngineProcess(job, self._messages)
            stack.callback(process.close)
            self._processes.append(process)
        until = self._clock.now() + _READY_LIMIT
        while not all(worker.is_ready for worker in self.workers):
            self._take(_WAIT)
            if any(worker.has_ended for worker in self.workers) or self._clock.now() > until:
                raise MhookError("a process of mhook's own ended before the load began", "look how much memory is free")

    def _follow(self) -> Generator[WindowEvent, None, None]:
        latest = latest_beginning(self.plan) + self.plan.timeout + _GRACE
        until = self._clock.now() + _LEAD + latest
        told = 0.0
        while not all(worker.has_ended for worker in self.workers):
            self._take(_WAIT)
            if any(worker.has_ended and worker.result is None for worker in self.workers):
                self._stop()  # what is left of the load is not the one that was wanted
                return
            if self._clock.now() > until:  # one that hangs is lost, as one that was killed
                return
            progress = self._progress()
            if progress.seconds >= told + _WAIT:
                told = progress.seconds
                yield progress
        yield self._progress()

    def _stop(self) -> None:
        """Have all break off, and wait a while for what they tell."""
        for process in self._processes:
            process.stop()
        until = self._clock.now() + _STOP_LIMIT
        while not all(worker.has_ended for worker in self.workers) and self._clock.now() < until:
            self._take(_WAIT)

    def _take(self, seconds: float) -> None:
        """Take what has been told, waiting at most so long for it."""
        try:
            message = self._messages.get(timeout=seconds)
            while True:
                self._note(message)
                message = self._messages.get_nowait()
        except Empty:
            return

    def _note(self, message: WorkerMessage) -> None:
        worker, content = self.workers[message.part], message.content
        if content is None:
            worker.has_ended = True
        elif "error" in content:
            error = told_error(content)
            if not self.has_begun:
                raise error
            self.failures.append(f"{worker.name}: {error}")
        elif "ready" in content:
            worker.is_ready = True
        elif "progress" in content:
            worker.progress = content["progress"]
        elif "result" in content:
            worker.result = content["result"]
            if failure := content["result"]["failure"]:
                self.failures.append(f"{worker.name}: {failure}")

    def _progress(self) -> LoadProgress:
        """Return how all of them stand; the highest of several p99 stands for theirs together."""
        told = [worker.progress for worker in self.workers if worker.progress]
        # Of several the slowest counts, so that there is news only when all have told theirs.
        seconds = min((one["seconds"] for one in told), default=0.0) if len(told) == len(self.workers) else 0.0
        started, ended, failed, under_way = (
            sum(int(one[what]) for one in told) for what in ("started", "ended", "failed", "under_way")
        )
        due = started if self.plan.users else self.plan.arrivals.due_within(seconds)
        p99 = max((one["p99_s"] for one in told), default=0.0)
        return LoadProgress(seconds, due, started, ended, failed, under_way, p99)
