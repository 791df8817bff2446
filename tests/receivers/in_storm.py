"""Receivers as a storm finds them: one that stands it, and five that each break in a way of their own."""

import queue
import threading
import time
from collections import deque
from types import TracebackType
from typing import Any, ClassVar

from tests.receivers.correct import CorrectReceiver, Incoming, Reply


class StandsStorms(CorrectReceiver):
    """Does each event once, and keeps of each mail what happened last, whichever event came last."""

    finding: ClassVar[str | None] = None
    """What a storm finds of it."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: dict[str, tuple[int, str]] = {}
        self.accepted = 0

    def route(self, request: Incoming) -> Reply | None:
        """Tell the number of all effects as well."""
        return Reply(200, str(self.count())) if request.path == "/all" else super().route(request)

    def act(self, event: dict[str, Any]) -> None:
        """Keep the event with the latest time."""
        happened = (event["event_time"], event["event_type"])
        reference = event["message_reference_id"]
        self.mails[reference] = max(happened, self.mails.get(reference, happened))

    def state(self, recipient: str, reference_id: str) -> str:
        """Return what happened last to a mail."""
        with self.lock:
            return self.mails.get(reference_id, (0, "unknown"))[1]

    @property
    def number_url(self) -> str:
        """The URL that counts all effects."""
        return f"http://127.0.0.1:{self.port}/all"


class DoublesInStorms(StandsStorms):
    """Takes every request for a new event."""

    finding = "doubled"

    def is_new(self, event_id: str) -> bool:
        """Remember nothing."""
        return True


class KeepsWhatCameLast(StandsStorms):
    """Overwrites what happened later by what arrives later."""

    finding = "wrong-state"

    def act(self, event: dict[str, Any]) -> None:
        """Keep the event that came last."""
        self.mails[event["message_reference_id"]] = (0, event["event_type"])


class QueuesWithoutBound(StandsStorms):
    """Answers at once and works later, at most ``per_second`` events a second, from a queue that only grows."""

    finding = "falls-behind"

    def __init__(self, per_second: float = 70.0) -> None:
        super().__init__()
        self._queue: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._worker = threading.Thread(target=self._work_off, daemon=True)
        self._pause = 1 / per_second
        self._worker.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._queue.put(None)
        super().__exit__(kind, error, trace)

    def work(self, event: dict[str, Any]) -> None:
        """Leave it for later."""
        self._queue.put(event)

    def _work_off(self) -> None:
        while (event := self._queue.get()) is not None and not self.ended.wait(self._pause):
            super().work(event)


class _Limited(StandsStorms):
    """Does something else where more than ``most`` requests came in the last second."""

    def __init__(self, most: int = 110) -> None:
        super().__init__()
        self._most = most
        self._came: deque[float] = deque()

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Look at how many there were."""
        now = time.monotonic()
        with self.lock:
            self._came.append(now)
            while self._came[0] < now - 1:
                self._came.popleft()
            too_many = len(self._came) > self._most
        return self.overload() if too_many else super().accept(request, body)

    def overload(self) -> Reply:
        """Answer where there are too many."""
        raise NotImplementedError


class FailsSlowly(_Limited):
    """Holds each request up for a while when there are many, and then fails it."""

    finding = "slow-failures"

    def overload(self) -> Reply:
        """Fail after a while."""
        self.ended.wait(0.15)
        return Reply(500, "too many\n")


class LocksOut(_Limited):
    """Answers 429 for ever once a rate was passed."""

    finding = "locked-out"
    _locked = False

    def accept(self, request: Incoming, body: bytes) -> Reply:
        """Let nobody in who was locked out."""
        return Reply(429, "locked\n") if self._locked else super().accept(request, body)

    def overload(self) -> Reply:
        """Lock the door."""
        self._locked = True
        return Reply(429, "locked\n")


STORM_RECEIVERS: tuple[type[StandsStorms], ...] = (
    StandsStorms,
    DoublesInStorms,
    KeepsWhatCameLast,
    QueuesWithoutBound,
    FailsSlowly,
    LocksOut,
)
