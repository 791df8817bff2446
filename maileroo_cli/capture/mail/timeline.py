"""The timeline of one mail: its captured events in the order in which they happened, with what is odd about them.

What happened in the same second is put in the order of a mail's life, an unknown type last. Words for people are in
``report.captures.timeline``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from maileroo_cli.capture.mail.lifecycle import MailLifecycle, Oddity
from maileroo_cli.webhook.catalogue.succession import stage_of


@dataclass(frozen=True, slots=True)
class MailEvent:
    """One capture of a mail's event, as it arrived.

    ``at`` is Unix seconds of the arrival, ``event_time`` those of the event as its body says, if it does.
    ``recipients`` are whom the body names; they matter where a mail has several.
    """

    capture_id: str
    at: float
    event_type: str
    event_id: str
    event_time: int | None
    verdict: str
    recipients: tuple[str, ...] = ()

    @property
    def moment(self) -> float:
        """When it happened, in Unix seconds; the arrival where the body does not say."""
        return self.at if self.event_time is None else self.event_time


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One capture in its place.

    ``elapsed`` are seconds since the first entry, ``silence`` since the one before, ``delay`` from the event to its
    arrival (negative where clocks differ, ``None`` where the body has no time). ``duplicate_of`` is the capture in
    which the same event came first. Out of order is what arrived after a capture of a later event (``late_behind``) or
    before one of an earlier event (``ahead_of``); the farthest such capture is named. Duplicates, and events without a
    time, are not judged so. ``missing`` are the events that must have happened before this one, but were not captured;
    ``illegal_after`` is the event after which Maileroo would not send this one (inferred).
    """

    arrival: MailEvent
    elapsed: float
    silence: float
    delay: float | None
    duplicate_of: str | None = None
    late_behind: str | None = None
    ahead_of: str | None = None
    missing: tuple[str, ...] = ()
    illegal_after: str | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """All captures of one mail in order."""

    entries: tuple[TimelineEntry, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The types of events that must have happened, but were not captured."""
        return tuple(name for entry in self.entries for name in entry.missing)

    @property
    def duplicates(self) -> int:
        """How many captures are repetitions of an event."""
        return sum(entry.duplicate_of is not None for entry in self.entries)

    @property
    def late(self) -> int:
        """How many events arrived after a later one."""
        return sum(entry.late_behind is not None for entry in self.entries)

    @property
    def illegal(self) -> int:
        """How many events Maileroo would not send after what came before."""
        return sum(entry.illegal_after is not None for entry in self.entries)


def build_timeline(items: Iterable[MailEvent]) -> Timeline:
    """Put the captures of one mail in order and mark what is odd; ``capture_id`` tells them apart."""
    arrivals = sorted(items, key=lambda one: one.at)
    repeated = _find_duplicates(arrivals)
    ordered = sorted(arrivals, key=lambda one: (one.moment, stage_of(one.event_type), one.at))
    places = _find_inversions([one for one in ordered if one.event_time is not None and one.capture_id not in repeated])
    oddities = _judge([one for one in ordered if one.capture_id not in repeated])
    entries: list[TimelineEntry] = []
    for arrival in ordered:
        late_behind, ahead_of = places.get(arrival.capture_id, _IN_PLACE)
        missing, illegal_after = oddities.get(arrival.capture_id, _NOTHING_ODD)
        before = entries[-1].arrival if entries else arrival
        entries.append(
            TimelineEntry(
                arrival,
                arrival.moment - ordered[0].moment,
                arrival.moment - before.moment,
                None if arrival.event_time is None else arrival.at - arrival.event_time,
                repeated.get(arrival.capture_id),
                late_behind,
                ahead_of,
                missing,
                illegal_after,
            )
        )
    return Timeline(tuple(entries))


class _Position(NamedTuple):
    late_behind: str | None
    ahead_of: str | None


_IN_PLACE = _Position(None, None)
_NOTHING_ODD = Oddity((), None)


def _find_duplicates(arrivals: Sequence[MailEvent]) -> dict[str, str]:
    """Return for each repetition of an event the capture in which it came first; ``arrivals`` are as they came."""
    first: dict[str, str] = {}
    repeated: dict[str, str] = {}
    for one in arrivals:
        if not one.event_id:
            continue
        if one.event_id in first:
            repeated[one.capture_id] = first[one.event_id]
        else:
            first[one.event_id] = one.capture_id
    return repeated


def _find_inversions(ordered: Sequence[MailEvent]) -> dict[str, _Position]:
    """Return for each event what overtook it and what it overtook; ``ordered`` are as they happened."""
    ahead_of: dict[str, str | None] = {}
    places: dict[str, _Position] = {}
    latest: MailEvent | None = None
    for one in ordered:
        ahead_of[one.capture_id] = latest.capture_id if latest is not None and latest.at > one.at else None
        latest = one if latest is None or one.at > latest.at else latest
    earliest: MailEvent | None = None
    for one in reversed(ordered):
        late_behind = earliest.capture_id if earliest is not None and earliest.at < one.at else None
        places[one.capture_id] = _Position(late_behind, ahead_of[one.capture_id])
        earliest = one if earliest is None or one.at < earliest.at else earliest
    return places


def _judge(ordered: Sequence[MailEvent]) -> dict[str, Oddity]:
    """Return for each event what is odd about it in the life of the mail."""
    recipients = tuple(dict.fromkeys(name for one in ordered for name in one.recipients))
    lifecycle = MailLifecycle(recipients, frozenset(one.event_type for one in ordered))
    return {one.capture_id: lifecycle.judge(one.event_type, one.recipients) for one in ordered}
