"""One request of an application that is under way: the answer as it comes, and how it ended."""

from __future__ import annotations

import threading
import time

from maileroo_cli.transport.app.failure import tell

Fields = list[tuple[bytes, bytes]]
_PATIENCE = 0.1


class AppExchange:
    """What an application does with one request. The application tells it from its thread, another one waits.

    ``is_answered`` tells that the answer is whole, ``has_ended`` that the application has returned: it may still work
    after its answer. ``error`` is the exception that it raised or logged last, if any, and ``traceback`` tells it.
    """

    def __init__(self, body_limit: int) -> None:
        self._changed = threading.Condition()
        self._limit = body_limit
        self._body = bytearray()
        self.status: int | None = None
        self.headers: Fields = []
        self.body_truncated = False
        self.is_answered = False
        self.has_ended = False
        self.was_interrupted = False
        self.error: BaseException | None = None
        self.traceback = ""
        self.wants_body = False

    @property
    def body(self) -> bytes:
        """The body of the answer, as far as it is kept."""
        return bytes(self._body)

    def start(self, status: int, headers: Fields) -> None:
        """Take the head of the answer."""
        with self._changed:
            self.status, self.headers = status, headers

    def write(self, data: bytes) -> None:
        """Take a part of the answer's body."""
        room = self._limit - len(self._body)
        self._body += data[:room]
        self.body_truncated |= len(data) > room

    def complete(self) -> None:
        """Take the end of the answer."""
        with self._changed:
            self.is_answered = True
            self._changed.notify_all()

    def note_failure(self, error: BaseException) -> None:
        """Take an exception for what went wrong."""
        self.error = error
        self.traceback = tell(error)

    def end(self) -> None:
        """Take note that the application has returned."""
        with self._changed:
            self.has_ended = True
            self._changed.notify_all()

    def want_body(self) -> None:
        """Take note that the application waits for more of the request's body."""
        with self._changed:
            self.wants_body = True
            self._changed.notify_all()

    def interrupt(self) -> None:
        """Make those who wait go on."""
        with self._changed:
            self.was_interrupted = True
            self._changed.notify_all()

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be waited for."""
        return self.is_answered or self.has_ended or self.was_interrupted

    def wait(self, deadline: float) -> bool:
        """Return whether it was over before the deadline."""
        with self._changed:
            return self._changed.wait_for(lambda: self.is_over, max(0.0, deadline - time.monotonic()))

    def wait_for_want(self, deadline: float) -> bool:
        """Return whether more of the body is wanted; it is not where all is over, or the deadline has come."""
        with self._changed:
            left = max(0.0, deadline - time.monotonic())
            self._changed.wait_for(lambda: self.wants_body or self.is_over, left)
            wanted, self.wants_body = self.wants_body and not self.is_over, False
            return wanted

    def wait_until_ended(self, deadline: float) -> bool:
        """Return whether the application had returned before the deadline."""
        with self._changed:
            return self._changed.wait_for(lambda: self.has_ended, max(0.0, deadline - time.monotonic()))
