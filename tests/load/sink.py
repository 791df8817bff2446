"""A receiver of one thread that does to each request what is asked for it, and counts what arrived and was answered.

A request is known by its signature, which also decides what is done to it. What can be done is in ``behaviours``.
"""

import heapq
import re
import selectors
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Self, TypeAlias

_LENGTH = re.compile(rb"^content-length: *([0-9]+)\r$", re.IGNORECASE | re.MULTILINE)
_SIGNATURE = re.compile(rb"^x-maileroo-signature: *([^\r]*)\r$", re.IGNORECASE | re.MULTILINE)


class Step(Enum):
    """What a behaviour may do besides sending bytes and waiting."""

    CLOSE = "close the connection in order"
    RESET = "end the connection with a TCP reset"
    IGNORE = "do nothing more until the client leaves"
    DIE = "reset all connections and listen no longer"


Steps: TypeAlias = tuple[bytes | float | Step, ...]
"""What is done to one request, in order: bytes are sent, a number is waited for in seconds."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done to a request; ``early`` does it when the head has come, without waiting for the body.

    ``answers`` tells whether all of it is a whole answer.
    """

    steps: Steps
    answers: bool = True
    early: bool = False


@dataclass(slots=True)
class _Request:
    """What is being read, and being done: ``size`` is that of the whole request in bytes."""

    signature: bytes
    size: int
    treatment: Treatment
    steps: list[bytes | float | Step]
    is_whole: bool = False
    has_answer: bool = False


@dataclass(slots=True, eq=False)
class _Connection:
    socket: socket.socket
    data: bytes = b""
    sending: bytes = b""
    wakes: float = 0.0
    request: _Request | None = None


class Sink:
    """Listens on 127.0.0.1 while the ``with`` block runs.

    ``heads`` counts requests whose head came, ``whole`` those that came whole, ``answered`` those for which all that
    was to be sent has been handed to the system; each by signature. ``choose`` is asked once for each head.
    """

    def __init__(self, choose: Callable[[bytes], Treatment]) -> None:
        self._choose = choose
        self.heads: Counter[bytes] = Counter()
        self.whole: Counter[bytes] = Counter()
        self.answered: Counter[bytes] = Counter()
        self.connections = 0
        self.died = False
        self._open: set[_Connection] = set()
        self._timers: list[tuple[float, int, _Connection]] = []
        self._timer_number = 0
        self._selector = selectors.DefaultSelector()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self._listener.setblocking(False)
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._ours, self._theirs = socket.socketpair()
        self._selector.register(self._theirs, selectors.EVENT_READ)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ending = False
        self._failure: BaseException | None = None

    @property
    def url(self) -> str:
        """The URL of the webhook."""
        return f"http://127.0.0.1:{self.port}/webhook"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End it when all that has come was read; what was counted stays. A second call does nothing."""
        self._ours.close()
        self._thread.join(30)
        assert not self._thread.is_alive()
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            while self._turn():
                pass
        except BaseException as error:  # noqa: BLE001  (raised in the thread of the test)
            self._failure = error
        finally:
            for one in list(self._open):
                self._close(one)
            self._listener.close()
            self._theirs.close()
            self._selector.close()

    def _turn(self) -> bool:
        """Do what can be done; false when the end was asked for and nothing is left that has come."""
        now = time.perf_counter()
        while self._timers and self._timers[0][0] <= now:
            self._advance(heapq.heappop(self._timers)[2])
        wait = max(0.0, self._timers[0][0] - now) if self._timers else None
        found = self._selector.select(0.0 if self._ending else wait)
        for key, _ in found:
            if key.fileobj is self._theirs:
                self._ending = True
                self._selector.unregister(self._theirs)
            elif key.fileobj is self._listener:
                self._accept()
            elif key.data in self._open:
                self._receive(key.data)
                self._advance(key.data)
        return bool(found) or not self._ending

    def _accept(self) -> None:
        try:
            while True:
                accepted, _ = self._listener.accept()
                accepted.setblocking(False)
                accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                one = _Connection(accepted)
                self.connections += 1
                self._open.add(one)
                self._selector.register(accepted, selectors.EVENT_READ, one)
        except OSError:  # no more, or the one has left already
            return

    def _receive(self, one: _Connection) -> None:
        try:
            data = one.socket.recv(262_144)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        one.data += data
        if not data:
            self._close(one)

    def _advance(self, one: _Connection) -> None:
        """Read requests and treat them, one after the other, until something has to be waited for."""
        while one in self._open:
            if one.request is None and not self._begin(one):
                return
            request = one.request
            assert request is not None
            if not request.is_whole and len(one.data) >= request.size:
                request.is_whole = True
                self.whole[request.signature] += 1
            if not (request.is_whole or request.treatment.early) or not self._treat(one, request):
                return
            if not request.is_whole:
                return
            one.data, one.request = one.data[request.size :], None

    def _begin(self, one: _Connection) -> bool:
        """Begin the next request, whose head has to be there."""
        end = one.data.find(b"\r\n\r\n") + 4
        if end < 4:
            return False
        head = one.data[: end - 2]
        length, signature = _LENGTH.search(head), _SIGNATURE.search(head)
        known_by = signature[1] if signature else b""
        treatment = self._choose(known_by)
        self.heads[known_by] += 1
        one.request = _Request(known_by, end + (int(length[1]) if length else 0), treatment, list(treatment.steps))
        return True

    def _treat(self, one: _Connection, request: _Request) -> bool:
        """Do the steps that are left; true when all are done."""
        while one in self._open:
            if one.sending and not self._send(one):
                return False
            if one.wakes > time.perf_counter():
                return False
            if not any(isinstance(later, bytes) for later in request.steps) and not request.has_answer:
                request.has_answer = True
                self.answered[request.signature] += request.treatment.answers
            if not request.steps:
                return True
            self._step(one, request)
        return False

    def _send(self, one: _Connection) -> bool:
        """Send what waits; true when nothing does any more."""
        try:
            one.sending = one.sending[one.socket.send(one.sending) :]
        except BlockingIOError:
            pass
        except OSError:
            self._close(one)
            return False
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if one.sending else 0)
        if events != self._selector.get_key(one.socket).events:
            self._selector.modify(one.socket, events, one)
        return not one.sending

    def _step(self, one: _Connection, request: _Request) -> None:
        match step := request.steps.pop(0):
            case bytes():
                one.sending = step
            case float():
                one.wakes = time.perf_counter() + step
                self._timer_number += 1
                heapq.heappush(self._timers, (one.wakes, self._timer_number, one))
            case Step.CLOSE:
                self._close(one)
            case Step.RESET:
                self._reset(one)
            case Step.IGNORE:
                one.wakes = float("inf")
            case Step.DIE:
                self._die()

    def _die(self) -> None:
        self.died = True
        self._selector.unregister(self._listener)
        self._listener.close()
        for one in list(self._open):
            self._reset(one)

    def _reset(self, one: _Connection) -> None:
        one.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._close(one)

    def _close(self, one: _Connection) -> None:
        self._open.discard(one)
        self._selector.unregister(one.socket)
        one.socket.close()
