"""What every application in this process is, whichever interface it has, and what a request looks like to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from typing import Self

    from maileroo_cli.transport.app.body import RequestBody
    from maileroo_cli.transport.app.exchange import AppExchange, Fields
    from maileroo_cli.transport.app.kind import AppKind
    from maileroo_cli.transport.client.target import Target

CLIENT = ("127.0.0.1", 50_000)
"""From where every request seems to come."""


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

    def finish_background(self, seconds: float) -> bool:
        """Wait until what requests have left behind is done; return whether that was within so many ``seconds``."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: object, error: object, trace: object) -> None: ...
