"""The file of one run, for the one process that plays it: its journal. Reading alone is done in ``summary``."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from maileroo_cli.capture.database.failure import DATABASE_ERRORS, SQLITE_ERRORS, unwritable
from maileroo_cli.capture.database.row import Row
from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.capture.store.file import identify, refuse_links, refuse_twins
from maileroo_cli.capture.store.lock import StoreLock
from maileroo_cli.delivery.replay.clock import ClockAnchor, parse_clock, resume_moment
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord, Delivery, DueAttempt
from maileroo_cli.delivery.replay.timekeeper import SystemTimekeeper, Timekeeper
from maileroo_cli.errors import InputError
from maileroo_cli.transport.run.folder import check_run, leave_nothing, make_run_file, run_id, run_wording
from maileroo_cli.transport.run.origin.key import find_or_make_key
from maileroo_cli.transport.run.queries import RunQueries
from maileroo_cli.transport.run.rows import (
    BEGIN_ATTEMPT,
    END_ATTEMPT,
    INSERT_LOOK,
    end_values,
)
from maileroo_cli.transport.run.schema import RUN
from maileroo_cli.transport.run.session import begin_session, fill, is_own, open_for_writing, own_tag, roll_back

CheckRun = Callable[[RunPlan, bool], bool]

DOING = "mhook replay"
_LOG_PAGES = 4_000
_LOG_BYTES = 16 * 1024 * 1024


def create_run(
    folder: Path,
    plan: RunPlan,
    deliveries: Iterable[Delivery],
    anchor: ClockAnchor,
    *,
    timekeeper: Timekeeper | None = None,
) -> "RunFile":
    """Make a new run in ``folder`` and open it; its plan and all deliveries are then on the disk.

    ``anchor`` is what its clock shows now. What the disk refuses raises ``InputError``; then nothing is left behind,
    nor where ``deliveries`` raises.
    """
    path = make_run_file(folder, anchor.wall)
    with ExitStack() as undo:
        undo.callback(leave_nothing, path)
        lock = StoreLock(path, DOING, RUN)
        undo.callback(lock.release)
        connection = open_for_writing(path)
        undo.callback(connection.close)
        try:
            fill(connection, path, plan, deliveries, anchor, find_or_make_key())
            run = RunFile(RunQueries(connection, path), connection, lock, timekeeper or SystemTimekeeper())
        except DATABASE_ERRORS as error:
            raise unwritable(path, run_wording(path), error) from None
        undo.pop_all()
        return run


def open_run(path: Path, check: CheckRun | None = None, *, timekeeper: Timekeeper | None = None) -> "RunFile":
    """Open a run in order to go on with it; attempts that were begun and have no outcome become unknown.

    What is no run, is damaged or newer than this version, or is being played by another process raises ``InputError``
    and stays as it is, as does what ``check`` raises for: it is told the plan, and whether this user made the run here.
    Where it returns true the user confirmed the run, which is this user's own from then on.
    """
    refuse_links(path, RUN)
    refuse_twins(path, RUN)
    check_run(path)
    timekeeper = timekeeper or SystemTimekeeper()
    with ExitStack() as undo:
        lock = StoreLock(path, DOING, RUN)
        undo.callback(lock.release)
        connection = open_for_writing(path)
        undo.callback(connection.close)
        reader = RunQueries(connection, path)
        try:
            plan, anchor = reader.plan(), reader.anchor()
        except InputError:
            connection.close()
            check_run(path)  # SQLite takes back what a process had begun that was killed while it made the run
            raise
        confirmed = check is not None and check(plan, is_own(reader))
        try:
            begin_session(connection, plan, anchor, timekeeper, own_tag(reader) if confirmed else None)
            run = RunFile(reader, connection, lock, timekeeper)
        except DATABASE_ERRORS as error:
            raise unwritable(path, run_wording(path), error) from None
        undo.pop_all()
        return run


class RunFile:
    """A run that this process plays. It is the engine's journal; its methods belong to one thread at a time.

    Each attempt is a row that is written when it begins and filled in when it ended; what is noted between two commits
    goes into one transaction. What the disk refuses raises ``InputError``; it is then tried once more at the end.
    """

    def __init__(
        self, reader: RunQueries, connection: sqlite3.Connection, lock: StoreLock, timekeeper: Timekeeper
    ) -> None:
        """Take over what :func:`create_run` and :func:`open_run` opened."""
        self.path = reader.path
        self._connection, self._lock, self._timekeeper = connection, lock, timekeeper
        self._reader = reader
        self.plan = self._reader.plan()
        self.anchor = self._reader.anchor()
        self._clock_speed = parse_clock(self.plan.clock)
        self._waits = self._clock_speed.speed is not None
        self._set_up()
        self._execute = connection.execute
        self._session, self._seq = self._reader.place()
        self._looks = 0
        self._rows: dict[int, int] = {}
        """The row of the attempt that is under way for a delivery."""

        self._notes: list[tuple[str, Row]] = []
        self._place = self.path.absolute()
        self._file = identify(self._place)

    def _set_up(self) -> None:
        """Say what a commit survives: any death of the process, and where time passes a loss of power as well.

        Such a loss costs the waiting of hours there. On the virtual clock a run is over in seconds and made again in
        as many, so it need not wait for the disk twice an attempt, nor look whether its file is still there.
        """
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute(f"PRAGMA synchronous = {'FULL' if self._waits else 'NORMAL'}")
        self._connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
        self._connection.execute(f"PRAGMA journal_size_limit = {_LOG_BYTES}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def id(self) -> str:
        """The run's id."""
        return run_id(self.path)

    @property
    def delivery_count(self) -> int:
        """How many deliveries the run has."""
        return self._reader.delivery_count()

    def moment(self) -> float:
        """Return the simulated moment of now, in Unix seconds: a clock that is made for this run begins with it."""
        return resume_moment(self.anchor, self._clock_speed, self._timekeeper)

    def pending(self) -> list[DueAttempt]:
        """Return the deliveries that are open, each with the attempt that comes next; for the engine.

        An unknown attempt comes again, and was due when it was due before. A failed one is followed by the next, its
        wait after it ended. What was accepted or given up is not among them.
        """
        return list(self._reader.pending(self.plan))

    def records(self) -> Iterator[AttemptRecord]:
        """Yield every attempt until now in the order in which they were begun, the unknown ones included."""
        return self._reader.records(self.plan)

    def looks(self) -> list[tuple[int | None, float]]:
        """Return the last looks that were taken after the run."""
        return self._reader.looks()

    def ended(self) -> float | None:
        """Return when the run ended in real time; ``None`` where something is left to do."""
        return self._reader.ended()

    def begin(self, delivery: Delivery, number: int, due: float, began: float) -> None:
        """Note that an attempt is about to be made, and what the outer clocks show at that moment."""
        self._seq += 1
        self._rows[delivery.index] = self._seq
        wall, steady = self._timekeeper.wall(), self._timekeeper.steady()
        row = (self._seq, self._session, delivery.index, number, due, began, wall, steady)
        self._notes.append((BEGIN_ATTEMPT, row))

    def end(self, record: AttemptRecord) -> None:
        """Note what came of an attempt; one whose outcome is not known stays without."""
        row = self._rows.pop(record.delivery.index)
        if record.result is not None:
            self._notes.append((END_ATTEMPT, (*end_values(record, record.result), row)))

    def look(self, index: int | None, number: float) -> None:
        """Note a last look after the run."""
        self._looks += 1
        self._notes.append((INSERT_LOOK, (self._looks, index, number)))

    def commit(self) -> None:
        """Write down what was noted; raise ``InputError`` where that cannot be, and keep it for another try.

        It is kept where Ctrl-C comes meanwhile as well, and may then be written twice, which is the same as once.
        """
        notes = self._notes
        if not notes:
            return
        if self._waits and identify(self._place) != self._file:
            raise InputError(
                f"the run {short_name(self.path)!r} was deleted or moved while it was playing", "start it again"
            )
        try:
            if len(notes) == 1:  # a statement alone is a transaction
                self._execute(*notes[0])
            else:
                self._write(notes)
        except SQLITE_ERRORS as error:
            raise unwritable(self.path, run_wording(self.path), error) from None
        notes.clear()

    def close(self) -> None:
        """Write down what is left, close the file and let others go on with the run."""
        try:
            with suppress(InputError):
                self.commit()
            self._connection.close()
        finally:
            self._lock.release()

    def _write(self, notes: list[tuple[str, Row]]) -> None:
        execute = self._execute
        try:
            execute("BEGIN IMMEDIATE")
            for statement, row in notes:
                execute(statement, row)
            execute("COMMIT")
        except BaseException:  # an interruption as well: another try begins a transaction of its own
            roll_back(self._connection)
            raise
