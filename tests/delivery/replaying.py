"""What the tests of replays share: deliveries, senders that are functions, a journal, and clocks to be set."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.fault.kind import Fault
from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptResult, AttemptSender, Delivery, DueAttempt
from maileroo_cli.webhook.signing.request import Request

START = 1_790_000_000.0

Receiver = Callable[[Delivery, int], int | AttemptResult]


def delivery(index: int = 0, offset: float = 0.0, event_type: str = "delivered") -> Delivery:
    """Return the delivery at a place of the run."""
    body = b'{"event_id":"%d"}' % index
    request = Request("POST", "http://127.0.0.1:9/webhook", (("Content-Type", "application/json"),), body)
    return Delivery(index, event_type, f"{index:048x}", request, offset)


def pending(*offsets: float) -> list[DueAttempt]:
    """Return deliveries whose first attempts are due so many seconds after the start."""
    return [DueAttempt(delivery(index, offset), 1, START + offset) for index, offset in enumerate(offsets)]


def answered(status: int, *, waited: float = 0.0) -> AttemptResult:
    """Return the result of an attempt that was answered with ``status``."""
    return AttemptResult(Attempt(Outcome.ANSWERED, 0.001, status), answers=(status,), waited=waited)


class FunctionSender:
    """Asks a function in place of a receiver, and keeps what it was asked."""

    def __init__(self, receiver: Receiver) -> None:
        self.asked: list[tuple[int, int, Fault | None]] = []
        self._receiver = receiver

    def send(self, delivery: Delivery, number: int, fault: Fault | None) -> AttemptResult:
        """Return what the function makes of the attempt; a number is a status."""
        self.asked.append((delivery.index, number, fault))
        result = self._receiver(delivery, number)
        return answered(result) if isinstance(result, int) else result

    def interrupt(self) -> None:
        """Return soon, as always."""

    def open(self) -> AbstractContextManager[AttemptSender]:
        """Return itself, as what opens a sender does."""
        return nullcontext(self)


class NotedJournal:
    """Keeps in ``steps`` what it was told, in order."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, int, int]] = []

    def begin(self, delivery: Delivery, number: int, due: float, began: float) -> None:
        """Note the beginning of an attempt."""
        self.steps.append(("begin", delivery.index, number))

    def end(self, record: AttemptRecord) -> None:
        """Note the end of an attempt."""
        self.steps.append(("end", record.delivery.index, record.number))

    def commit(self) -> None:
        """Note a commit."""
        self.steps.append(("commit", 0, 0))


class SetTimekeeper:
    """Outer clocks that a test sets. ``sleep`` lets time pass on them at once, and then does what is in ``events``.

    ``events`` are pairs of a steady moment and something to do when it is reached.
    """

    def __init__(self, wall: float = START, events: Sequence[tuple[float, Callable[[], None]]] = ()) -> None:
        self.wall_now = wall
        self.steady_now = 1_000.0
        self.boot_name = "boot-1"
        self._events = sorted(events, key=lambda event: event[0])

    def wall(self) -> float:
        """Return the time of day."""
        return self.wall_now

    def steady(self) -> float:
        """Return the seconds since the machine started."""
        return self.steady_now

    def boot(self) -> str:
        """Return the name of the boot."""
        return self.boot_name

    def sleep(self, seconds: float) -> None:
        """Let ``seconds`` pass."""
        self.wall_now += seconds
        self.steady_now += seconds
        while self._events and self._events[0][0] <= self.steady_now:
            self._events.pop(0)[1]()
