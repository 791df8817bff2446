"""The pool of one worker that does its tasks at once, in the calling thread: so their order is kept."""

from collections.abc import Callable, Sequence
from typing import Generic, Self

from maileroo_cli.delivery.worker.pool import OpenResource, Resource, Result, Task, Worker


class InlinePool(Generic[Resource, Task, Result]):
    """Calls ``run`` with the worker and each task. ``sleep`` lets time pass where there is nothing to be taken."""

    room = 1
    """A task is done as soon as it was given."""

    def __init__(
        self,
        open_resource: OpenResource[Resource],
        run: Callable[[Worker[Resource], Task], Result],
        sleep: Callable[[float], None],
    ) -> None:
        self._worker = Worker(open_resource)
        self._run = run
        self._sleep = sleep
        self._finished: list[Result] = []

    @property
    def busy(self) -> int:
        """How many results wait to be taken."""
        return len(self._finished)

    def give(self, tasks: Sequence[Task]) -> None:
        """Do ``tasks``; what one raises is raised here, and what came of those before it can still be taken."""
        for task in tasks:
            self._finished.append(self._run(self._worker, task))

    def take(self, seconds: float) -> list[Result]:
        """Return the results; where there are none, sleep."""
        if not self._finished:
            if seconds > 0:
                self._sleep(seconds)
            return []
        finished, self._finished = self._finished, []
        return finished

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        self._worker.close()
