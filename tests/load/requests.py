"""Requests of tests, without a process that makes them: each is known by a signature of its own."""

from collections import deque
from collections.abc import Iterable
from hashlib import sha256

from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.request import ReadyRequest, RequestEnd


def signature_of(index: int) -> bytes:
    """Return what the request with this index is known by: 64 hexadecimal digits."""
    return sha256(b"%d" % index).hexdigest().encode()


def make_request(index: int, due: float, *, size: int = 120) -> ReadyRequest:
    """Return a request that is due at a time; its body has about ``size`` bytes."""
    body = b'{"event_id":"%d","padding":"%s"}' % (index, b"x" * size)
    head = b"POST /webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"
    data = head % len(body) + b"x-maileroo-signature: " + signature_of(index) + b"\r\n\r\n" + body
    return index, due, RequestKind.EVENT, index, -1, data


class PlannedSource:
    """A source of requests that are all there; it keeps what came of each."""

    def __init__(self, requests: Iterable[ReadyRequest]) -> None:
        self.queue: deque[ReadyRequest] = deque(requests)
        self.planned = len(self.queue)
        self.ends: list[tuple[ReadyRequest, float, float, RequestEnd]] = []
        self.unfinished: list[ReadyRequest] = []

    @property
    def is_over(self) -> bool:
        """Whether no request will come any more."""
        return True

    def fill(self, now: float) -> float | None:
        """Have nothing more."""
        return None

    def ended(self, request: ReadyRequest, began: float, ended: float, end: RequestEnd) -> None:
        """Keep what came of a request."""
        self.ends.append((request, began, ended, end))

    def broken_off(self, request: ReadyRequest, began: float) -> None:
        """Keep a request of which nobody knows what came."""
        self.unfinished.append(request)
