"""What many attempts give: each with what was sent, and their sum. They are made in ``sending``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.library.argument.wording import python_wording

if TYPE_CHECKING:
    from maileroo_cli.delivery.attempt.outcome import Attempt
    from maileroo_cli.library.receiver.outgoing import Sendable


class EventAttempt(NamedTuple):
    """One of many things that were sent, and what came of it.

    ``event_type`` and ``event_id`` are those of its body, and empty where that names none. It is ``ok`` where the
    answer was 200; ``explanation`` says in a sentence what the answer means.
    """

    what: Sendable
    event_type: str
    event_id: str
    attempt: Attempt
    ok: bool
    explanation: str


class DeliverSummary:
    """What many attempts add up to, as far as they were made.

    ``answers`` counts the statuses, or, without one, how attempts ended. ``failed`` are those that were not answered
    200.
    """

    def __init__(self) -> None:
        self.answers: Counter[str] = Counter()
        self.failed: list[EventAttempt] = []

    def add(self, one: EventAttempt) -> None:
        """Count one attempt."""
        self.answers[one.attempt.word] += 1
        if not one.ok:
            self.failed.append(one)

    @property
    def sent(self) -> int:
        """How many there were."""
        return self.answers.total()

    @property
    def ok(self) -> bool:
        """Whether each one was answered 200."""
        return not self.failed

    def __repr__(self) -> str:
        return f"DeliverSummary(ok={self.ok}, sent={self.sent}, answers={dict(self.answers)})"


class DeliverRun(Iterator[EventAttempt]):
    """The attempts of one :func:`deliver`, made as they are iterated. It is made by :func:`deliver`."""

    def __init__(self, attempts: Generator[EventAttempt, None, None], so_far: DeliverSummary) -> None:
        self._attempts = attempts
        self.so_far = so_far

    def __next__(self) -> EventAttempt:
        with python_wording():
            return next(self._attempts)

    @property
    def summary(self) -> DeliverSummary:
        """What all of it came to; attempts that are left are made first. ``so_far`` is what it came to as yet."""
        for _ in self:
            pass
        return self.so_far

    def close(self) -> None:
        """Stop without waiting for answers."""
        self._attempts.close()
