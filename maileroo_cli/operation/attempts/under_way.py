"""What was on its way when a sending was interrupted: counted by its senders, since nobody takes its results."""

from collections.abc import Callable
from typing import Self

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.transport.client.contract import ReceiverSender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.request import Request


class UnderWay:
    """Opens senders, and counts those of their requests of which a byte may have come to the receiver.

    With ``aims`` each request goes to the path of its own URL. ``follow`` is how many seconds an application in this
    process may work after its answer, to see whether it fails.
    """

    def __init__(self, open_sender: Callable[[], ReceiverSender], *, aims: bool = False, follow: float = 0.0) -> None:
        self._open_sender = open_sender
        self._follow = follow
        self._aims = aims
        self._senders: list[_CountingSender] = []

    def open(self) -> "_CountingSender":
        """Return one more sender; several threads may call this."""
        sender = _CountingSender(self._open_sender(), aims=self._aims, follow=self._follow)
        self._senders.append(sender)
        return sender

    @property
    def connected(self) -> int:
        """How many requests had a connection, so far; also those that were broken off."""
        return sum(one.connected for one in self._senders)

    def interrupt(self) -> None:
        """Break off what is under way, from another thread."""
        for one in list(self._senders):
            one.interrupt()


class _CountingSender:
    """A sender that counts its requests that had a connection; it belongs to one thread."""

    def __init__(self, sender: ReceiverSender, *, aims: bool, follow: float) -> None:
        self._sender = sender
        self._follow = follow
        self._aims = aims
        self._url = ""
        self.connected = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._sender.close()

    def send(self, request: Request) -> Attempt:
        """Send ``request`` as the sender does."""
        if self._aims and request.url != self._url:
            self._sender.aim(parse_target(request.url))
            self._url = request.url
        try:
            attempt = self._sender.send(request)
        except KeyboardInterrupt:
            self.connected += self._sender.phase.has_connection
            raise
        self.connected += attempt.phase.has_connection
        return self._sender.follow(attempt, self._follow)

    def interrupt(self) -> None:
        """Make a :meth:`send` under way return soon."""
        self._sender.interrupt()
