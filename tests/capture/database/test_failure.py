"""What SQLite refuses, in words: a full disk, a right that is missing, a lock, or damage."""

import errno
import sqlite3
from pathlib import Path

import pytest

from maileroo_cli.capture.database import failure
from maileroo_cli.capture.database.failure import DamageError, FailureKind, explain, is_full, unreadable
from maileroo_cli.capture.database.row import RowError
from maileroo_cli.capture.database.schema import SchemaError
from maileroo_cli.capture.database.wording import system_words
from maileroo_cli.capture.store.file import STORE


def of_sqlite(code: int, text: str, kind: type[sqlite3.Error] = sqlite3.OperationalError) -> sqlite3.Error:
    """Return an error as SQLite raises it."""
    error = kind(text)
    error.sqlite_errorcode = code
    return error


NOT_TEXT = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
MALFORMED = of_sqlite(sqlite3.SQLITE_CORRUPT, "database disk image is malformed", sqlite3.DatabaseError)


@pytest.mark.parametrize(
    ("error", "full", "kind", "words"),
    [
        (of_sqlite(sqlite3.SQLITE_FULL, "database or disk is full"), False, "full", "the disk is full"),
        (of_sqlite(sqlite3.SQLITE_IOERR_WRITE, "disk I/O error"), True, "full", "the disk is full"),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN, "unable to open database file"), True, "full", "the disk is full"),
        (of_sqlite(sqlite3.SQLITE_IOERR_WRITE, "disk I/O error"), False, "refused", "disk I/O error"),
        (of_sqlite(sqlite3.SQLITE_CANTOPEN, "unable to open"), False, "refused", "unable to open"),
        (of_sqlite(sqlite3.SQLITE_READONLY, "attempt to write"), True, "refused", "attempt to write"),
        (of_sqlite(sqlite3.SQLITE_BUSY, "database is locked"), True, "locked", "another program has locked it"),
        (of_sqlite(sqlite3.SQLITE_IOERR_SHORT_READ, "disk I/O error"), False, "damaged",
         "it is damaged: disk I/O error"),
        (MALFORMED, True, "damaged", "it is damaged: database disk image is malformed"),
        (of_sqlite(sqlite3.SQLITE_ERROR, "malformed database schema (\x1b)"), False, "damaged",
         "it is damaged: malformed database schema"),
        (sqlite3.OperationalError("Could not decode to UTF-8 column 'id' with text '\x1b'"), False, "damaged",
         "it is damaged: a text in it is not UTF-8"),
        (NOT_TEXT, False, "damaged", "it is damaged: SQLite does not say why"),
        (SchemaError("has a view 'x' that is not mhook's"), False, "damaged",
         "it has a view 'x' that is not mhook's"),
        (RowError("at is 'x', not a number"), False, "damaged", "it is damaged: at is 'x', not a number"),
    ],
)  # fmt: skip
def test_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception, full: bool, kind: str, words: str
) -> None:
    """Each error is told for what it is; damage is never a lack of room, nor a lack of room damage."""
    monkeypatch.setattr(failure, "is_full", lambda _: full)
    assert explain(error, tmp_path / "a.db") == (FailureKind(kind), words)
    told = unreadable(tmp_path / "a.db", STORE, error)
    assert isinstance(told, DamageError) is (kind == "damaged")
    assert ("space" in told.hint) is (kind == "full")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_a_disk_without_room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, number: int) -> None:
    """A folder that nothing more can be written to is on a full disk, whatever the system calls it."""
    assert not is_full(tmp_path)

    def refuse(**options: object) -> None:
        raise OSError(number, "no")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    assert is_full(tmp_path)
    assert system_words(OSError(number, "no")) == "the disk is full"


def test_a_folder_without_a_right(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What the system refuses for another reason is told in its own words."""

    def refuse(**options: object) -> None:
        raise PermissionError(errno.EACCES, "no right")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    assert not is_full(tmp_path)
    assert system_words(PermissionError(errno.EACCES, "no right")) == "no right"
