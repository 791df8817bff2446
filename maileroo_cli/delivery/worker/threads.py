"""Who makes the attempts of a replay: the calling thread, or several threads that each have a sender of their own."""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from maileroo_cli.delivery.fault.kind import Fault
from maileroo_cli.delivery.replay.records import AttemptResult, AttemptSender, DueAttempt

OpenAttemptSender = Callable[[], AbstractContextManager[AttemptSender]]

# Threads that have not ended by then are left behind; they are daemons, so the process can end.
_FAREWELL = 1.0


class AttemptTask(NamedTuple):
    """An attempt that is to be made now, at the simulated moment ``began``."""

    pending: DueAttempt
    fault: Fault | None
    began: float


class FinishedAttempt(NamedTuple):
    """An attempt and what came of it."""

    task: AttemptTask
    result: AttemptResult


class Work(Protocol):
    """Takes tasks and gives back what came of them; ``room`` is how many more it can take, ``busy`` how many it has."""

    @property
    def room(self) -> int:
        """How many more tasks can be begun now."""
        ...

    @property
    def busy(self) -> int:
        """How many tasks were given whose result has not been taken."""
        ...

    def give(self, tasks: Sequence[AttemptTask]) -> None:
        """Begin ``tasks``, no more than there is room for."""
        ...

    def take(self, seconds: float) -> list[FinishedAttempt]:
        """Return what has been finished, waiting up to real ``seconds`` for something."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Hand:
    """Makes one attempt after the other in the calling thread."""

    def __init__(self, open_sender: OpenAttemptSender, sleep: Callable[[float], None]) -> None:
        self._open_sender = open_sender
        self._sleep = sleep
        self._stack = ExitStack()
        self._sender: AttemptSender | None = None
        self._finished: list[FinishedAttempt] = []

    @property
    def room(self) -> int:
        """One, since a task is finished as soon as it was given."""
        return 1

    @property
    def busy(self) -> int:
        """How many results wait to be taken."""
        return len(self._finished)

    def give(self, tasks: Sequence[AttemptTask]) -> None:
        """Make the attempts."""
        if self._sender is None:
            self._sender = self._stack.enter_context(self._open_sender())
        send = self._sender.send
        for task in tasks:
            pending = task.pending
            self._finished.append(FinishedAttempt(task, send(pending.delivery, pending.number, task.fault)))

    def take(self, seconds: float) -> list[FinishedAttempt]:
        """Return the results; where there are none, sleep."""
        if not self._finished:
            if seconds > 0:
                self._sleep(seconds)
            return []
        finished, self._finished = self._finished, []
        return finished

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()


class Hands:
    """Makes up to ``size`` attempts at a time; a thread is started when it is first needed."""

    def __init__(self, open_sender: OpenAttemptSender, size: int) -> None:
        self._open_sender = open_sender
        self._size = size
        self._tasks: SimpleQueue[AttemptTask | None] = SimpleQueue()
        self._results: SimpleQueue[FinishedAttempt | BaseException] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._senders: list[AttemptSender] = []
        self._stopped = False
        self.busy = 0

    @property
    def room(self) -> int:
        """How many threads have nothing to do."""
        return self._size - self.busy

    def give(self, tasks: Sequence[AttemptTask]) -> None:
        """Hand the tasks to threads."""
        for task in tasks:
            self.busy += 1
            if len(self._threads) < self.busy:
                thread = threading.Thread(target=self._work, name=f"mhook-{len(self._threads)}", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._tasks.put(task)

    def take(self, seconds: float) -> list[FinishedAttempt]:
        """Return all results that are there, waiting for the first one."""
        finished: list[FinishedAttempt] = []
        try:
            result = self._results.get(timeout=seconds) if seconds > 0 else self._results.get_nowait()
            while True:
                if isinstance(result, BaseException):
                    raise result
                finished.append(result)
                self.busy -= 1
                result = self._results.get_nowait()
        except Empty:
            return finished

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped = True
        for sender in list(self._senders):
            sender.interrupt()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join(_FAREWELL / len(self._threads))

    def _work(self) -> None:
        try:
            with ExitStack() as stack:
                sender = stack.enter_context(self._open_sender())
                self._senders.append(sender)
                while (task := self._tasks.get()) is not None and not self._stopped:
                    pending = task.pending
                    self._results.put(FinishedAttempt(task, sender.send(pending.delivery, pending.number, task.fault)))
        except BaseException as error:  # noqa: BLE001 - it is raised in the caller's thread
            self._results.put(error)
