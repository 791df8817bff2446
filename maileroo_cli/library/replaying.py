"""The schedule of retries in Python: events, faults and a clock, against a URL or an application in this process."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from maileroo_cli.delivery.attempt.outcome import Attempt
    from maileroo_cli.library.headers import HeadersLike
    from maileroo_cli.library.receiver.outgoing import Sendable
    from maileroo_cli.library.receiver.running import AppKindName, ReceiverLike
    from maileroo_cli.webhook.signing.signature import SecretLike


@dataclass(frozen=True, slots=True)
class ReplayAttempt:
    """One attempt of a replay. ``attempt`` is what the sender saw, the fault's doing included.

    ``number`` counts from 1, ``at`` is the simulated time. ``fault`` is written as it was asked for. ``reached`` says
    what of the request came to the receiver: ``"nothing"``, ``"part"``, ``"altered"`` or ``"whole"``; ``answers`` are
    the statuses with which it answered, also those that the sender never saw. ``effects`` is how many effects the
    event had after it, ``None`` where nobody counts. ``findings`` are sentences.
    """

    event_type: str
    event_id: str
    number: int
    at: datetime
    fault: str | None
    attempt: Attempt
    reached: str
    answers: tuple[int, ...]
    accepted: bool
    effects: float | None
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReplaySummary:
    """What a replay came to: ``ok`` where each event was accepted and, where effects are counted, acted on once.

    ``verdict`` says it in a line, ``findings`` what was wrong, one sentence each, and ``text`` all of it. ``effects``
    are all that were counted, ``None`` where nobody counted.
    """

    ok: bool
    deliveries: int
    accepted: int
    given_up: int
    attempts: int
    effects: float | None
    findings: tuple[str, ...]
    verdict: str
    text: str

    def __str__(self) -> str:
        return self.text


class ReplayRun(Iterator[ReplayAttempt]):
    """The attempts of one :func:`replay`, made as they are iterated."""

    def __init__(self, attempts: Generator[ReplayAttempt, None, ReplaySummary]) -> None:
        self._attempts = attempts

    def __next__(self) -> ReplayAttempt:
        return next(self._attempts)

    @property
    def summary(self) -> ReplaySummary:
        """What all of it came to; the attempts that are left are made first."""
        raise NotImplementedError

    def close(self) -> None:
        """Stop without waiting for answers."""
        self._attempts.close()


def replay(
    events: Sendable | Iterable[Sendable],
    *,
    to: ReceiverLike,
    secret: SecretLike | None = None,
    faults: Sequence[str] | Mapping[int, str] = (),
    fault_rate: float = 0.0,
    fault_seed: int = 0,
    schedule: str = "maileroo",
    attempts: int | None = None,
    clock: str = "virtual",
    effects: Callable[..., float | None] | None = None,
    settle: float = 0.0,
    allow_no_effect: Iterable[str] = (),
    together: bool = False,
    concurrency: int = 1,
    path: str | None = None,
    timeout: float = 30.0,
    headers: HeadersLike = (),
    kind: AppKindName | None = None,
    same_thread: bool | None = None,
) -> ReplayRun:
    """Deliver events as Maileroo does, again and again until each is accepted or given up.

    ``faults`` are those of the attempts in order, like ``["lost", "503*2", "ok"]``, or by number, like ``{1: "lost"}``.
    ``effects(event_id)`` returns how often the receiver has acted on an event; a callable without an argument counts
    all. With the ``clock`` ``"virtual"`` nothing is waited for.
    """
    raise NotImplementedError
