"""What a replay gives: its attempts and what they come to. They are made in ``replaying``."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from maileroo_cli.errors import ExitCode, UsageError
from maileroo_cli.library.argument.wording import in_python, python_wording

if TYPE_CHECKING:
    from maileroo_cli.delivery.attempt.outcome import Attempt
    from maileroo_cli.delivery.effects.result import DeliveryFinding
    from maileroo_cli.operation.replay.results import ReplayedAttempt, ReplayEnded


@dataclass(frozen=True, slots=True)
class ReplayAttempt:
    """One attempt of a replay. ``attempt`` is what the sender saw, the fault's doing included.

    ``number`` counts from 1, ``at`` is the simulated time. ``fault`` is written as it was asked for. ``reached`` says
    what of the request came to the receiver: ``"nothing"``, ``"part"``, ``"altered"`` or ``"whole"``; ``answers`` are
    the statuses with which it answered, also those that the sender never saw. ``effects`` is what was counted after
    it, ``None`` where nobody counts. ``findings`` are sentences about what is wrong.
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

    ``verdict`` says it in a line, ``findings`` what was wrong, a sentence each, and ``text`` is the whole report, as
    ``str()`` gives it. ``effects`` are all that were counted, ``None`` where nobody counted.
    """

    ok: bool
    deliveries: int
    accepted: int
    given_up: int
    attempts: int
    effects: float | None
    findings: tuple[str, ...]
    verdict: str
    text: str = field(repr=False)

    def __str__(self) -> str:
        return self.text


class ReplayRun(Iterator[ReplayAttempt]):
    """The attempts of one :func:`replay`, made as they are iterated. It is made by :func:`replay`."""

    def __init__(self, attempts: Generator[ReplayAttempt, None, ReplaySummary]) -> None:
        self._attempts = attempts
        self._summary: ReplaySummary | None = None

    def __next__(self) -> ReplayAttempt:
        with python_wording():
            try:
                return next(self._attempts)
            except StopIteration as end:
                self._summary = self._summary or end.value
                raise

    @property
    def summary(self) -> ReplaySummary:
        """What all of it came to; attempts that are left are made first."""
        for _ in self:
            pass
        if self._summary is None:
            raise UsageError("a replay that was closed has no summary", "take it before")
        return self._summary

    def close(self) -> None:
        """Stop without waiting for answers."""
        self._attempts.close()


def make_attempt(event: ReplayedAttempt) -> ReplayAttempt | None:
    """Return an attempt as the library tells it; ``None`` for one that was under way when the replay ended early."""
    record, result = event.record, event.record.result
    if result is None:
        return None
    return ReplayAttempt(
        record.delivery.event_type,
        record.delivery.event_id,
        record.number,
        datetime.fromtimestamp(record.began, UTC),
        None if record.fault is None else str(record.fault),
        result.attempt,
        str(result.reach),
        result.answers,
        record.accepted,
        result.after,
        _sentences(event.findings),
    )


def make_summary(ended: ReplayEnded, text: str) -> ReplaySummary:
    """Return what a replay came to, with the text of its report."""
    result = ended.result
    found = [finding for one in ended.delivered for finding in one.findings]
    return ReplaySummary(
        result.exit_code is ExitCode.OK,
        result.deliveries,
        result.accepted,
        result.given_up,
        result.attempts,
        result.effects,
        _sentences([*found, *result.of_run]),
        in_python(result.verdict),
        text,
    )


def _sentences(findings: Iterable[DeliveryFinding]) -> tuple[str, ...]:
    return tuple(in_python(one.sentence) for one in findings)
