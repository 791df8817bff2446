"""Tests of maileroo_cli.delivery.attempt.sending, concurrent, pace and clock: order, pace, threads and their end.

No sockets.
"""

import itertools
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import cast

import pytest

from maileroo_cli.delivery.attempt.clock import SystemClock
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.attempt.sender import OpenSender, SendResult
from maileroo_cli.delivery.attempt.sending import deliver
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.webhook.signing.request import Request


@dataclass(frozen=True)
class Item:
    """An item with a number, and its request."""

    number: int

    @property
    def request(self) -> Request:
        """A request whose body is the number."""
        return Request("POST", "http://127.0.0.1/", (), str(self.number).encode())


class FakeClock:
    """A clock that goes on only when somebody sleeps, or when a fake sender takes its time."""

    def __init__(self) -> None:
        self.time = 1000.0

    def now(self) -> float:
        """Return the fake time."""
        return self.time

    def today(self) -> float:
        """Return the fake time."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        assert seconds > 0
        self.time += seconds


class FakeSender:
    """Answers 200 to everything after ``seconds`` of fake time; a body in ``held`` waits until it is interrupted."""

    def __init__(self, clock: FakeClock | None = None, seconds: float = 0.0, held: tuple[bytes, ...] = ()) -> None:
        self._clock = clock
        self._seconds = seconds
        self._held = held
        self._interrupted = threading.Event()
        self.sent: list[bytes] = []

    def send(self, request: Request) -> Attempt:
        """Make one attempt."""
        self.sent.append(request.body)
        if self._clock is not None:
            self._clock.time += self._seconds
        if request.body in self._held:
            assert self._interrupted.wait(10)
            return Attempt(Outcome.RESET, 0.0)
        return Attempt(Outcome.ANSWERED, self._seconds, status=200)

    def interrupt(self) -> None:
        """Let a send that is held return."""
        self._interrupted.set()


class Senders:
    """Opens senders and counts how many were opened and closed."""

    def __init__(self, clock: FakeClock | None = None, seconds: float = 0.0, held: tuple[bytes, ...] = ()) -> None:
        self._arguments = (clock, seconds, held)
        self.opened: list[FakeSender] = []
        self.closed = 0

    @contextmanager
    def open(self) -> Iterator[FakeSender]:
        """Open one more sender."""
        sender = FakeSender(*self._arguments)
        self.opened.append(sender)
        try:
            yield sender
        finally:
            self.closed += 1


def numbers(results: list[SendResult[Item]]) -> list[int]:
    """Return the numbers of the items in the order of the results."""
    return [result.item.number for result in results]


def threads_alive() -> list[str]:
    """Return the names of the engine's threads that are running."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("mhook-")]


def test_order() -> None:
    """By default items are sent one after the other by one sender in the calling thread."""
    senders = Senders()
    results = list(deliver(map(Item, range(100)), senders.open))
    assert numbers(results) == list(range(100))
    assert (len(senders.opened), senders.closed) == (1, 1)
    assert senders.opened[0].sent == [str(number).encode() for number in range(100)]


def test_result() -> None:
    """A result holds its item, its attempt and the time of day at which it began."""
    clock = FakeClock()
    item = Item(7)
    (result,) = deliver([item], Senders(clock, 2.0).open, clock=clock)
    assert result == SendResult(item, Attempt(Outcome.ANSWERED, 2.0, status=200), 1000.0)


@pytest.mark.parametrize("concurrency", [2, 8])
def test_concurrency(concurrency: int) -> None:
    """Several threads send each item exactly once, each with its own sender, and end."""
    senders = Senders()
    results = list(deliver(map(Item, range(3000)), senders.open, concurrency=concurrency))
    assert sorted(numbers(results)) == list(range(3000))
    assert 1 <= len(senders.opened) <= concurrency
    assert senders.closed == len(senders.opened)
    assert threads_alive() == []


def test_truly_at_a_time() -> None:
    """As many attempts are under way at a time as were asked for."""
    barrier = threading.Barrier(4, timeout=10)

    class Meeting(FakeSender):
        def send(self, request: Request) -> Attempt:
            barrier.wait()
            return super().send(request)

    @contextmanager
    def open_sender() -> Iterator[Meeting]:
        yield Meeting()

    assert len(list(deliver(map(Item, range(8)), open_sender, concurrency=4))) == 8


def test_nothing() -> None:
    """No items give no results, and threads open no sender for them."""
    senders = Senders()
    assert list(deliver(cast("list[Item]", []), senders.open, concurrency=4)) == []
    assert senders.opened == []


@pytest.mark.parametrize("concurrency", [1, 4])
def test_constant_memory(concurrency: int) -> None:
    """An endless stream is read only as fast as the results are taken."""
    taken = 0

    def items() -> Iterator[Item]:
        nonlocal taken
        for taken in itertools.count():
            yield Item(taken)

    results = deliver(items(), Senders().open, concurrency=concurrency)
    with closing(results) as open_results:
        for _ in range(10):
            next(open_results)
        while concurrency > 1 and taken < 1024:
            threading.Event().wait(0.001)
    assert taken < 1200
    assert threads_alive() == []


@pytest.mark.parametrize("concurrency", [1, 3])
def test_failing_stream(concurrency: int) -> None:
    """What the stream of items raises is raised after the results of what was sent before."""

    def items() -> Iterator[Item]:
        yield from map(Item, range(50))
        raise InputError("line 51 is damaged")

    seen: list[SendResult[Item]] = []
    with pytest.raises(InputError, match="line 51"):
        seen.extend(deliver(items(), Senders().open, concurrency=concurrency))
    assert sorted(numbers(seen)) == list(range(50))
    assert threads_alive() == []


@pytest.mark.parametrize("concurrency", [1, 3])
def test_failing_sender(concurrency: int) -> None:
    """What opening a sender raises is raised in the caller's thread."""

    def fail() -> Iterator[FakeSender]:
        raise UsageError("no such file")

    with pytest.raises(UsageError, match="no such file"):
        list(deliver(map(Item, range(50)), cast("OpenSender", fail), concurrency=concurrency))
    assert threads_alive() == []


def test_early_end() -> None:
    """Closing the iterator ends attempts that are under way, without waiting for their answers."""
    senders = Senders(held=(b"1", b"2"))
    results = deliver(map(Item, range(3)), senders.open, concurrency=3)
    with closing(results) as open_results:
        assert next(open_results).item == Item(0)
        while sum(len(sender.sent) for sender in senders.opened) < 3:
            threading.Event().wait(0.001)
    assert threads_alive() == []
    assert senders.closed == len(senders.opened)


def test_keyboard_interrupt() -> None:
    """An interruption by the user in the loop over the results ends the threads."""

    def consume() -> None:
        for _ in deliver(map(Item, range(100)), Senders().open, concurrency=3):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        consume()
    for _ in range(100):
        if not threads_alive():
            break
        threading.Event().wait(0.01)
    assert threads_alive() == []


def test_rate_does_not_drift() -> None:
    """Attempts begin at the given rate, counted from the first one, though each takes its time."""
    clock = FakeClock()
    results = list(deliver(map(Item, range(101)), Senders(clock, 0.0123).open, rate=20, clock=clock))
    begins = [result.began - 1000 for result in results]
    assert begins == pytest.approx([number / 20 for number in range(101)], abs=1e-6)


def test_rate_without_burst() -> None:
    """After a slow answer the rate is resumed; at most a tenth of a second is caught up."""
    clock = FakeClock()
    senders = Senders(clock)
    results = []
    for result in deliver(map(Item, range(40)), senders.open, rate=100, clock=clock):
        results.append(result)
        if result.item.number == 9:
            clock.time += 60
    after = [result.began for result in results[10:]]
    assert after[9] - after[0] < 0.05
    assert after[29] - after[0] >= 0.18


def test_interval() -> None:
    """The interval lies between the end of an attempt and the beginning of the next, and nowhere else."""
    clock = FakeClock()
    results = list(deliver(map(Item, range(4)), Senders(clock, 2.0).open, interval=0.5, clock=clock))
    assert [result.began - 1000 for result in results] == pytest.approx([0, 2.5, 5, 7.5])
    assert clock.time - 1000 == pytest.approx(9.5)


def test_rate_and_interval() -> None:
    """With both, the later of the two counts."""
    clock = FakeClock()
    results = list(deliver(map(Item, range(3)), Senders(clock, 0.2).open, rate=1, interval=0.1, clock=clock))
    assert [result.began - 1000 for result in results] == pytest.approx([0, 1, 2])


def test_rate_over_all_threads() -> None:
    """The rate counts for all threads together."""
    results = list(deliver(map(Item, range(21)), Senders().open, concurrency=4, rate=200))
    begins = sorted(result.began for result in results)
    assert begins[-1] - begins[0] >= 0.085


def test_stop_during_a_pause() -> None:
    """A thread that waits for its turn ends soon when the iterator is closed."""
    results = deliver(map(Item, range(9)), Senders().open, concurrency=2, rate=0.01)
    with closing(results) as open_results:
        assert next(open_results).item == Item(0)
    assert threads_alive() == []


@pytest.mark.parametrize(
    ("concurrency", "rate", "interval"),
    [
        (0, None, None),
        (-1, None, None),
        (1, 0.0, None),
        (1, -1.0, None),
        (1, float("inf"), None),
        (1, float("nan"), None),
        (1, None, -1.0),
        (1, None, float("inf")),
    ],
)
def test_out_of_range(concurrency: int, rate: float | None, interval: float | None) -> None:
    """Numbers out of range are refused before anything is sent."""
    senders = Senders()
    with pytest.raises(UsageError):
        deliver([Item(1)], senders.open, concurrency=concurrency, rate=rate, interval=interval)
    assert senders.opened == []


def test_system_clock() -> None:
    """The system's clock goes on, and knows the time of day."""
    clock = SystemClock()
    began = clock.now()
    clock.sleep(0)
    assert clock.now() >= began
    assert clock.today() > 1_700_000_000
