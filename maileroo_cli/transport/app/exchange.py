"""One request of an application that is under way: the answer as it comes, and how it ended."""

from __future__ import annotations

import itertools
import math
import threading
import time
from collections.abc import Callable

import h11

from maileroo_cli.transport.app.failure import place_of, tell, tell_in_line, unwrap
from maileroo_cli.webhook.signing.hiding import Hiding

Fields = list[tuple[bytes, bytes]]
_READ_LIMIT = 1_048_576
"""A longer answer is not read to its end, as over a socket."""
_NO_BODY = (204, 304)
FIRST = 1
"""The number of the first request."""
_NUMBERS = itertools.count(FIRST)


def next_number() -> int:
    """Return a number that is greater than that of each request so far, and less than that of each later one."""
    return next(_NUMBERS)


class AppExchange:
    """What an application does with one request. The application tells it from its thread, another one waits.

    ``is_answered`` tells that the client has the whole answer, ``is_complete`` that the application has said all of it,
    ``is_broken`` that it said less than it promised, ``has_ended`` that it has returned: it may still work after its
    answer. ``is_left`` tells that the client has gone. ``error`` is the exception that the application raised or logged
    last, if any: ``traceback`` tells it, ``raised`` does so in one line, and ``raised_at`` where it was; what is
    ``hiding`` is in none. ``failed_afterwards`` tells that it ended what the application did after the whole answer.
    ``on_over`` is called where nothing more is waited for. ``deadline``, of the monotonic clock, is when the client
    leaves; ``is_late`` tells that an answer was ended then in the client's own thread.
    """

    def __init__(self, body_limit: int, *, is_head: bool = False, hiding: Hiding | None = None) -> None:
        self._hiding = hiding or Hiding()
        self.number = next_number()
        self._changed = threading.Condition()
        self._limit = body_limit
        self._is_head = is_head
        self._body = bytearray()
        self._size = 0
        self._promised: int | None = None
        self.status: int | None = None
        self.headers: Fields = []
        self.is_answered = self.is_complete = self.is_broken = self.has_ended = False
        self.was_interrupted = self.is_left = self.wants_body = self.failed_afterwards = False
        self._started_at = self._over_at = math.inf
        self.error: BaseException | None = None
        self.traceback = self.raised = self.raised_at = ""
        self.deadline = math.inf
        self.is_late = False
        self.on_over: Callable[[], None] = lambda: None

    @property
    def body(self) -> bytes:
        """The body of the answer, as far as it is kept."""
        return bytes(self._body)

    @property
    def body_truncated(self) -> bool:
        """Whether there was more."""
        return self._size > len(self._body)

    @property
    def is_too_long(self) -> bool:
        """Whether no more of the answer is read, as it is too long."""
        return self._size > _READ_LIMIT

    @property
    def has_body(self) -> bool:
        """Whether such an answer has a body, as HTTP says."""
        return not self._is_head and self.status not in _NO_BODY

    def start(self, status: int, headers: Fields) -> None:
        """Take the head of the answer; one that HTTP cannot carry raises ``h11.LocalProtocolError``."""
        head = h11.Response(status_code=status, headers=headers)
        self._promised = next((int(value) for name, value in head.headers if name == b"content-length"), None)
        self.status, self.headers = head.status_code, head.headers.raw_items()
        self._started_at = time.monotonic()
        if not self.has_body or self._promised == 0:
            self._tell("is_answered")

    def room(self) -> int | None:
        """Return how many bytes are left of those that were promised, ``None`` where nothing was."""
        return None if self._promised is None or not self.has_body else self._promised - self._size

    def write(self, data: bytes) -> None:
        """Take a part of the answer's body; what a client does not read is dropped."""
        if not self.has_body or self.is_answered:
            return
        self._body += data[: self._limit - len(self._body)]
        self._size += len(data)
        if self.room() == 0 or self.is_too_long:
            self._tell("is_answered")

    def complete(self) -> None:
        """Take the end of the answer; one that is shorter than was promised breaks off."""
        self.is_complete = True
        self._tell("is_answered" if self.is_answered or not self.room() else "is_broken")

    def break_off(self) -> None:
        """Take note that the answer ends here, whatever of it has come."""
        if not self.is_answered:
            self._tell("is_broken")

    def note_failure(self, error: BaseException) -> None:
        """Take an exception for what went wrong. Nothing is raised here: this runs within a call of the application's.

        One that cannot be told, such as at the end of the stack, is told by its type.
        """
        self.error = error
        try:
            self.error = error = unwrap(error)
            hiding = self._hiding
            told = tell(error, hiding), tell_in_line(error, hiding), place_of(error)
        except Exception:  # noqa: BLE001  (exceptions of others may be of any kind)
            told = (type(error).__name__,) * 2 + ("",)
        self.traceback, self.raised, self.raised_at = told

    def fail(self, error: BaseException) -> None:
        """Take an exception that ends what the application does."""
        self.note_failure(error)
        self.failed_afterwards = self.is_answered

    def end(self) -> None:
        """Take note that the application has returned."""
        self._tell("has_ended")

    def want_body(self) -> None:
        """Take note that the application waits for more of the request's body."""
        self._tell("wants_body")

    def interrupt(self) -> None:
        """Make those who wait go on."""
        self._tell("was_interrupted")

    def leave(self) -> None:
        """Take note that the client has gone."""
        self._tell("is_left")

    def was_late(self, deadline: float) -> bool:
        """Return whether it was over after the deadline; an answer that began only then is forgotten.

        So it may be where nothing could end the request, as its application ran in the thread that waits.
        """
        if self._over_at <= deadline:
            return False
        if self._started_at > deadline:
            self.status, self.headers = None, []
            self._body.clear()
            self._size = 0
        return True

    def _tell(self, what: str) -> None:
        with self._changed:
            setattr(self, what, True)
            if self.is_over:
                self._over_at = min(self._over_at, time.monotonic())
            self._changed.notify_all()
        if self.is_over:
            self.on_over()

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be waited for."""
        return self.is_answered or self.is_broken or self.has_ended or self.was_interrupted

    def wait(self, deadline: float) -> bool:
        """Return whether it was over before the deadline."""
        return self._wait(lambda: self.is_over, deadline)

    def wait_for_want(self, deadline: float) -> bool:
        """Return whether more of the body is wanted; it is not where all is over, or the deadline has come."""
        self._wait(lambda: self.wants_body or self.is_over, deadline)
        wanted, self.wants_body = self.wants_body and not self.is_over, False
        return wanted

    def wait_until_ended(self, deadline: float) -> bool:
        """Return whether the application had returned before the deadline."""
        return self._wait(lambda: self.has_ended or self.was_interrupted, deadline)

    def _wait(self, is_so: Callable[[], bool], deadline: float) -> bool:
        with self._changed:
            return self._changed.wait_for(is_so, max(0.0, deadline - time.monotonic()))
