"""The sender that looks before and after each attempt."""

import threading
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Self

import pytest

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.fault.kind import Fault
from maileroo_cli.delivery.replay.clock import RunningClock
from maileroo_cli.delivery.replay.engine import replay
from maileroo_cli.delivery.replay.records import AttemptResult, Delivery
from maileroo_cli.delivery.schedule.catalogue import MAILEROO
from maileroo_cli.errors import InputError
from maileroo_cli.transport.observer.command import CommandObserver
from maileroo_cli.transport.observer.look import LookStopped, Stopped, never
from maileroo_cli.transport.observer.sender import ObservedSender
from tests.delivery.replaying import START, FunctionSender, SetTimekeeper, answered, delivery, pending


def accepting(_delivery: Delivery, _number: int) -> int:
    """Answer 200."""
    return 200


class Counting:
    """An observer that counts its looks; at the n-th one it does what ``at`` says."""

    def __init__(self, at: dict[int, BaseException] | None = None, *, per_event: bool = True) -> None:
        self.per_event = per_event
        self._lock = threading.Lock()
        self.turn: AbstractContextManager[Any] = self._lock
        self.looks = 0
        self._at = at or {}
        self.interrupted = False

    def look(self, event_type: str, event_id: str, stopped: Stopped = never, body: bytes = b"") -> float:
        """Return how many looks there were before."""
        self.looks += 1
        if error := self._at.get(self.looks):
            raise error
        assert self._lock.locked()
        return self.looks - 1

    def interrupt(self) -> None:
        """Keep that."""
        self.interrupted = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Do nothing."""


def test_a_look_before_and_after() -> None:
    """Both looks are in the result, and the rest of it is as the sender gave it."""
    inner = FunctionSender(lambda _, number: 500 + number)
    sender = ObservedSender(inner, Counting())
    result = sender.send(delivery(), 3, None)
    assert (result.before, result.after, result.attempt.status, result.answers) == (0.0, 1.0, 503, (503,))
    assert inner.asked == [(0, 3, None)]


def test_what_a_look_takes_is_not_the_receivers() -> None:
    """On a fast clock looks take no simulated time, so a slow observer makes no attempt late; sending takes its own."""
    timekeeper = SetTimekeeper()

    class Slow(Counting):
        def look(self, event_type: str, event_id: str, stopped: Stopped = never, body: bytes = b"") -> float:
            timekeeper.sleep(5)
            return super().look(event_type, event_id, stopped, body)

    def answer(_delivery: Delivery, number: int) -> int:
        timekeeper.sleep(1 / 36_000)
        return 200 if number == 3 else 503

    clock = RunningClock(START, 36_000.0, timekeeper)
    sender = ObservedSender(FunctionSender(answer), Slow(), clock.stand_still)
    records = list(replay(pending(0), lambda: nullcontext(sender), clock, MAILEROO))
    assert [one.began - START for one in records] == pytest.approx([0, 301, 902], abs=0.01)
    assert [one.ended - one.began for one in records] == pytest.approx([1, 1, 1], abs=0.01)


def test_a_look_before_that_fails() -> None:
    """It raises, and nothing is sent."""
    inner = FunctionSender(accepting)
    with pytest.raises(InputError, match="no table"):
        ObservedSender(inner, Counting({1: InputError("no table")})).send(delivery(), 1, None)
    assert inner.asked == []


def test_a_look_after_that_fails() -> None:
    """What came of the attempt is not lost; the next attempt is not made, and raises."""
    inner = FunctionSender(accepting)
    sender = ObservedSender(inner, Counting({2: InputError("no table")}))
    result = sender.send(delivery(), 1, None)
    assert (result.before, result.after, result.attempt.status) == (0.0, None, 200)
    assert sender.failure is not None
    with pytest.raises(InputError, match="no table"):
        sender.send(delivery(), 2, None)
    assert len(inner.asked) == 1


@pytest.mark.parametrize(("at", "sent"), [(1, 0), (2, 1)], ids=["before", "after"])
def test_looks_that_are_stopped(at: int, sent: int) -> None:
    """A look that is stopped raises nothing; before an attempt it lets nothing be sent."""
    inner = FunctionSender(accepting)
    result = ObservedSender(inner, Counting({at: LookStopped()})).send(delivery(), 1, None)
    assert (len(inner.asked), result.after) == (sent, None)
    assert result.attempt.outcome is (Outcome.ANSWERED if sent else Outcome.RESET)


def test_an_interrupted_sender() -> None:
    """Sender and observer are interrupted, and no further look is taken."""
    observer = Counting()

    class Inner:
        interrupted = False

        def send(self, delivery: Delivery, number: int, fault: Fault | None) -> AttemptResult:
            sender.interrupt()
            return answered(200)

        def interrupt(self) -> None:
            self.interrupted = True

    inner = Inner()
    sender = ObservedSender(inner, observer)
    result = sender.send(delivery(), 1, None)
    assert (result.before, result.after, observer.looks) == (0.0, None, 1)
    assert (inner.interrupted, observer.interrupted) == (True, True)
    sender.send(delivery(), 2, None)
    assert observer.looks == 1


def test_one_number_for_all_keeps_attempts_apart() -> None:
    """With one number for all events no attempt of another sender comes between two looks; with one each it may."""
    observer = CommandObserver("echo 1", None)
    together = threading.Barrier(2)
    inside: list[int] = []

    def receive(delivery: Delivery, number: int) -> int:
        inside.append(number)
        with pytest.raises(threading.BrokenBarrierError):
            together.wait(0.1)
        inside.append(number)
        return 200

    def send(number: int) -> None:
        ObservedSender(FunctionSender(receive), observer).send(delivery(), number, None)

    threads = [threading.Thread(target=send, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(inside[:2]) != [1, 2]
    with CommandObserver("echo $MHOOK_EVENT_ID", None).turn, CommandObserver("echo $MHOOK_EVENT_ID", None).turn:
        assert not observer.per_event
