"""Receivers that act on events as applications do, rightly and wrongly, with real sockets; and senders to them.

The senders make only the faults that these tests need: an answer that gets lost, two copies at one instant, a body cut
short, and a bit flipped. What they do travels over the sockets all the same.
"""

import json
import socket
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Self
from urllib.parse import urlsplit

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.delivery.fault.kind import Fault, FaultKind, Reach
from maileroo_cli.delivery.replay.records import AttemptResult, Delivery
from maileroo_cli.transport.client.request_head import encode_head
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.request import Request
from maileroo_cli.webhook.signing.secret import Secret
from maileroo_cli.webhook.signing.signature import SIGNATURE_HEADER, verify
from tests.receivers.raw import Peer

SECRET = Secret("It's a Secret to Everybody")
_PATIENCE = 30.0


class Application:
    """What a receiver's code does with each event. ``effects`` counts what it did, ``answers`` what it said, in order.

    ``act`` is called with the event id and returns a status; it must do as much about two events at a time as it wants.
    """

    def __init__(self, act: "Callable[[Application, str], int]", *, checks: bool = True) -> None:
        self.effects: Counter[str] = Counter()
        self.known: set[str] = set()
        self.lock = threading.Lock()
        self.both_checked = threading.Barrier(2)
        self.answers: list[int] = []
        self._act = act
        self._checks = checks

    def behave(self, peer: Peer) -> None:
        """Answer requests as long as they come."""
        while (data := peer.read()) is not None:
            head, _, body = data.partition(b"\r\n\r\n")
            status = self._take(head.decode("latin-1"), body)
            self.answers.append(status)
            peer.send(b"HTTP/1.1 %d Done\r\nContent-Length: 0\r\n\r\n" % status)

    def _take(self, head: str, body: bytes) -> int:
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head.split("\r\n"))}
        if self._checks and not verify(body, headers.get(SIGNATURE_HEADER), SECRET):
            return 401
        found = json.loads(body.decode("latin-1"))
        return self._act(self, str(found["event_id"]))


def deduplicating(application: Application, event_id: str) -> int:
    """Look and store in one step, as with a unique key; answer 200 to duplicates."""
    with application.lock:
        if event_id not in application.known:
            application.known.add(event_id)
            application.effects[event_id] += 1
    return 200


def charging_again(application: Application, event_id: str) -> int:
    """Never look."""
    application.effects[event_id] += 1
    return 200


def checking_then_inserting(application: Application, event_id: str) -> int:
    """Look first and store later: two copies at one instant both find nothing."""
    if event_id in application.known:
        return 200
    application.both_checked.wait(_PATIENCE)
    application.known.add(event_id)
    with application.lock:
        application.effects[event_id] += 1
    return 200


def refusing(application: Application, event_id: str) -> int:
    """Answer 409 to a duplicate."""
    with application.lock:
        if event_id in application.known:
            return 409
        application.known.add(event_id)
        application.effects[event_id] += 1
    return 200


class ActingSender:
    """Sends to a receiver; it makes ``lost``, ``duplicate``, ``corrupt`` and ``truncate`` happen."""

    def __init__(self, url: str) -> None:
        self._target = parse_target(url)
        self._sender = Sender(self._target, timeout=_PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._sender.close()

    def interrupt(self) -> None:
        """Do nothing."""

    def send(self, delivery: Delivery, number: int, fault: Fault | None) -> AttemptResult:
        """Make one attempt."""
        kind = None if fault is None else fault.kind
        request = delivery.request
        if kind is FaultKind.DUPLICATE:
            return self._send_twice(request)
        if kind is FaultKind.TRUNCATE:
            with self._connect() as connection:
                connection.sendall(encode_head(request, self._target) + request.body[: len(request.body) // 2])
            return AttemptResult(Attempt(Outcome.RESET, 0.001, phase=Phase.SENDING), Reach.PART)
        if kind is FaultKind.CORRUPT:
            request = replace(request, body=request.body.replace(b"delivered", b"deliverec"))
        attempt = self._sender.send(request)
        answers = () if attempt.status is None else (attempt.status,)
        if kind is FaultKind.LOST:
            attempt = Attempt(Outcome.TIMEOUT, 0.001, phase=Phase.WAITING)
            return AttemptResult(attempt, answers=answers, waited=30.0)
        return AttemptResult(attempt, Reach.ALTERED if kind is FaultKind.CORRUPT else Reach.WHOLE, answers)

    def _send_twice(self, request: Request) -> AttemptResult:
        """Send two copies, and the last byte of each only when both are there but for that."""
        whole = encode_head(request, self._target) + request.body
        connections = [self._connect() for _ in range(2)]
        for connection in connections:
            connection.sendall(whole[:-1])
        for connection in connections:
            connection.sendall(whole[-1:])
        statuses = [int(connection.recv(65_536).split()[1]) for connection in connections]
        for connection in connections:
            connection.close()
        best = 200 if 200 in statuses else statuses[0]
        return AttemptResult(Attempt(Outcome.ANSWERED, 0.001, best), answers=tuple(statuses))

    def _connect(self) -> socket.socket:
        address = urlsplit(self._target.url)
        return socket.create_connection((str(address.hostname), address.port or 0), timeout=_PATIENCE)


def faults(*kinds: FaultKind | None) -> Callable[[int, int], Fault | None]:
    """Return what chooses these faults, attempt by attempt, and none after them."""
    listed: Sequence[FaultKind | None] = kinds

    def choose(_: int, number: int) -> Fault | None:
        kind = listed[number - 1] if number <= len(listed) else None
        return None if kind is None else Fault(kind)

    return choose
