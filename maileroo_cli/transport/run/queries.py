"""What a run's file says, read through a connection that somebody else opened. Nothing is written here."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.database.failure import SQLITE_ERRORS, unreadable
from maileroo_cli.capture.database.row import (
    NOTHING,
    REAL,
    TEXT,
    WHOLE,
    Row,
    RowError,
    RowShape,
    check_span,
    wrong_value,
)
from maileroo_cli.delivery.replay.clock import ClockAnchor, parse_clock
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord, Delivery, DeliveryEnd, DueAttempt
from maileroo_cli.errors import UsageError
from maileroo_cli.transport.run.folder import run_wording
from maileroo_cli.transport.run.plan import read_plan
from maileroo_cli.transport.run.rows import (
    SELECT_ATTEMPTS,
    SELECT_DELIVERIES,
    SELECT_LOOKS,
    row_delivery,
    row_record,
)
from maileroo_cli.transport.run.schema import UNKNOWN
from maileroo_cli.transport.run.values import look_of, moment_of, stored_text

# With max() alone SQLite takes the other columns from the row that has it.
_LATEST = "SELECT parcel, number, due, ended, outcome, final, max(seq) FROM attempt GROUP BY parcel"
_COUNTS = (
    "SELECT count(outcome), count(*), count(*) FILTER (WHERE outcome = ?), "
    "count(*) FILTER (WHERE final = ?), count(*) FILTER (WHERE final = ?) FROM attempt"
)
_TYPES = "SELECT event_type FROM parcel GROUP BY event_type ORDER BY min(seq) LIMIT ?"
_MOST_TYPES = 20
_COLUMNS = 3
_OUTCOME = 9
_LATEST_SHAPE = RowShape(
    parcel=(WHOLE,),
    number=(WHOLE,),
    due=(REAL,),
    ended=(REAL, NOTHING),
    outcome=(TEXT, NOTHING),
    final=(TEXT, NOTHING),
    seq=(WHOLE,),
)
_ANCHOR_SHAPE = RowShape(moment=(REAL,), wall=(REAL,), steady=(REAL,), boot=(TEXT,))
_HAS_LOOKS = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'look'"
_HAS_ENDED = (
    "SELECT (SELECT count(*) FROM parcel) = (SELECT count(*) FROM attempt WHERE final IS NOT NULL), "
    "(SELECT max(wall) FROM attempt)"
)


class RunCounts(NamedTuple):
    """How many attempts have an outcome, are known to have none, and were begun last; and how deliveries ended."""

    attempts: int
    unknown: int
    begun: int
    accepted: int
    given_up: int


class RunQueries:
    """Reads a run; what is damaged raises ``InputError``."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path
        self._plan: str | None = None
        self._deliveries: list[Delivery] | None = None

    def plan(self) -> RunPlan:
        """Return the plan."""
        with self._careful("its plan cannot be read: "):
            plan = read_plan(self.plan_text())
            parse_clock(plan.clock)
            return plan

    def plan_text(self) -> str:
        """Return the plan as it is written; read once, so that what is checked is what is done."""
        if self._plan is None:
            with self._careful():
                self._plan = str(self._one("SELECT plan FROM run")[0])
        return self._plan

    def tag(self) -> str | None:
        """Return the tag; ``None`` where the user who made the run has no key, or an older version made it."""
        with self._careful():
            row = self._one("SELECT * FROM run")
            return None if len(row) < _COLUMNS or row[-1] is None else str(row[-1])

    def deliveries(self) -> Sequence[Delivery]:
        """Return the deliveries in order; they are read once."""
        if self._deliveries is None:
            with self._careful():
                deliveries = [row_delivery(row) for row in self._connection.execute(SELECT_DELIVERIES)]
                if any(delivery.index != place for place, delivery in enumerate(deliveries)):
                    raise RowError("a delivery is missing")
                self._deliveries = deliveries
        return self._deliveries

    def records(self, plan: RunPlan, *, in_flight: bool = False) -> Iterator[AttemptRecord]:
        """Yield the attempts in the order in which they were begun.

        Those without an outcome are unknown; with ``in_flight`` somebody is making them, and they are left out.
        """
        deliveries, elapsed = self.deliveries(), plan.schedule.elapsed
        with self._careful():
            for row in self._connection.execute(SELECT_ATTEMPTS):
                if row[_OUTCOME] is not None or not in_flight:
                    yield row_record(row, deliveries, elapsed)

    def pending(self, plan: RunPlan) -> Iterator[DueAttempt]:
        """Yield the open deliveries in order, each with its next attempt."""
        with self._careful():
            statement = "SELECT parcel, min(due) FROM attempt WHERE number = 1 GROUP BY parcel"
            first = {parcel: moment_of("due", due) for parcel, due in self._connection.execute(statement)}
            latest = self._latest()
            for delivery in self.deliveries():
                if (row := latest.get(delivery.index)) is None:
                    yield DueAttempt(delivery, 1, plan.start + delivery.offset)
                elif (following := _following(row, plan)) is not None:
                    yield DueAttempt(delivery, *following, first[delivery.index])

    def next_due(self, plan: RunPlan) -> float | None:
        """Return the simulated moment at which the next attempt of all is due, ``None`` where none is."""
        with self._careful():
            following = [_following(row, plan) for row in self._latest().values()]
            dues = [due for _, due in filter(None, following)]
            (delay,) = self._one("SELECT min(delay) FROM parcel WHERE seq NOT IN (SELECT parcel FROM attempt)")
            return min([*dues, moment_of("due", plan.start + delay)] if delay is not None else dues, default=None)

    def anchor(self) -> ClockAnchor:
        """Return the last moment that was noted, beside what the outer clocks showed."""
        with self._careful():
            session, *row = self._one("SELECT seq, moment, wall, steady, boot FROM session ORDER BY seq DESC LIMIT 1")
            boot = row[-1]
            statement = "SELECT began, wall, steady FROM attempt WHERE session = ? ORDER BY seq DESC LIMIT 1"
            for shown in self._connection.execute(statement, (session,)):
                row = [*shown, boot]
            _ANCHOR_SHAPE.check(row)
            anchor = ClockAnchor._make(row)
            check_span("steady", anchor.steady)
            return anchor._replace(moment=moment_of("moment", anchor.moment), wall=moment_of("wall", anchor.wall))

    def place(self) -> tuple[int, int]:
        """Return the number of the last session, and that of the last row of an attempt, 0 where there is none."""
        with self._careful():
            session, attempt = self._one("SELECT (SELECT max(seq) FROM session), (SELECT max(seq) FROM attempt)")
            return int(session), int(attempt or 0)

    def counts(self) -> RunCounts:
        """Return how many attempts there are, and how deliveries ended."""
        with self._careful():
            known, all_of_them, unknown, accepted, given_up = self._one(
                _COUNTS, UNKNOWN, str(DeliveryEnd.ACCEPTED), str(DeliveryEnd.GIVEN_UP)
            )
            return RunCounts(known - unknown, unknown, all_of_them - known, accepted, given_up)

    def created(self) -> float:
        """Return when the run was made, in real time."""
        with self._careful():
            return moment_of("wall", self._one("SELECT wall FROM session ORDER BY seq LIMIT 1")[0])

    def looks(self) -> list[tuple[int | None, float]]:
        """Return the last looks after the run, each with the delivery that it was at; none in runs of version 1."""
        with self._careful():
            if not self._one(_HAS_LOOKS)[0]:
                return []
            count = self.delivery_count()
            return [look_of(row, count) for row in self._connection.execute(SELECT_LOOKS)]

    def ended(self) -> float | None:
        """Return when the last attempt began in real time if nothing is left to do, else ``None``."""
        with self._careful():
            over, wall = self._one(_HAS_ENDED)
            if not over:
                return None
            return self.created() if wall is None else moment_of("wall", wall)

    def delivery_count(self) -> int:
        """Return how many deliveries there are."""
        with self._careful():
            return int(self._one("SELECT count(*) FROM parcel")[0])

    def event_types(self) -> tuple[str, ...]:
        """Return the types of the events, in the order in which they first occur; no more than twenty."""
        with self._careful():
            return tuple(stored_text(value) for (value,) in self._connection.execute(_TYPES, (_MOST_TYPES,)))

    def _latest(self) -> dict[int, Row]:
        """Return of each delivery that has one the row of its last attempt."""
        rows = {row[0]: row for row in self._connection.execute(_LATEST)}
        for row in rows.values():
            _LATEST_SHAPE.check(row)
        return rows

    def _one(self, statement: str, *values: object) -> Row:
        row: Row | None = self._connection.execute(statement, values).fetchone()
        if row is None:
            raise RowError("something is missing")
        return row

    @contextmanager
    def _careful(self, what: str = "") -> Iterator[None]:
        try:
            yield
        except SQLITE_ERRORS as error:
            raise unreadable(self.path, run_wording(self.path), error) from None
        except (ValueError, TypeError, LookupError, ArithmeticError, UsageError, RecursionError) as error:
            told = error.message if isinstance(error, UsageError) else str(error)
            if isinstance(error, LookupError):
                told = "a row names what is not there"
            raise unreadable(self.path, run_wording(self.path), RowError(f"{what}{told}")) from None


def _following(row: Row, plan: RunPlan) -> tuple[int, float] | None:
    """Return number and due moment of the attempt that follows a delivery's last one, ``None`` where none does."""
    _, number, due, ended, outcome, final, seq = row
    if final is not None:
        return None
    if outcome is None or outcome == UNKNOWN:
        return number, moment_of("due", due)
    if not 1 <= number <= len(plan.schedule.waits):
        raise RowError(f"attempt {seq}: {wrong_value('number', number)}")
    return number + 1, moment_of("ended", ended) + plan.schedule.waits[number - 1]
