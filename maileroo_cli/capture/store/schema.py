"""The tables of the store, by version, and the steps from each to the newest. Rows are read and written elsewhere."""

import re
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import assert_never

from maileroo_cli.capture.database.failure import DATABASE_ERRORS, SQLITE_ERRORS, FailureKind, explain, unreadable
from maileroo_cli.capture.database.head import FileKind, FileMark, recognise
from maileroo_cli.capture.database.open_files import is_open_here
from maileroo_cli.capture.database.row import RowError
from maileroo_cli.capture.database.schema import STRICT, check_schema
from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.capture.store.connection import empty_log
from maileroo_cli.capture.store.file import STORE, companions
from maileroo_cli.capture.store.rows import CaptureRowError
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.text.size import format_size

APPLICATION_ID = 0x6D686F6B
"""What marks an SQLite file as ours: ``mhok``."""

# What is known of a request stands apart from its bytes, so that listing and filtering reads little; so does what an
# application answers, which is known later: to add it to the bytes would write all of them anew. There is no index:
# a scan of 100,000 small rows takes milliseconds, while an index of random ids would multiply what each commit writes.
_CAPTURE = """CREATE TABLE capture (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL, at REAL NOT NULL, peer TEXT NOT NULL, method TEXT NOT NULL, target TEXT NOT NULL,
    event_type TEXT NOT NULL, event_id TEXT NOT NULL, reference_id TEXT NOT NULL, event_time REAL,
    verdict TEXT NOT NULL, cause TEXT NOT NULL, secret TEXT NOT NULL, anomaly TEXT NOT NULL,
    size INTEGER NOT NULL, status INTEGER, answered TEXT NOT NULL, milliseconds REAL
)"""
_CONTENT_1 = """CREATE TABLE content (
    seq INTEGER PRIMARY KEY,
    head BLOB NOT NULL, body BLOB NOT NULL, trailers BLOB NOT NULL,
    answer_head BLOB NOT NULL, answer_body BLOB NOT NULL
)"""
_CONTENT = f"""CREATE TABLE content (
    seq INTEGER PRIMARY KEY,
    head BLOB NOT NULL, body BLOB NOT NULL, trailers BLOB NOT NULL
){STRICT}"""
_ANSWER = f"CREATE TABLE answer (seq INTEGER PRIMARY KEY, head BLOB NOT NULL, body BLOB NOT NULL){STRICT}"
VERSION = 2
TABLES: Mapping[int, Sequence[str]] = {
    0: (),
    1: (_CAPTURE, _CONTENT_1),
    2: (_CAPTURE + STRICT, _CONTENT, _ANSWER),
}
"""The tables of each version. Version 1 had no types that SQLite holds to, and answers beside the bytes."""

_MARK = FileMark(APPLICATION_ID, VERSION)
_MAKE = ";".join(TABLES[VERSION])
_STEPS = {
    0: _MAKE,
    1: f"""
    ALTER TABLE capture RENAME TO old_capture; ALTER TABLE content RENAME TO old_content;
    {_MAKE};
    INSERT INTO capture SELECT * FROM old_capture;
    INSERT INTO content SELECT seq, head, body, trailers FROM old_content;
    INSERT INTO answer SELECT seq, answer_head, answer_body FROM old_content
        WHERE length(answer_head) OR length(answer_body);
    DROP TABLE old_capture; DROP TABLE old_content;
    """,
}
"""What makes the newest version of an older one."""

_COLUMN = re.compile(r"(\w+) (TEXT|REAL|INTEGER|BLOB)( NOT NULL)?(?! PRIMARY)")
_NAMES = {"text": "a text", "real": "a number", "integer": "a whole number", "blob": "bytes", "null": "nothing"}


def check_version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the version of a store's tables, 0 for a store without any.

    Whatever else is in it than mhook makes raises ``InputError``, before any other statement looks at it.
    """
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version not in TABLES:
            raise newer_store(path, version)
        check_schema(connection, TABLES[version])
    except DATABASE_ERRORS as error:
        raise unreadable(path, STORE, error) from None
    return int(version)


def newer_store(path: Path, version: object = "") -> InputError:
    """Return the error of a store that a later version of mhook made."""
    told = f" (version {version} of its tables)" if version else ""
    return InputError(
        f"the store {short_name(path)!r} was created by a newer mhook{told}",
        f"this mhook knows versions up to {VERSION}: install the newer one, or name another store with --store",
    )


def is_store(path: Path) -> bool:
    """Tell whether the file at ``path`` is a store, of this version of mhook or a later one."""
    if is_open_here(path):
        return True
    try:
        return recognise(path, _MARK) in (FileKind.OURS, FileKind.NEWER)
    except (OSError, ValueError):
        return False


def refuse_foreign(path: Path) -> None:
    """Raise ``InputError`` where the file at ``path`` is there and no store of ours, touching nothing."""
    if is_open_here(path):
        return
    has_log = _size(companions(path)[0]) > 0  # asked first: a store that is just being made gets one later
    try:
        kind = recognise(path, _MARK)
    except OSError:  # it is not there, or opening it for good will tell
        return
    match kind:
        case FileKind.OURS:
            return
        case FileKind.NEWER:
            raise newer_store(path)
        case FileKind.OTHER:
            what = f"cannot read the store {short_name(path)!r} (it is not an SQLite database)"
            raise InputError(what, "is it really mhook's? mhook captures path shows which store is used")
        case FileKind.DATABASE:
            raise _foreign(path)
        case FileKind.EMPTY:
            if has_log:
                raise _foreign(path)
        case _:
            assert_never(kind)


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring a store's tables to the newest version in one transaction; what SQLite refuses raises its error.

    A row of an older version that the newest tables would not take raises ``RowError`` before anything is copied.
    """
    version = check_version(connection, path)
    if version == VERSION:
        return
    if version:
        _check_types(connection, TABLES[version])
    marks = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}"
    if not version:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    free = _free(path) if version else 0
    try:
        connection.executescript(f"BEGIN IMMEDIATE; {_STEPS[version]}; {marks}; COMMIT;")
    except SQLITE_ERRORS as error:
        if version and explain(error, path).kind is FailureKind.FULL:
            _roll_back(connection)
            raise no_room(path, _needed(connection), free) from None
        raise
    if version:  # the room of the older tables is given back, where somebody reads or there is no room, later
        with suppress(*SQLITE_ERRORS):
            empty_log(connection)
            connection.executescript("PRAGMA incremental_vacuum")
            empty_log(connection)


def _check_types(connection: sqlite3.Connection, tables: Sequence[str]) -> None:
    """Raise ``CaptureRowError`` for the first row with a value of another type than its column's."""
    for table, statement in zip(("capture", "content"), tables, strict=True):
        columns = {name: (kind, not needed) for name, kind, needed in _COLUMN.findall(statement)}
        kinds = ", ".join(f"typeof({name})" for name in columns)
        right = " AND ".join(f"typeof({name}) IN ({_types(*column)})" for name, column in columns.items())
        # As bytes, an id that is no text can be read as well; and whether a large body is bytes is told without it.
        identity = f"(SELECT CAST(named.id AS BLOB) FROM capture AS named WHERE named.seq = {table}.seq)"
        found = connection.execute(f"SELECT {identity}, {kinds} FROM {table} WHERE NOT ({right}) ORDER BY seq LIMIT 1")
        for name, *types in found.fetchall():
            for (column, wanted), kind in zip(columns.items(), types, strict=True):
                if f"'{kind}'" not in _types(*wanted):
                    error = RowError(f"{column} is {_NAMES[kind]}, not {_NAMES[wanted[0].lower()]}")
                    raise CaptureRowError((name or b"").decode("ascii", "replace"), error)


def _types(kind: str, optional: bool) -> str:
    """Return in SQL the types that a column may have."""
    return f"'{kind.lower()}'" + (", 'null'" if optional else "")


def no_room(path: Path, needed: int, free: int) -> InputError:
    """Return the error of a store that cannot be brought to its new form for want of room; both are bytes.

    There may be enough on the disk where it is a limit of this user's that was met.
    """
    there = f"; only {format_size(free)} are free" if free < needed else ""
    what = f"upgrading the store needs about {format_size(needed)} of free space on its disk{there}"
    hint = "free some, or shrink the store with mhook captures prune, which works without the upgrade"
    return InputError(f"cannot write the store {short_name(path)!r} ({what})", hint)


def _roll_back(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:  # SQLite may have rolled back already
        with suppress(*SQLITE_ERRORS):
            connection.execute("ROLLBACK")


def _needed(connection: sqlite3.Connection) -> int:
    """Return about how many bytes a step takes for a while: what is there, once in the log and once in the file."""
    pages, unused, size, zeroes = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size", "secure_delete")
    )
    return (pages - unused) * size * (3 if zeroes == 1 else 2)  # what is overwritten with zeros is in the log as well


def _free(path: Path) -> int:
    import shutil

    try:
        return shutil.disk_usage(path.parent).free
    except OSError:
        return 0


def _foreign(path: Path) -> InputError:
    return InputError(f"{short_name(path)!r} is another program's database", "name another file with --store")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
