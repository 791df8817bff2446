"""The tables of a run's file, and what tells such a file from any other. Rows are read and written elsewhere.

A run is one SQLite file: its plan, its deliveries with the exact bytes that are sent, and a row an attempt, which is
written before the attempt is made and filled in after it.
"""

import sqlite3
from enum import StrEnum
from pathlib import Path
from typing import assert_never

from maileroo_cli.capture.store.file import FileWording
from maileroo_cli.errors import InputError

RUN = FileWording("run", "folder", "--runs")
APPLICATION_ID = 0x6D686F72
"""What marks an SQLite file as a run: ``mhor``."""

VERSION = 3
"""Version 1 had no last looks; such a run is read as one in which none was taken. Version 2 had no tag."""

LOOKS = "CREATE TABLE IF NOT EXISTS look (seq INTEGER PRIMARY KEY, parcel INTEGER, effects REAL NOT NULL);"
"""The last looks after the run: at the event of a parcel, or at the number of all, which has none."""

ADD_TAG = "ALTER TABLE run ADD COLUMN tag TEXT"
"""What makes the table of an older run that of a new one."""

UNKNOWN = "unknown"
"""The outcome of an attempt that was begun by a process that died before it could note what came of it."""

# A page of a kilobyte holds some ten attempts: less is copied at each commit than with larger ones. A session is one
# process that had the run; each row of a time holds a simulated moment beside what the outer clocks showed then.
TABLES = f"""
    CREATE TABLE run (id TEXT NOT NULL, plan TEXT NOT NULL, tag TEXT);
    CREATE TABLE session (
        seq INTEGER PRIMARY KEY,
        moment REAL NOT NULL, wall REAL NOT NULL, steady REAL NOT NULL, boot TEXT NOT NULL
    );
    CREATE TABLE parcel (
        seq INTEGER PRIMARY KEY,
        event_type TEXT NOT NULL, event_id TEXT NOT NULL, delay REAL NOT NULL,
        method TEXT NOT NULL, url TEXT NOT NULL, headers TEXT NOT NULL, body BLOB NOT NULL
    );
    CREATE TABLE attempt (
        seq INTEGER PRIMARY KEY,
        session INTEGER NOT NULL, parcel INTEGER NOT NULL, number INTEGER NOT NULL,
        due REAL NOT NULL, began REAL NOT NULL, wall REAL NOT NULL, steady REAL NOT NULL,
        ended REAL, fault TEXT, fault_status INTEGER, fault_seconds REAL,
        outcome TEXT, seconds REAL, status INTEGER, phase TEXT, problem TEXT,
        location TEXT, place TEXT, detail TEXT, reused INTEGER,
        reach TEXT, answers TEXT, waited REAL, effects_before REAL, effects_after REAL, accepted INTEGER, final TEXT
    );
    {LOOKS}
    PRAGMA application_id = {APPLICATION_ID};
    PRAGMA user_version = {VERSION};
"""

_HEADER = 72
_MAGIC = b"SQLite format 3\0"
_VERSION_AT, _ID_AT = 60, 68
_REFUSALS = (sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR)


class FileKind(StrEnum):
    """What a file is, as its first bytes tell: a run, one whose making was broken off, or something else."""

    RUN = "run"
    EMPTY = "empty"
    NEWER = "newer"
    FOREIGN = "foreign"


def recognise(path: Path) -> FileKind:
    """Look at the first bytes of a file without changing anything; raise ``InputError`` where it cannot be read.

    SQLite itself is not asked: it would put files of its own beside another program's database. A process that plays
    the run must not ask either: closing a file takes away the locks that SQLite holds on it in the same process.
    """
    try:
        with open(path, "rb") as file:
            head = file.read(_HEADER)
    except FileNotFoundError:
        raise InputError(f"there is no run at {str(path)!r}", "mhook runs list shows those that are there") from None
    except OSError as error:
        raise InputError(f"cannot read the run {str(path)!r} ({error.strerror or error})", "check its rights") from None
    if not head.strip(b"\0"):  # a large run that is being made may begin with zeros for a moment
        return FileKind.EMPTY
    if len(head) < _HEADER or not head.startswith(_MAGIC) or _number(head, _ID_AT) != APPLICATION_ID:
        return FileKind.FOREIGN
    return FileKind.NEWER if _number(head, _VERSION_AT) > VERSION else FileKind.RUN


def check_run(path: Path) -> None:
    """Raise ``InputError`` for a file that is no run, or one that this version cannot read; nothing is changed."""
    kind = recognise(path)
    match kind:
        case FileKind.RUN:
            return
        case FileKind.NEWER:
            what = f"the run {str(path)!r} was made by a newer mhook"
            raise InputError(what, f"this one knows version {VERSION}: install the newer")
        case FileKind.EMPTY:
            what = f"the run {str(path)!r} is empty: its making was broken off"
            raise InputError(what, "nothing was sent; delete it with mhook runs delete, and start it anew")
        case FileKind.FOREIGN:
            raise not_a_run(path)
        case _:
            assert_never(kind)


def not_a_run(path: Path) -> InputError:
    """Return the error of a file that another program made."""
    return InputError(f"{str(path)!r} is no run of mhook", "name another folder with --runs")


def damaged(path: Path, error: Exception) -> InputError:
    """Return the error of a run that cannot be read: the system does not let SQLite do so, or it is damaged."""
    refused = isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _REFUSALS
    hint = "may this user write to it and its folder?" if refused else "its file is damaged, or not mhook's"
    return InputError(f"cannot read the run {str(path)!r} ({error})", hint)


def unwritable(path: Path, error: sqlite3.Error) -> InputError:
    """Return the error of a run that cannot be written: the disk refuses it, or it is damaged."""
    if isinstance(error, sqlite3.OperationalError):
        what = f"cannot write the run {str(path)!r} ({error})"
        return InputError(what, "is there room and a right to write? what was written before is kept")
    return damaged(path, error)


def _number(head: bytes, place: int) -> int:
    return int.from_bytes(head[place : place + 4], "big")
