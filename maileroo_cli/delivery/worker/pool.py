"""What a pool of workers does, wherever its work is done. The pools themselves are in ``inline`` and ``threads``."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Generic, Protocol, Self, TypeAlias, TypeVar


class Interruptible(Protocol):
    """What a worker works with: work that waits for it can be ended from another thread."""

    def interrupt(self) -> None:
        """Make work under way return soon; it may be called at any time, and several times."""
        ...


Resource = TypeVar("Resource", bound=Interruptible)
Task = TypeVar("Task")
Result = TypeVar("Result")
Task_contra = TypeVar("Task_contra", contravariant=True)

OpenResource: TypeAlias = Callable[[], AbstractContextManager[Resource]]


class Worker(Generic[Resource]):
    """Does one task after the other. Its resource is opened when it is first asked for, and closed with the worker.

    Where opening raises, it is tried again at the next time.
    """

    __slots__ = ("_open", "_resource", "_stack")

    def __init__(self, open_resource: OpenResource[Resource]) -> None:
        self._open = open_resource
        self._stack = ExitStack()
        self._resource: Resource | None = None

    @property
    def resource(self) -> Resource:
        """The worker's own."""
        if self._resource is None:
            self._resource = self._stack.enter_context(self._open())
        return self._resource

    def interrupt(self) -> None:
        """Make the task under way return soon, as far as it waits for the resource."""
        if (resource := self._resource) is not None:
            resource.interrupt()

    def close(self) -> None:
        """Close the resource, if it was opened."""
        self._stack.close()


class WorkerPool(Protocol[Task_contra, Result]):
    """Takes tasks and gives back what came of them. It belongs to one thread, and ends its work when it is left.

    As a context manager it raises at a good end what a worker raised and nobody has taken yet.
    """

    @property
    def room(self) -> int:
        """How many more tasks can be begun now."""
        ...

    @property
    def busy(self) -> int:
        """How many tasks were given whose result has not been taken."""
        ...

    def give(self, tasks: Sequence[Task_contra]) -> None:
        """Begin ``tasks``."""
        ...

    def take(self, seconds: float) -> list[Result]:
        """Return the results that are there, waiting up to real ``seconds`` for one; raise what a worker raised."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None: ...
