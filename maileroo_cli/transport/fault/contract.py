"""What faults are made with: a receiver that can be sent to, and what goes wrong before it sees anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from maileroo_cli.delivery.attempt.outcome import Attempt
    from maileroo_cli.transport.client.contract import ReceiverSender
    from maileroo_cli.webhook.signing.request import Request


class FaultyEndpoint(Protocol):
    """A receiver that can be sent to."""

    @property
    def place(self) -> str:
        """How attempts name it."""
        ...

    @property
    def timeout(self) -> float:
        """The total time for one attempt in seconds."""
        ...

    def open(self) -> ReceiverSender:
        """Return a sender to it."""
        ...


class EarlyFaults(Protocol):
    """Makes attempts that never come as far as the receiver; only :meth:`interrupt` is for another thread."""

    def refuse(self, request: Request) -> Attempt:
        """Return an attempt whose connection was refused."""
        ...

    def fail_tls(self, request: Request) -> Attempt:
        """Return an attempt for which no TLS connection came about."""
        ...

    def answer(self, request: Request, status: int) -> Attempt:
        """Return an attempt that a gateway answered in the receiver's place."""
        ...

    def resolve(self) -> Attempt:
        """Return an attempt that found no address."""
        ...

    def interrupt(self) -> None:
        """Make what is under way in another thread return soon."""
        ...

    def close(self) -> None:
        """Close what is open."""
        ...
