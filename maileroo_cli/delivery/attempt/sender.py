"""What makes one attempt at a time, what it is given, and what is told of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.webhook.signing.request import Request


class HasRequest(Protocol):
    """Whatever has a request to send, with what the caller wants to know of it afterwards."""

    @property
    def request(self) -> Request:
        """The request to send."""
        ...


class RequestSender(Protocol):
    """What makes one attempt at a time."""

    def send(self, request: Request) -> Attempt:
        """Send ``request`` and return what came of it; nothing that a peer does raises."""
        ...

    def interrupt(self) -> None:
        """Make a :meth:`send` under way in another thread return soon."""
        ...


OpenSender: TypeAlias = Callable[[], AbstractContextManager[RequestSender]]
Item = TypeVar("Item", bound=HasRequest)


@dataclass(frozen=True, slots=True)
class SendResult(Generic[Item]):
    """An item, the attempt made with it, and when that began, in seconds since 1970 in UTC."""

    item: Item
    attempt: Attempt
    began: float
