"""What a picture of a replay shows of a run, whatever it is drawn as."""

from collections.abc import Sequence
from dataclasses import dataclass

from maileroo_cli.delivery.effects.result import RunResult
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.report.replay.lane.axis import caption_words
from maileroo_cli.report.replay.point import AttemptMark, DeliveryRow, refusal_hints
from maileroo_cli.report.replay.table import badness
from maileroo_cli.report.replay.text import fault_words, receiver_of, schedule_words
from maileroo_cli.report.terminal.local_time import local_day, local_time
from maileroo_cli.webhook.text.count import count

MOST_ROWS = 200
"""A picture has at most so many rows; of more events it shows the worst."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn: a run's plan, its deliveries with their attempts, what they come to, and the run's name."""

    plan: RunPlan
    rows: Sequence[DeliveryRow]
    result: RunResult
    run: str | None = None

    @property
    def shown(self) -> list[DeliveryRow]:
        """The rows that have a place, in the order of the run, or the worst ones first where there are too many."""
        if len(self.rows) <= MOST_ROWS:
            return list(self.rows)
        return sorted(self.rows, key=lambda row: badness(row.delivered))[:MOST_ROWS]

    @property
    def left_out(self) -> str:
        """A sentence about the rows that have no place, or nothing."""
        total = len(self.rows)
        return f"Only the worst {MOST_ROWS} of {total:,} events are shown." if total > MOST_ROWS else ""

    @property
    def marks(self) -> list[AttemptMark]:
        """The marks that occur, in the order of a legend."""
        seen = {point.look.mark for row in self.shown for point in row.points}
        if any(row.unmade(self.plan.schedule.elapsed) for row in self.shown):
            seen.add(AttemptMark.PLANNED)
        return [mark for mark in AttemptMark if mark in seen]

    @property
    def caption(self) -> str:
        """What marks, scale and labels tell."""
        return caption_words(several=len(self.rows) > 1, labelled=True)

    @property
    def notes(self) -> list[str]:
        """Sentences about the run as a whole: what was found, what the receiver refused and why, what is not known."""
        found = [f"{finding.kind}: {finding.sentence}" for finding in self.result.of_run]
        return [*found, *refusal_hints(self.rows, self.plan), *([self.result.warning] if self.result.warning else [])]

    @property
    def facts(self) -> list[str]:
        """What was played, in a few phrases made safe."""
        plan = self.plan
        named = [f"run {self.run}"] if self.run else []
        began = f"{plan.clock} clock from {local_day(plan.start)} {local_time(plan.start)[:8]}"
        faults = fault_words(plan)
        events = f"{count(len(self.rows), 'event')} to {receiver_of(plan)}"
        return [*named, events, schedule_words(plan), began, *([f"faults {faults}"] if faults else [])]
