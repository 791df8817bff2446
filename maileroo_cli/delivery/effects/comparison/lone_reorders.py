"""Whether an attempt that was to change places with its neighbour had none, as far as that shows for sure."""

from collections import Counter

from maileroo_cli.delivery.fault.kind import FaultKind
from maileroo_cli.delivery.replay.records import AttemptRecord


class ReorderTracker:
    """Takes the attempts of a run of ``total`` deliveries in the order in which they come.

    Two attempts change places where both have the same number. So one had no neighbour for sure where every other
    delivery was past that number already, and no attempt came that was due after it.
    """

    def __init__(self, total: int, attempts: int) -> None:
        self._others = total - 1
        self._attempts = attempts
        self._past: Counter[int] = Counter()
        self._latest: dict[int, tuple[float, int]] = {}

    def is_alone(self, record: AttemptRecord) -> bool:
        """Take an attempt and return whether it was to change places and there was nothing to change them with."""
        number, place = record.number, (record.due, record.delivery.index)
        if record.result is None:
            return False
        latest = self._latest.get(number, place)
        alone = (
            record.fault is not None
            and record.fault.kind is FaultKind.REORDER
            and self._past[number] == self._others
            and latest <= place
        )
        self._latest[number] = max(latest, place)
        self._past.update(range(number, number + 1 if record.end is None else self._attempts + 1))
        return alone
