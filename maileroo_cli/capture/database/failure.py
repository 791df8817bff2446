"""What SQLite refuses, told in words: a full disk, a right that is missing, another program's lock, or damage."""

import sqlite3
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, assert_never

from maileroo_cli.capture.database.row import RowError
from maileroo_cli.capture.database.schema import SchemaError
from maileroo_cli.capture.database.wording import FULL, NO_ROOM, FileWording, short_name
from maileroo_cli.errors import InputError
from maileroo_cli.webhook.text.shown import show

SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What a statement raises; the second where SQLite's own message repeats bytes of a file that are no text."""

DATABASE_ERRORS = (*SQLITE_ERRORS, SchemaError, RowError)
"""What reading a database raises, its own tables and rows being checked."""

_LEAST_ROOM = 1 << 16
_PRIMARY = 0xFF
_LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL)
_REFUSED = (sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_NOLFS)
_FILE = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
_CUT_OFF = (sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS)


class FailureKind(StrEnum):
    """Why SQLite did not do what it was asked."""

    FULL = "full"
    REFUSED = "refused"
    LOCKED = "locked"
    DAMAGED = "damaged"


class DatabaseFailure(NamedTuple):
    """Why SQLite did not do what it was asked, and the words for it: what they are said of is called "it"."""

    kind: FailureKind
    words: str

    def hint(self, wording: FileWording) -> str:
        """Return what to do."""
        match self.kind:
            case FailureKind.FULL:
                return "free some space on it; even deleting needs some"
            case FailureKind.REFUSED:
                return "check that you may write to the file and its folder"
            case FailureKind.LOCKED:
                return "end that program and try again"
            case FailureKind.DAMAGED:
                return wording.rescue
            case _:
                assert_never(self.kind)


class DamageError(InputError):
    """A file of mhook's does not hold what mhook wrote."""


def explain(error: Exception, path: Path) -> DatabaseFailure:
    """Return what is behind one of ``DATABASE_ERRORS`` that came of the file at ``path``."""
    code = getattr(error, "sqlite_errorcode", 0)
    primary, words = code & _PRIMARY, show_error(error)
    if primary == sqlite3.SQLITE_FULL or (primary in _FILE and is_full(path.parent)):
        return DatabaseFailure(FailureKind.FULL, FULL)
    if primary in _LOCKED:
        return DatabaseFailure(FailureKind.LOCKED, "another program has locked it")
    if primary in _REFUSED or (primary in _FILE and code not in _CUT_OFF):
        return DatabaseFailure(FailureKind.REFUSED, words)
    if isinstance(error, SchemaError):
        return DatabaseFailure(FailureKind.DAMAGED, f"it {words}")
    return DatabaseFailure(FailureKind.DAMAGED, f"it is damaged: {words}")


def show_error(error: Exception) -> str:
    """Return the text of an error in one line, without what SQLite repeats of the file."""
    if isinstance(error, UnicodeDecodeError):
        return "SQLite does not say why"
    text = str(error)
    if text.startswith("Could not decode to UTF-8"):
        return "a text in it is not UTF-8"
    if isinstance(error, sqlite3.Error):
        return show(text.partition(" (")[0] if text.startswith("malformed database schema") else text)
    return text


def is_full(folder: Path) -> bool:
    """Tell whether hardly anything more can be written to a folder."""
    import shutil
    import tempfile

    try:
        if shutil.disk_usage(folder).free < _LEAST_ROOM:
            return True
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            return file.write(bytes(_LEAST_ROOM)) < _LEAST_ROOM
    except OSError as error:
        return error.errno in NO_ROOM


def unreadable(path: Path, wording: FileWording, error: Exception, rescue: str = "") -> InputError:
    """Return the error of a file that cannot be read; ``rescue`` is what to do where that is for its damage."""
    return _told("read", path, wording, explain(error, path), rescue)


def unwritable(path: Path, wording: FileWording, error: Exception) -> InputError:
    """Return the error of a file that cannot be written; one that is damaged cannot be read either."""
    failure = explain(error, path)
    return _told("read" if failure.kind is FailureKind.DAMAGED else "write", path, wording, failure)


def _told(verb: str, path: Path, wording: FileWording, failure: DatabaseFailure, rescue: str = "") -> InputError:
    what = f"cannot {verb} the {wording.noun} {short_name(path)!r} ({failure.words})"
    if failure.kind is FailureKind.DAMAGED:
        return DamageError(what, rescue or wording.rescue)
    return InputError(what, failure.hint(wording))
