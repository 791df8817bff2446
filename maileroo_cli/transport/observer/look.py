"""Looking at a receiver's effects before and after each attempt. How a look is taken is in ``observe_*``."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, Protocol

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.fault.kind import Fault, Reach
from maileroo_cli.delivery.replay.records import AttemptResult, AttemptSender, Delivery
from maileroo_cli.errors import MhookError, UsageError

if TYPE_CHECKING:
    from typing import Self

    from maileroo_cli.transport.client.tls import Trust

Stopped = Callable[[], bool]

TIME_LIMIT = 10.0
"""Seconds that one look may take."""

SIZE_LIMIT = 1024 * 1024
"""Bytes that one look may give."""


class LookStopped(Exception):  # noqa: N818 - it is no error, and never leaves this folder
    """A look was ended since nobody wants to know any more."""


class Observer(Protocol):
    """What takes looks, from any thread. ``per_event`` tells that a number is that of one event alone.

    ``turn`` is to be held from the look before an attempt to the one after it: with one number for all events, two
    attempts at a time would leave nobody knowing whose an effect is.
    """

    per_event: bool
    turn: AbstractContextManager[Any]

    def look(self, event_type: str, event_id: str, stopped: Stopped = ..., body: bytes = ...) -> float:
        """Return the number now; ``InputError`` or ``UnreachableError`` where there is none to be had.

        ``body`` is that of the event, for whoever knows one without an id by it.
        Once ``stopped`` it raises :class:`LookStopped`, soon.
        """
        ...

    def interrupt(self) -> None:
        """Make looks that wait for a peer look whether they were stopped; other ones can be taken afterwards."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: object, error: object, trace: object) -> None: ...


def never() -> bool:
    """Never stop."""
    return False


def make_turn(*, per_event: bool) -> AbstractContextManager[Any]:
    """Return what is held during an attempt."""
    return nullcontext() if per_event else threading.Lock()


def open_observer(
    command: str | None, url: str | None, path: str | None, *, trust: Trust | None = None
) -> Observer | None:
    """Return the observer that ``--observe-cmd``, ``--observe-url`` and ``--observe-path`` ask for, if any.

    What contradicts itself or cannot be read raises ``UsageError``. Nothing is run or asked yet.
    """
    if command is not None and url is not None:
        raise UsageError("--observe-cmd and --observe-url both say how effects are counted", "give one of them")
    if command is None and url is None:
        if path is not None:
            raise UsageError("--observe-path has nothing to look into", "give --observe-cmd or --observe-url as well")
        return None
    from maileroo_cli.transport.observer.number import parse_observe_path

    steps = None if path is None else parse_observe_path(path)
    if command is not None:
        from maileroo_cli.transport.observer.command import CommandObserver

        return CommandObserver(command, steps)
    from maileroo_cli.transport.observer.url import UrlObserver

    return UrlObserver(url or "", steps, trust)


class ObservedSender:
    """Takes a look before and after each attempt of ``sender``, and tells both with what came of it.

    A look before an attempt that fails raises, and nothing is sent. One after it does not: what came of the attempt is
    known and must not be lost. It is in ``failure`` then, and the next attempt raises it.
    """

    def __init__(self, sender: AttemptSender, observer: Observer) -> None:
        self._sender = sender
        self._observer = observer
        self._stopped = False
        self.failure: MhookError | None = None

    def send(self, delivery: Delivery, number: int, fault: Fault | None) -> AttemptResult:
        """Make the attempt, between two looks."""
        if self.failure is not None:
            raise self.failure
        with self._observer.turn:
            try:
                before = self._look(delivery)
            except LookStopped:
                return _NOT_MADE
            result = self._sender.send(delivery, number, fault)
            after = None
            try:
                after = self._look(delivery)
            except LookStopped:
                pass
            except MhookError as error:
                self.failure = error
            # Named one by one, as dataclasses.replace() takes three times as long.
            return AttemptResult(result.attempt, result.reach, result.answers, result.waited, before, after)

    def interrupt(self) -> None:
        """End the attempt under way, or the look."""
        self._stopped = True
        self._sender.interrupt()
        self._observer.interrupt()

    def _is_stopped(self) -> bool:
        return self._stopped

    def _look(self, delivery: Delivery) -> float:
        if self._stopped:
            raise LookStopped
        return self._observer.look(delivery.event_type, delivery.event_id, self._is_stopped, delivery.request.body)


_NOT_MADE = AttemptResult(Attempt(Outcome.RESET, 0.0, detail="interrupted"), Reach.NOTHING)
"""What is returned where nobody uses it."""
