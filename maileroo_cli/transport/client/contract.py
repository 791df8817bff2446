"""What every sender does, over a socket or into an application, and what it writes a request in pieces to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from typing import Self

    from maileroo_cli.delivery.attempt.outcome import Attempt, Phase
    from maileroo_cli.transport.client.target import Target
    from maileroo_cli.webhook.signing.request import Request


class WriteTarget(Protocol):
    """What takes the bytes of one request; ``deadline`` is of the monotonic clock."""

    deadline: float

    def wait_for_answer(self, until: float) -> bool:
        """Wait until something is answered, or leave to go on is given; return whether that was in time."""
        ...

    def takes_more(self) -> bool:
        """Return whether more bytes are taken: not where the answer has come already."""
        ...

    def end_sending(self) -> None:
        """Tell that no more bytes come."""
        ...

    def reset_at_close(self) -> None:
        """End with a reset when it is closed."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


WriteStrategy: TypeAlias = Callable[[WriteTarget, bytes], Iterable[bytes]]
"""Takes a request's bytes apart into those that are sent one after the other; it may act on the target in between."""


class ReceiverSender(Protocol):
    """Sends requests to one receiver, one after the other, in one thread; :meth:`interrupt` alone is for another one.

    ``timeout`` is the total time for one request in seconds, and may be changed between two of them.
    """

    timeout: float

    def send(self, request: Request) -> Attempt:
        """Send ``request`` and return what came of it; nothing that a peer does raises."""
        ...

    def send_apart(self, request: Request, strategy: WriteStrategy | None = None) -> Attempt:
        """Send ``request`` over a connection of its own; ``strategy`` says in which pieces."""
        ...

    def follow(self, attempt: Attempt, seconds: float) -> Attempt:
        """Return the latest attempt with what is known of the work since its answer; that may take so many seconds."""
        ...

    def drop(self) -> None:
        """Close the connection that is kept, if there is one."""
        ...

    @property
    def sent_whole(self) -> bool:
        """Whether the latest request was sent to its end, so far as is known."""
        ...

    @property
    def phase(self) -> Phase:
        """How far the latest request had come, also where an exception broke it off."""
        ...

    def hindsight(self) -> Callable[[Attempt], Attempt]:
        """Return what tells the latest attempt again, with what became known of it after its answer."""
        ...

    def aim(self, target: Target) -> None:
        """Send to another path of the same receiver from now on."""
        ...

    def interrupt(self) -> None:
        """Make a :meth:`send` under way in another thread return soon."""
        ...

    def close(self) -> None:
        """Close what is open."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: object, error: object, trace: object) -> None: ...
