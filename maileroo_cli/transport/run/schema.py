"""The tables of a run's file, and what tells such a file from any other. Rows are read and written elsewhere.

A run is one SQLite file: its plan, its deliveries with the exact bytes that are sent, and a row an attempt, which is
written before the attempt is made and filled in after it.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from maileroo_cli.capture.database.head import FileKind, FileMark
from maileroo_cli.capture.database.head import recognise as find_kind
from maileroo_cli.capture.database.schema import STRICT, SchemaError, check_schema
from maileroo_cli.capture.database.wording import FileWording, short_name
from maileroo_cli.errors import InputError

RUN = FileWording("run", "folder", "--runs", "the other runs can be read")
APPLICATION_ID = 0x6D686F72
"""What marks an SQLite file as a run: ``mhor``."""

VERSION = 3
"""Version 1 had no last looks: such a run is read as one in which none was taken. Before 3 a run had no tag, and SQLite
was not held to its types.
"""

UNKNOWN = "unknown"
"""The outcome of an attempt that was begun by a process that died before it could note what came of it."""

# A page of a kilobyte holds some ten attempts: less is copied at each commit than with larger ones. A session is one
# process that had the run; each row of a time holds a simulated moment beside what the outer clocks showed then.
_RUN_2 = "CREATE TABLE run (id TEXT NOT NULL, plan TEXT NOT NULL)"
_RUN = f"CREATE TABLE run (id TEXT NOT NULL, plan TEXT NOT NULL, tag TEXT){STRICT}"
_SESSION = """CREATE TABLE session (
    seq INTEGER PRIMARY KEY,
    moment REAL NOT NULL, wall REAL NOT NULL, steady REAL NOT NULL, boot TEXT NOT NULL
)"""
_PARCEL_2 = """CREATE TABLE parcel (
    seq INTEGER PRIMARY KEY,
    event_type TEXT NOT NULL, event_id TEXT NOT NULL, delay REAL NOT NULL,
    method TEXT NOT NULL, url TEXT NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL
)"""
# Text with half a surrogate pair, which is no UTF-8, is kept as bytes.
_PARCEL = f"""CREATE TABLE parcel (
    seq INTEGER PRIMARY KEY,
    event_type ANY NOT NULL, event_id ANY NOT NULL, delay REAL NOT NULL,
    method ANY NOT NULL, url ANY NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL
){STRICT}"""
_ATTEMPT = """CREATE TABLE attempt (
    seq INTEGER PRIMARY KEY,
    session INTEGER NOT NULL, parcel INTEGER NOT NULL, number INTEGER NOT NULL,
    due REAL NOT NULL, began REAL NOT NULL, wall REAL NOT NULL, steady REAL NOT NULL,
    ended REAL, fault TEXT, fault_status INTEGER, fault_seconds REAL,
    outcome TEXT, seconds REAL, status INTEGER, phase TEXT, problem TEXT,
    location TEXT, place TEXT, detail TEXT, reused INTEGER,
    reach TEXT, answers TEXT, waited REAL, effects_before REAL, effects_after REAL, accepted INTEGER, final TEXT
)"""
# The last looks after the run: at the event of a parcel, or at the number of all, which has none.
_LOOK = "CREATE TABLE look (seq INTEGER PRIMARY KEY, parcel INTEGER, effects REAL NOT NULL)"
_OLD = (_RUN_2, _SESSION, _PARCEL_2, _ATTEMPT)
TABLES: Mapping[int, Sequence[str]] = {
    1: _OLD,
    2: (*_OLD, _LOOK),
    3: (_RUN, _SESSION + STRICT, _PARCEL, _ATTEMPT + STRICT, _LOOK + STRICT),
}
"""The tables of each version."""

_MARK = FileMark(APPLICATION_ID, VERSION)
MARKS = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};"
MAKE = f"{';'.join(TABLES[VERSION])}; {MARKS}"
"""What makes the tables of a new run, in the caller's transaction."""


def recognise(path: Path) -> FileKind:
    """Look at the first bytes of a file without changing anything; raise ``InputError`` where it cannot be read.

    A process that plays the run must not ask: see ``capture.database.head``.
    """
    try:
        return find_kind(path, _MARK)
    except FileNotFoundError:
        raise InputError(f"there is no run at {short_name(path)!r}", "mhook runs list shows all runs") from None
    except OSError as error:
        raise InputError(
            f"cannot read the run {short_name(path)!r} ({error.strerror or error})", "check its permissions"
        ) from None


def check_tables(connection: sqlite3.Connection) -> int:
    """Return the version of a run's tables; raise one of ``DATABASE_ERRORS`` where not just these are there."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version not in TABLES:
        raise SchemaError(f"has tables of version {version}, which mhook does not know")
    check_schema(connection, TABLES[version])
    return int(version)


def upgrade(connection: sqlite3.Connection, version: int) -> None:
    """Bring the tables of an older run to the newest version, in the caller's transaction."""
    if version == VERSION:
        return
    names = ["run", "session", "parcel", "attempt", *(["look"] if version > 1 else [])]
    statements = [f"ALTER TABLE {name} RENAME TO old_{name}" for name in names]
    statements += TABLES[VERSION]
    for name in names:
        columns = "id, plan" if name == "run" else "*"
        into = "run (id, plan)" if name == "run" else name
        statements += [f"INSERT INTO {into} SELECT {columns} FROM old_{name}", f"DROP TABLE old_{name}"]
    for statement in (*statements, f"PRAGMA user_version = {VERSION}"):
        connection.execute(statement)


def not_a_run(path: Path) -> InputError:
    """Return the error of a file that another program made."""
    return InputError(f"{short_name(path)!r} is not a run of mhook's", "name another folder with --runs")
