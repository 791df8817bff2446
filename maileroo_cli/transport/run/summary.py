"""Reading a run from its file, also while another process plays it. Nothing is written here.

SQLite itself may tidy up: who closes such a file last puts what stands in its log into it and takes the log away. That
takes the right to write, so it is used where there is one; a reader without it would leave a log behind.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from maileroo_cli.capture.store.file import companions, refuse_links, refuse_twins
from maileroo_cli.capture.store.lock import find_holder
from maileroo_cli.errors import InputError
from maileroo_cli.transport.run.queries import RunQueries
from maileroo_cli.transport.run.schema import RUN, FileKind, check_run, damaged, recognise
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
    """Return when a run was made, by the clock on the wall; what is no run, or is damaged, raises ``InputError``."""
    with _open(path, still=find_holder(path) is None) as reader:
        return reader.created()


def read_end(path: Path) -> float | None:
    """Return when the last attempt of a finished run that nobody has began, by the clock on the wall; else ``None``.

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
            if recognise(path) is not FileKind.EMPTY or find_holder(path) is None:
                yield survey_run(path)
        except InputError as error:
            if path.exists():  # or it was deleted meanwhile
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
    except sqlite3.Error as error:
        raise damaged(path, error) from None


def _connect(path: Path, *, still: bool) -> sqlite3.Connection:
    uri = path.absolute().as_uri()
    if still and not companions(path)[0].exists():  # then nothing has to be locked, nor a log made
        return _begin(f"{uri}?mode=ro&immutable=1")
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return _begin(f"{uri}?mode=rw")
    uri = f"{uri}?mode=ro"
    try:
        return _begin(uri)
    except sqlite3.OperationalError:
        # Where nothing may be written, SQLite reads such a file only if it is told that nobody else writes to it.
        if companions(path)[0].exists():
            raise
        return _begin(f"{uri}&immutable=1")


def _begin(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10)
    try:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM run").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection
