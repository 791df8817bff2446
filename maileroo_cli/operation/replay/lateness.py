"""Whether a fast clock runs ahead of the attempts, so that they are made much later than the schedule has them."""

from maileroo_cli.delivery.replay.clock import parse_clock
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord
from maileroo_cli.operation.replay.results import AttemptsLate

_NO_WAIT = 60.0
"""What counts as the shortest wait of a schedule that has none."""


class LatenessTracker:
    """Takes the attempts that this process makes, in their order.

    One is late by half the shortest wait of the schedule: then it can no longer be told from the next. What fell due
    before the first of them was due while nobody played the run, and is not counted.
    """

    def __init__(self, plan: RunPlan, *, observed: bool) -> None:
        speed = parse_clock(plan.clock).speed
        self._is_fast = speed is not None and speed > 1
        self._allowed = min(plan.schedule.waits, default=_NO_WAIT) / 2
        self._observed = observed
        self._clock = plan.clock
        self._began: float | None = None
        self._count, self._most = 0, 0.0

    def take(self, record: AttemptRecord) -> None:
        """Count an attempt where it is late."""
        if not self._is_fast:
            return
        if self._began is None:
            self._began = record.began
        late = record.began - record.due
        if late > self._allowed and record.due >= self._began:
            self._count += 1
            self._most = max(self._most, late)

    def result(self) -> AttemptsLate | None:
        """Return how many were late, ``None`` where none was."""
        return AttemptsLate(self._count, self._most, self._clock, self._observed) if self._count else None
