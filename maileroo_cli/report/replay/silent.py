"""A replay that nobody reads any more: nothing is shown, while its picture may still be drawn."""

from collections.abc import Sequence

from maileroo_cli.delivery.effects.result import DeliveryFinding, RunResult
from maileroo_cli.delivery.replay.records import AttemptRecord
from maileroo_cli.report.replay.point import AttemptPoint, DeliveryRow


class SilentView:
    """Takes the place of a view whose reader has gone."""

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
