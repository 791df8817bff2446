"""Adding up what arrives: verdicts and causes by the type of event, and how it stands with what is awaited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from maileroo_cli.capture.probe import is_other_method
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.operation.listen.results import ListenSummary

if TYPE_CHECKING:
    from maileroo_cli.capture.expectation.clauses import Expectation
    from maileroo_cli.capture.expectation.tracker import ExpectationTracker
    from maileroo_cli.transport.server.arrival import Arrival

_MOST_TYPES = 100
_NO_TYPE, _FURTHER_TYPES = "-", "…"
_PROBE = StoredVerdict.PROBE.value
_VALID = {StoredVerdict.VALID.value: True, StoredVerdict.UNCHECKED.value: None}


class ArrivalCounts:
    """What came so far. Without an ``expectation`` nothing is ever met."""

    def __init__(self, expectation: Expectation | None) -> None:
        self._tracker = None if expectation is None else _track(expectation)
        self._verdicts: dict[str, Counter[str]] = {}
        self._causes: dict[str, Counter[str]] = {}
        self._not_kept = self._probes = 0

    def add(self, arrivals: Sequence[Arrival]) -> None:
        """Count requests."""
        for arrival in arrivals:
            self._count(arrival)

    @property
    def met(self) -> bool | None:
        """Whether all that is awaited has come and nothing else, ``None`` while that is open."""
        return None if self._tracker is None else self._tracker.state.met

    def summary(self, turned_away: int) -> ListenSummary:
        """Return the sum; nothing more will come."""
        tracker = self._tracker
        if tracker is None:
            return ListenSummary(self._verdicts, self._causes, self._probes, self._not_kept, turned_away)
        tracker.finish()
        return ListenSummary(
            self._verdicts,
            self._causes,
            self._probes,
            self._not_kept,
            turned_away,
            tuple(tracker.report()),
            tracker.state.met,
        )

    def _count(self, arrival: Arrival) -> None:
        entry = arrival.entry
        self._not_kept += not arrival.kept
        if entry.verdict == _PROBE:
            self._probes += 1
            return
        kind = entry.event_type or _NO_TYPE
        verdicts = self._verdicts.get(kind)
        if verdicts is None:
            kind = kind if len(self._verdicts) < _MOST_TYPES else _FURTHER_TYPES
            verdicts = self._verdicts.setdefault(kind, Counter())
        verdicts[entry.verdict] += 1
        if cause := entry.cause or entry.anomaly:
            self._causes.setdefault(kind, Counter())[cause] += 1
        if entry.anomaly and is_other_method(entry.method):
            return  # damaged, but no webhook in any case
        if self._tracker is not None and arrival.kept:  # what is not kept was refused, and will come again
            self._tracker.add(entry.event_type, entry.event_id, _VALID.get(entry.verdict, False), cause)


def _track(expectation: Expectation) -> ExpectationTracker:
    from maileroo_cli.capture.expectation.tracker import ExpectationTracker

    return ExpectationTracker(expectation)
