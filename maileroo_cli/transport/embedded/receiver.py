"""The receiver of ``--against`` and the demonstration: the server behind ``mhook listen``, in a thread of this process.

It checks each signature and answers 401 to what does not verify. It has an effect for an event wherever it answers 2xx
to it, as ``responder`` says; a request that its script lets fail has none. What it keeps goes with it.
"""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.limits import StoreLimits
from maileroo_cli.capture.store.lock import Holder
from maileroo_cli.capture.store.writer import Store
from maileroo_cli.transport.embedded.responder import ActingResponder
from maileroo_cli.transport.embedded.specification import ReceiverSpecification
from maileroo_cli.transport.embedded.temporary_folder import STORE, TemporaryFolder
from maileroo_cli.transport.observer.look import Stopped, never
from maileroo_cli.transport.server.address import LOOPBACK, Address, bind
from maileroo_cli.transport.server.arrival import Arrival
from maileroo_cli.transport.server.config import ListenConfig

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Self

    from maileroo_cli.capture.record import CaptureRecord
    from maileroo_cli.delivery.replay.records import AttemptRecord
    from maileroo_cli.transport.server.listener import ListenServer
    from maileroo_cli.webhook.signing.secret import Secret

PATH = "/webhook"
_DOING = "mhook replay"
_LAST_WAIT = 5.0
_KEPT = StoreLimits(captures=10_000)


class EmbeddedReceiver:
    """Listens on a port of 127.0.0.1 while it is entered; ``url`` is where. It is an ``Observer`` of its own effects.

    :meth:`count` and :meth:`look` can be called from any thread, also after the end. ``trouble`` is what its store
    refused, in a sentence, if anything; a request that is not kept is answered with 507. It can be entered once.
    """

    per_event = True

    def __init__(self, specification: ReceiverSpecification, secret: Secret) -> None:
        self.turn: AbstractContextManager[Any] = nullcontext()
        self._acting = ActingResponder(specification)
        self._secret = secret
        self._told = _Told()
        self._failure: BaseException | None = None

    @property
    def url(self) -> str:
        """The URL of its webhook."""
        return self._told.url + PATH

    @property
    def trouble(self) -> str:
        """What is wrong with its store; empty where all is well."""
        return self._told.sentence

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
        """Return what has arrived so far, in order; a request is there as soon as its sender has the answer.

        To be called while the receiver is entered: what it keeps goes with it.
        """
        with Archive(self._folder.path / STORE) as archive:
            return [capture.record for capture in archive.captures()]

    def interrupt(self) -> None:
        """Do nothing: no look takes long."""

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._folder = stack.enter_context(TemporaryFolder(_DOING))
            self._listener = self._make(self._folder.path)
            self._thread = threading.Thread(target=self._run, name="mhook-against", daemon=True)
            stack.callback(self._stop)
            self._thread.start()
            self._told.ready_or_over.wait()
            self._opened = stack.pop_all()
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._opened.close()
        if self._failure is not None and error is None:
            raise self._failure

    def _stop(self) -> None:
        """End the thread, so that nothing is written into the folder any more; an interruption does not hurry it."""
        self._listener.stop_soon()
        try:
            while self._thread.is_alive():
                self._thread.join()
        finally:
            if self._thread.is_alive():
                self._thread.join(_LAST_WAIT)

    def _make(self, folder: Path) -> ListenServer:
        from maileroo_cli.transport.server.listener import ListenServer

        config = ListenConfig([self._secret], self._acting, verify_first=True, keep=_KEPT, diagnoses=False)
        with ExitStack() as stack:
            bound = [stack.enter_context(one) for one in bind(Address((LOOPBACK,)))]
            store = stack.enter_context(Store(folder / STORE, doing=_DOING))
            listener = ListenServer(bound, store, config, self._told)
            stack.pop_all()  # from now on the listener closes them
            return listener

    def _run(self) -> None:
        try:
            self._listener.run()
        except BaseException as error:  # noqa: BLE001 - it is raised in the caller's thread
            self._failure = error
        finally:
            self._told.ready_or_over.set()


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


class _Told:
    """Takes what the listener tells."""

    def __init__(self) -> None:
        self.ready_or_over = threading.Event()
        self.url = ""
        self.sentence = ""

    def ready(self, url: str) -> None:
        """Take where it listens."""
        self.url = url
        self.ready_or_over.set()

    def arrived(self, arrivals: Sequence[Arrival]) -> None:
        """Pass over it: a replay tells of its attempts itself."""

    def wrote(self, client: Holder, added: int, deleted: int) -> None:
        """Pass over it: nobody knows of this store."""

    def trouble(self, sentence: str) -> None:
        """Keep what is wrong with the store."""
        self.sentence = self.sentence or sentence
