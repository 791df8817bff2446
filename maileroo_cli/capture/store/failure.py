"""The errors of a store that the disk does not let be written. What it refuses while it is open is a ``StoreError``."""

import sqlite3
from pathlib import Path

from maileroo_cli.capture.store.file import short_name
from maileroo_cli.capture.store.schema import damaged
from maileroo_cli.errors import InputError


class StoreWriteError(InputError):
    """The disk does not let a store be written."""


def unwritable(path: Path, error: sqlite3.Error) -> InputError:
    """Return the error of a store that cannot be opened for writing: the disk refuses it, or it is no store at all."""
    return write_failed(path, error) if isinstance(error, sqlite3.OperationalError) else damaged(path, error)


def write_failed(path: Path, error: object, done: str = "") -> StoreWriteError:
    """Return the error of a store that the disk does not let be written; ``done`` says what was done before."""
    return StoreWriteError(
        f"cannot write the store {short_name(path)!r} ({error}){f'; {done}' if done else ''}",
        "free some room on its disk, or get the right to write there: even deleting captures needs both",
    )
