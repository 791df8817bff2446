"""What each format of a replay has to do; and the view of a replay that nobody reads any more."""

from collections.abc import Sequence
from typing import Protocol

from maileroo_cli.delivery.effects.result import DeliveryFinding, RunResult
from maileroo_cli.delivery.replay.records import AttemptRecord
from maileroo_cli.report.replay.point import AttemptPoint, DeliveryRow


class ReplayView(Protocol):
    """One format of a replay. ``keeps`` tells whether its end shows attempts."""

    keeps: bool

    def start(self, delivery_count: int, run_id: str | None, finished: float | None = None) -> None:
        """Show what is being played; ``finished`` is when that ended, where nothing is left to do."""
        ...

    def add(
        self,
        record: AttemptRecord,
        point: AttemptPoint | None,
        findings: Sequence[DeliveryFinding],
        first: float,
        *,
        past: bool = False,
    ) -> None:
        """Show one attempt; ``first`` is when the first one of its delivery was due. Views that keep get a point.

        One that is ``past`` was made by an earlier process.
        """
        ...

    def hint(self, text: str) -> None:
        """Show what is probably wrong with the receiver, at once."""
        ...

    def finish(self, rows: Sequence[DeliveryRow], result: RunResult) -> None:
        """Show the end."""
        ...

    def close(self) -> None:
        """Give back what is held, however the run ended."""
        ...


class SilentView:
    """Takes the place of a view whose reader has gone: nothing is shown, while the picture may still be drawn."""

    keeps = False

    def start(self, delivery_count: int, run_id: str | None, finished: float | None = None) -> None:
        """Show nothing."""

    def add(
        self,
        record: AttemptRecord,
        point: AttemptPoint | None,
        findings: Sequence[DeliveryFinding],
        first: float,
        *,
        past: bool = False,
    ) -> None:
        """Show nothing."""

    def hint(self, text: str) -> None:
        """Show nothing."""

    def finish(self, rows: Sequence[DeliveryRow], result: RunResult) -> None:
        """Show nothing."""

    def close(self) -> None:
        """Hold nothing."""
