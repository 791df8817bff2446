"""Looking at a receiver's effects before and after each attempt. How a look is taken is told in ``look``."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.fault.kind import Fault, Reach
from maileroo_cli.delivery.replay.records import AttemptResult, AttemptSender, Delivery
from maileroo_cli.errors import MhookError
from maileroo_cli.transport.observer.look import LookStopped, Observer

_NOT_MADE = AttemptResult(Attempt(Outcome.RESET, 0.0, detail="interrupted"), Reach.NOTHING)
"""What is returned where nobody uses it."""


class ObservedSender:
    """Takes a look before and after each attempt of ``sender``, and tells both with what came of it.

    A look before an attempt that fails raises, and nothing is sent. One after it does not: what came of the attempt is
    known and must not be lost. It is in ``failure`` then, and the next attempt raises it. ``stand_still`` gives a block
    in which no simulated time passes: what a look takes is not the receiver's. ``settle`` is called before the look
    after an attempt.
    """

    def __init__(
        self,
        sender: AttemptSender,
        observer: Observer,
        stand_still: Callable[[], AbstractContextManager[None]] = nullcontext,
        settle: Callable[[], object] = lambda: None,
    ) -> None:
        self._sender = sender
        self._observer = observer
        self._stand_still = stand_still
        self._settle = settle
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
            with self._stand_still():
                self._settle()
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
        with self._stand_still():
            return self._observer.look(delivery.event_type, delivery.event_id, self._is_stopped, delivery.request.body)
