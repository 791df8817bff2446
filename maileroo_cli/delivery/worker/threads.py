"""The pool whose workers are threads: what is begun together is done at the same time."""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from queue import Empty, SimpleQueue
from typing import Generic, NamedTuple, Self

from maileroo_cli.delivery.worker.pool import OpenResource, Resource, Result, Task, Worker
from maileroo_cli.errors import MhookError

# Threads that have not ended by then are left behind; they are daemons, so the process can end.
_LAST_WAIT = 1.0
_POLL = 0.02


class _Failure(NamedTuple):
    """What a worker raised, among the results."""

    error: BaseException


class ThreadPool(Generic[Resource, Task, Result]):
    """Calls ``run`` with a worker and each task, in up to ``size`` threads; one is started when it is first needed.

    More tasks than there is room for wait for their turn. With ``deliver`` results are not kept to be taken: it is
    called with a task and its result, in the worker's thread, once there is room for another task.
    """

    def __init__(
        self,
        open_resource: OpenResource[Resource],
        run: Callable[[Worker[Resource], Task], Result],
        size: int,
        *,
        deliver: Callable[[Task, Result], None] | None = None,
    ) -> None:
        self._open_resource = open_resource
        self._run = run
        self._size = size
        self._deliver = deliver
        self._tasks: SimpleQueue[Task | None] = SimpleQueue()  # None ends one thread
        self._results: SimpleQueue[Result | _Failure] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._workers: list[Worker[Resource]] = []
        self._busy = 0
        self._lock = threading.Lock()

    @property
    def room(self) -> int:
        """How many more tasks find a worker that has nothing to do."""
        return max(0, self._size - self._busy)

    @property
    def busy(self) -> int:
        """How many tasks were given whose result was neither taken nor delivered."""
        return self._busy

    def give(self, tasks: Sequence[Task]) -> None:
        """Let the workers do ``tasks``, none of which is ``None``; this may be called from any thread."""
        for task in tasks:
            with self._lock:
                if len(self._threads) < min(self._busy + 1, self._size):
                    self._start_thread()
                self._busy += 1
            self._tasks.put(task)

    def take(self, seconds: float) -> list[Result]:
        """Return all results that are there, waiting for the first one; raise what a worker raised."""
        finished: list[Result] = []
        try:
            result = self._results.get(timeout=seconds) if seconds > 0 else self._results.get_nowait()
            while True:
                if isinstance(result, _Failure):
                    raise result.error
                finished.append(result)
                self._count_out()
                result = self._results.get_nowait()
        except Empty:
            return finished

    def stop(self) -> list[Task]:
        """Begin nothing more, and return the tasks that no worker has begun; what is under way goes on."""
        waiting: list[Task] = []
        with suppress(Empty):
            while True:
                if (task := self._tasks.get_nowait()) is not None:
                    waiting.append(task)
        for _ in self._threads:
            self._tasks.put(None)
        return waiting

    def close(self) -> None:
        """Stop, break off what is under way, and wait for that up to a second."""
        self.stop()
        end = time.monotonic() + _LAST_WAIT
        for thread in self._threads:
            while thread.is_alive() and time.monotonic() < end:
                for worker in tuple(self._workers):  # again and again, since one may only now have connected
                    worker.interrupt()
                thread.join(_POLL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        self.close()
        if kind is None:
            self.take(0)

    def _start_thread(self) -> None:
        worker = Worker(self._open_resource)
        number = len(self._threads)
        thread = threading.Thread(target=self._work, args=(worker,), name=f"mhook-worker-{number}", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:
            what = f"the system does not start thread {number + 1} of {self._size} for requests at the same time"
            raise MhookError(what, "raise its limit of processes, threads or memory") from error
        self._threads.append(thread)
        self._workers.append(worker)

    def _work(self, worker: Worker[Resource]) -> None:
        try:
            with closing(worker):
                while (task := self._tasks.get()) is not None:
                    self._do(worker, task)
        except BaseException as error:  # noqa: BLE001 - it is raised in the caller's thread
            self._results.put(_Failure(error))

    def _do(self, worker: Worker[Resource], task: Task) -> None:
        try:
            result = self._run(worker, task)
        except BaseException as error:  # noqa: BLE001 - it is raised in the caller's thread
            self._results.put(_Failure(error))
            self._count_out()
            return
        if self._deliver is None:
            self._results.put(result)
            return
        self._count_out()
        self._deliver(task, result)

    def _count_out(self) -> None:
        with self._lock:
            self._busy -= 1
