"""The receiver of ``--against`` and the demonstration: the server behind ``mhook listen``, in a thread of this process.

It checks each signature and answers 401 to what does not verify. It has an effect for an event wherever it answers 2xx
to it, as ``responder`` says; a request that its script lets fail has none. What it keeps goes with it.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack, nullcontext
from typing import TYPE_CHECKING, Any

from maileroo_cli.capture.store.limits import StoreLimits
from maileroo_cli.transport.embedded.responder import ActingResponder
from maileroo_cli.transport.embedded.specification import ReceiverSpecification
from maileroo_cli.transport.observer.look import Stopped, never
from maileroo_cli.transport.server.address import LOOPBACK, Address, bind
from maileroo_cli.transport.server.arrival import SilentReporter
from maileroo_cli.transport.server.config import ListenConfig
from maileroo_cli.transport.server.memory import MemoryStore
from maileroo_cli.transport.server.thread import ServingThread

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Self

    from maileroo_cli.capture.record import CaptureRecord
    from maileroo_cli.delivery.replay.records import AttemptRecord
    from maileroo_cli.webhook.signing.secret import Secret

PATH = "/webhook"
_KEPT = StoreLimits(captures=10_000, bytes=64 * 1024 * 1024)


class EmbeddedReceiver:
    """Listens on a port of 127.0.0.1 while it is entered; ``url`` is where. It is an ``Observer`` of its own effects.

    :meth:`count`, :meth:`look` and :meth:`captures` can be called from any thread, also after the end. It can be
    entered once.
    """

    per_event = True

    def __init__(self, specification: ReceiverSpecification, secret: Secret) -> None:
        self.turn: AbstractContextManager[Any] = nullcontext()
        self.url = ""
        """The URL of its webhook, once it is entered."""

        self._acting = ActingResponder(specification)
        self._secret = secret
        self._store = MemoryStore()

    def count(self, event_id: str) -> int:
        """Return how many effects there were for an event so far; one without an id cannot be asked for."""
        return self._acting.effects_of(event_id)

    def look(self, event_type: str, event_id: str, stopped: Stopped = never, body: bytes = b"") -> float:
        """Return the same for whoever looks before and after an attempt; an event without an id is its body."""
        return float(self.count(event_id) if event_id else self._acting.effects_of_body(body))

    def observer(self) -> EmbeddedObserver:
        """Return an observer of its effects for whoever opens and closes observers: the receiver goes on meanwhile."""
        return EmbeddedObserver(self)

    def recall(self, records: Iterable[AttemptRecord]) -> None:
        """Become what the receiver of an earlier process was after these attempts, before the first request comes."""
        from maileroo_cli.transport.embedded.recall import recall

        recall(self._acting, self._secret, records)

    def captures(self) -> list[CaptureRecord]:
        """Return what has arrived so far, in order; a request is there as soon as its sender has the answer."""
        return [capture.record for capture in self._store.captures()]

    def interrupt(self) -> None:
        """Do nothing: no look takes long."""

    def __enter__(self) -> Self:
        from maileroo_cli.transport.server.listener import ListenServer

        config = ListenConfig([self._secret], self._acting, verify_first=True, keep=_KEPT, diagnoses=False)
        with ExitStack() as stack:
            bound = [stack.enter_context(one) for one in bind(Address((LOOPBACK,)))]
            server = ListenServer(bound, self._store, config, SilentReporter())
            self.url = server.url + PATH
            self._thread = ServingThread(server, "mhook-against")
            self._thread.start()
            stack.pop_all()  # from now on the listener closes them
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._thread.stop()
        if self._thread.failure is not None and error is None:
            raise self._thread.failure


class EmbeddedObserver:
    """Looks at the effects of a built-in receiver that somebody else has entered."""

    per_event = True

    def __init__(self, receiver: EmbeddedReceiver) -> None:
        self.turn: AbstractContextManager[Any] = nullcontext()
        self.look = receiver.look
        self.interrupt = receiver.interrupt

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Nothing is kept open."""
