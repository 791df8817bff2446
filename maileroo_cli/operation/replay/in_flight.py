"""What a run that is cut short has not shown yet: attempts that were under way, and those that had just ended."""

from collections.abc import Iterator

from maileroo_cli.delivery.replay.journal import Journal, NoJournal
from maileroo_cli.delivery.replay.records import AttemptRecord, Delivery
from maileroo_cli.delivery.schedule.definition import Schedule


class InFlightAttempts:
    """Passes on to a journal what the engine notes there, and keeps of it what nobody has taken yet."""

    def __init__(self, schedule: Schedule, journal: Journal | None = None) -> None:
        self._elapsed = schedule.elapsed
        self._journal = journal or NoJournal()
        self._left: dict[int, AttemptRecord] = {}

    def begin(self, delivery: Delivery, number: int, due: float, began: float) -> None:
        """Keep an attempt that is about to be made, as one of unknown outcome."""
        self._journal.begin(delivery, number, due, began)
        planned = self._elapsed[number - 1]
        self._left[delivery.index] = AttemptRecord(delivery, number, planned, due, began, began, None, None)

    def end(self, record: AttemptRecord) -> None:
        """Keep what came of it."""
        self._journal.end(record)
        self._left[record.delivery.index] = record

    def commit(self) -> None:
        """Let the journal make it last."""
        self._journal.commit()

    def taken(self, record: AttemptRecord) -> None:
        """Forget an attempt that is shown now."""
        self._left.pop(record.delivery.index, None)

    def left(self) -> Iterator[AttemptRecord]:
        """Yield what has not been taken, in the order in which it was begun, and forget it."""
        left, self._left = self._left, {}
        yield from left.values()
