"""The request that goes through the stages, and what they need of the connection that it is answered on."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from maileroo_cli.capture.answer.step import Action, AnswerStep
from maileroo_cli.capture.entry import Capture

_LEAST = 0.001
"""So many milliseconds are stored at least: SQLite would store zero in fewer bytes than what takes its place."""


class Performed(Protocol):
    """Is told once that a delayed step has been done, or that the client has gone before."""

    def __call__(self, *, performed: bool) -> None:
        """Take note of it."""
        ...


class ClientConnection(Protocol):
    """The connection that a request came on: one request at a time, each answered before the next is taken.

    ``peer`` is the client's ``address:port``; ``to_head`` tells whether the request was a HEAD.
    """

    peer: str
    to_head: bool

    @property
    def gone(self) -> bool:
        """Whether the client has left, so that no answer can reach it."""
        ...

    @property
    def closing(self) -> bool:
        """Whether the answer under way is the last one."""
        ...

    def perform(self, step: AnswerStep, done: Performed | None = None) -> None:
        """Answer the request as ``step`` says; with ``done`` after its delay, and that is told."""
        ...

    def watch(self, left: Callable[[], None]) -> None:
        """Call ``left`` where the client leaves before it has an answer."""
        ...

    def send_answer(self, data: bytes, *, keeps: bool) -> None:
        """Write a whole answer and go on to the next request, or end the connection."""
        ...


class PendingRequest(NamedTuple):
    """A request that waits for its commit and its answer; ``began`` is on the loop's clock.

    ``step`` is what it is answered, ``None`` where an application is to be asked. ``detail`` is a fact about it.
    """

    connection: ClientConnection
    capture: Capture
    step: AnswerStep | None
    began: float
    detail: str = ""

    def to_store(self, now: float) -> Capture:
        """Return the capture as it is stored at ``now``: with how long its answer has taken so far, where it gets one.

        That is corrected after the answer, in place, since a row that grew would have to move.
        """
        entry, content = self.capture
        if entry.status is None:
            return self.capture
        return Capture(entry._replace(milliseconds=max((now - self.began) * 1000, _LEAST)), content)

    @property
    def size(self) -> int:
        """How many bytes it holds."""
        content = self.capture.content
        return len(content.head) + len(content.body) + len(content.trailers)


def is_late(step: AnswerStep) -> bool:
    """Return whether something happens only after a delay; that of a drip is between its bytes."""
    return bool(step.delay) and step.action is not Action.DRIP
