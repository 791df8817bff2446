"""Reading a run from its file, also while another process plays it. Nothing is written here.

SQLite itself may tidy up: who closes such a file last puts what stands in its log into it and takes the log away. That
takes the right to write, so it is used where there is one; a reader without it would leave a log behind.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from maileroo_cli.capture.database.connection import Access, connect
from maileroo_cli.capture.database.failure import DATABASE_ERRORS, unreadable
from maileroo_cli.capture.database.head import FileKind
from maileroo_cli.capture.store.file import companions, refuse_links, refuse_twins
from maileroo_cli.capture.store.lock import find_holder
from maileroo_cli.errors import InputError
from maileroo_cli.transport.run.folder import check_run, run_wording
from maileroo_cli.transport.run.queries import RunQueries
from maileroo_cli.transport.run.schema import RUN, check_tables, recognise
from maileroo_cli.transport.run.state import Run, RunSummary, UnreadableRun


def read_run(path: Path) -> Run:
    """Read a run as it is at this moment; what is no run, or is damaged, raises ``InputError``.

    It may be played by another process meanwhile; the one that plays it has ``RunFile.records()``.
    """
    with _open(path) as reader:
        summary = _summarise(path, reader)
        records = reader.records(summary.plan, in_flight=summary.holder is not None)
        return Run(summary, tuple(reader.deliveries()), tuple(records), tuple(reader.looks()))


def read_created(path: Path) -> float:
    """Return when a run was made, in real time; what is no run, or is damaged, raises ``InputError``."""
    with _open(path, still=find_holder(path) is None) as reader:
        return reader.created()


def read_end(path: Path) -> float | None:
    """Return when the last attempt of a finished run that nobody has began, in real time; else ``None``.

    What is no run, or is damaged, raises ``InputError``.
    """
    with _open(path, still=find_holder(path) is None) as reader:
        return reader.ended() if find_holder(path) is None else None


def survey_run(path: Path) -> RunSummary:
    """Read what is known of a run without its attempts; what is no run, or is damaged, raises ``InputError``."""
    with _open(path) as reader:
        return _summarise(path, reader)


def survey_runs(paths: Iterable[Path]) -> Iterator[RunSummary | UnreadableRun]:
    """Yield what is known of each run; one that is just being made is left out."""
    for path in paths:
        try:
            refuse_links(path, RUN)
            if recognise(path) is not FileKind.EMPTY or find_holder(path) is None:
                yield survey_run(path)
        except InputError as error:
            if os.path.lexists(path):  # or it was deleted meanwhile
                yield UnreadableRun(path, error)


def _summarise(path: Path, reader: RunQueries) -> RunSummary:
    holder = find_holder(path)
    plan, counts = reader.plan(), reader.counts()
    return RunSummary(
        path,
        plan,
        reader.created(),
        reader.event_types(),
        reader.delivery_count(),
        counts,
        reader.next_due(plan),
        reader.anchor(),
        holder or find_holder(path),  # whoever began between the two looks may have begun an attempt as well
    )


@contextmanager
def _open(path: Path, *, still: bool = False) -> Iterator[RunQueries]:
    """Open a run for reading; all that is read belongs to one moment. One that is ``still`` is written by nobody."""
    refuse_links(path, RUN)
    refuse_twins(path, RUN)
    check_run(path)
    try:
        with closing(_connect(path, still=still)) as connection:
            yield RunQueries(connection, path)
    except DATABASE_ERRORS as error:
        check_run(path)  # SQLite takes back what a process had begun that was killed while it made the run
        raise unreadable(path, run_wording(path), error) from None


def _connect(path: Path, *, still: bool) -> sqlite3.Connection:
    if still and not _has_log(path):  # then nothing has to be locked, nor a log made
        return _begin(path, Access.UNCHANGING)
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return _begin(path, Access.WRITE)
    try:
        return _begin(path, Access.READ)
    except sqlite3.OperationalError:
        # Where nothing may be written, SQLite reads such a file only if it is told that nobody else writes to it.
        if _has_log(path):
            raise
        return _begin(path, Access.UNCHANGING)


def _has_log(path: Path) -> bool:
    """Whether a part of the run, or what is to be taken back of it, stands beside its file."""
    return any(one.exists() for one in (companions(path)[0], path.with_name(f"{path.name}-journal")))


def _begin(path: Path, access: Access) -> sqlite3.Connection:
    connection = connect(path, access)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")
        check_tables(connection)
    except DATABASE_ERRORS:
        connection.close()
        raise
    return connection
