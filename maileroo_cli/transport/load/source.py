"""Where the engine takes its requests from, and whom it tells what came of them."""

from collections import deque
from typing import Protocol

from maileroo_cli.delivery.load.request import ReadyRequest, RequestEnd


class RequestSource(Protocol):
    """Requests in the order in which they are due; the engine takes them from the left of ``queue``.

    All is called from the engine's thread. Times are in seconds from the beginning, as the engine's clock has them.
    """

    queue: deque[ReadyRequest]
    """What is ready; more may stand here than is due already."""

    @property
    def is_over(self) -> bool:
        """Whether no request will come any more, once ``queue`` is empty and none is under way."""
        ...

    def fill(self, now: float) -> float | None:
        """Put what there is into ``queue``, without waiting; return when to be asked again at the latest, if known.

        It is called whenever the engine has nothing to do, and whenever ``queue`` has run empty.
        """
        ...

    def ended(self, request: ReadyRequest, began: float, ended: float, end: RequestEnd) -> None:
        """Take what came of a request: each that was begun is told here, or to :meth:`broken_off`, once."""
        ...

    def broken_off(self, request: ReadyRequest, began: float) -> None:
        """Take a request that was under way when the run was broken off: nobody knows what came of it."""
        ...
