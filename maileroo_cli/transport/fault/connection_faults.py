"""Faults that an attempt meets before the receiver sees anything, made with real sockets that lead elsewhere.

What the sender sees is told as if the receiver had been asked: each attempt has the receiver's place.
"""

from __future__ import annotations

import socket
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.fault.kind import FaultKind
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.fault.fake_servers import HOST

if TYPE_CHECKING:
    from maileroo_cli.transport.client.target import Target
    from maileroo_cli.transport.fault.fake_servers import FakeServers
    from maileroo_cli.webhook.signing.request import Request

_PATIENCE = 30.0
"""In seconds, whatever the user's time-out: a fake server answers at once, Windows takes 2 s to find a port closed."""


class ConnectionFaults:
    """Makes attempts that never come as far as ``target``. It belongs to one thread, but for :meth:`interrupt`."""

    def __init__(self, target: Target, fake_servers: FakeServers) -> None:
        self._target = target
        self._fake_servers = fake_servers
        self._senders: dict[FaultKind, Sender] = {}

    def refuse(self, request: Request) -> Attempt:
        """Ask a port on which nothing listens."""
        return self._ask(FaultKind.REFUSE, self._elsewhere(self._fake_servers.ports.refusing), request)

    def fail_tls(self, request: Request) -> Attempt:
        """Ask a port at which no TLS connection comes about."""
        elsewhere = self._elsewhere(self._fake_servers.ports.tls)
        return self._ask(FaultKind.TLS, replace(elsewhere, scheme="https"), request)

    def answer(self, request: Request, status: int) -> Attempt:
        """Let a gateway answer in the receiver's place."""
        gateway = self._elsewhere(self._fake_servers.ports.gateway)
        path = f"/{status}{self._target.path_and_query}"
        return self._ask(FaultKind.STATUS, replace(gateway, path_and_query=path), request)

    def resolve(self) -> Attempt:
        """Ask the system's resolver for an address that is none, which it refuses without asking a server."""
        began = time.perf_counter()
        detail = "no address"
        try:
            socket.getaddrinfo("receiver.invalid", self._target.port, flags=socket.AI_NUMERICHOST)
        except OSError as error:
            detail = str(error)
        return Attempt(Outcome.DNS, time.perf_counter() - began, detail=detail, place=self._target.place)

    def interrupt(self) -> None:
        """Make a :meth:`send` under way in another thread return soon."""
        for sender in tuple(self._senders.values()):
            sender.interrupt()

    def close(self) -> None:
        """Close all connections to fake servers."""
        for sender in self._senders.values():
            sender.close()
        self._senders.clear()

    def _elsewhere(self, port: int) -> Target:
        return replace(self._target, scheme="http", host=HOST, port=port)

    def _ask(self, kind: FaultKind, fake_server: Target, request: Request) -> Attempt:
        """Send to a fake server, over the connection that is kept for this kind of fault."""
        sender = self._senders.get(kind)
        if sender is None:
            sender = self._senders[kind] = Sender(fake_server, timeout=_PATIENCE, trust=Trust(insecure=True))
        sender.aim(fake_server)
        return replace(sender.send(request), place=self._target.place)
