"""What every application in this process is, whichever interface it has, and what a request looks like to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from typing import Self

    from maileroo_cli.transport.app.body import RequestBody
    from maileroo_cli.transport.app.exchange import AppExchange, Fields
    from maileroo_cli.transport.app.kind import AppKind
    from maileroo_cli.transport.client.target import Target

Stopped: TypeAlias = Callable[[], bool]
"""Whether nobody wants to know any more."""

CLIENT = ("127.0.0.1", 50_000)
"""From where every request seems to come."""


class UnreadAnswerError(BrokenPipeError):
    """Ends an application whose answer goes on although the client has gone; it is no failure of the application."""

    def __init__(self) -> None:
        super().__init__("nobody reads the answer any more")


@dataclass(frozen=True, slots=True)
class AppRequest:
    """The head of a request as a server gives it to an application; ``fields`` have names in lower case."""

    method: str
    raw_target: bytes
    fields: Fields
    target: Target

    @property
    def raw_path(self) -> bytes:
        """The path as it was sent."""
        return self.raw_target.partition(b"?")[0]

    @property
    def path(self) -> bytes:
        """The path without its escapes."""
        return unquote_to_bytes(self.raw_path)

    @property
    def query(self) -> bytes:
        """What follows the question mark."""
        return self.raw_target.partition(b"?")[2]


def never() -> bool:
    """Never stop."""
    return False


class Application(Protocol):
    """An application that runs while its ``with`` block does. ``name`` is how messages call it.

    ``runs_in_caller`` tells that it is called in the thread that sends: then nothing can end one that takes too long.
    """

    name: str
    kind: AppKind
    runs_in_caller: bool

    def begin(self, request: AppRequest, body: RequestBody, exchange: AppExchange) -> None:
        """Begin to answer ``request``, and tell ``exchange`` what comes of it; nothing the application does raises."""
        ...

    def finish_background(self, seconds: float, stopped: Stopped = never) -> bool:
        """Wait until all that requests so far have left behind is done; return whether it surely is.

        That takes so many ``seconds`` at most, and ends soon where it is ``stopped``. Where something goes on of which
        nobody can know what it does, such as a task that looks for work now and then, nothing is sure. What was waited
        for in vain is not waited for again.
        """
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: object, error: object, trace: object) -> None: ...
