"""Slow clients: each sends its requests byte by byte, over a connection of its own, for as long as the load lasts.

Their connections are opened, read and closed by the engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maileroo_cli.transport.load.connection import EngineConnection


@dataclass(slots=True)
class SlowCounts:
    """What came of the slow clients' requests: each that was ``started`` is one of the others, or under way.

    ``accepted`` are those of the ``answered`` whose answer was a success.
    """

    started: int = 0
    answered: int = 0
    accepted: int = 0
    failed: int = 0
    unfinished: int = 0


@dataclass(slots=True)
class _SlowRequest:
    connection: EngineConnection
    data: bytes
    began: float
    sent: int = 0


class SlowClients:
    """``number`` clients that take turns with ``requests``; each request takes ``seconds`` to be sent."""

    def __init__(self, requests: Sequence[bytes], number: int, seconds: float) -> None:
        self._requests = requests
        self._number = number if requests else 0
        self._seconds = seconds
        self._clients: dict[int, _SlowRequest] = {}
        self.counts = SlowCounts()

    @property
    def open(self) -> int:
        """How many connections they hold."""
        return len(self._clients)

    def without_connection(self) -> list[int]:
        """Return the clients that have no request under way."""
        if len(self._clients) == self._number:
            return []
        return [client for client in range(self._number) if client not in self._clients]

    def began(self, client: int, connection: EngineConnection, now: float) -> None:
        """Note that a client has a new connection; its next request begins now."""
        data = self._requests[self.counts.started % len(self._requests)]
        self._clients[client] = _SlowRequest(connection, data, now)
        self.counts.started += 1

    def due(self, now: float) -> Iterator[tuple[EngineConnection, bytes]]:
        """Yield what each client has to send by now, where it has something."""
        for slow in list(self._clients.values()):
            share = min(1.0, (now - slow.began) / self._seconds)
            end = max(1, int(len(slow.data) * share))
            if end > slow.sent:
                yield slow.connection, slow.data[slow.sent : end]

    def sent(self, client: int, number: int) -> None:
        """Note that so many bytes went out."""
        if client in self._clients:
            self._clients[client].sent += number

    def answered(self, client: int, *, is_success: bool) -> None:
        """Note that a client's request was answered, perhaps before it was whole."""
        if self._clients.pop(client, None) is not None:
            self.counts.answered += 1
            self.counts.accepted += is_success

    def failed(self, client: int) -> None:
        """Note that a client's request failed, also where no connection could be opened for it."""
        if self._clients.pop(client, None) is None:
            self.counts.started += 1
        self.counts.failed += 1

    def broken_off(self) -> None:
        """Note that nobody waits for the rest."""
        self.counts.unfinished += len(self._clients)
        self._clients.clear()
