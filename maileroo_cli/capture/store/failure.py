"""The errors of a store that is written. What is behind an error of SQLite's is told in ``capture.database``."""

from contextlib import suppress
from pathlib import Path

from maileroo_cli.capture.database.failure import explain, unreadable, unwritable
from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.capture.store.file import STORE, find_store
from maileroo_cli.capture.store.rows import CaptureRowError
from maileroo_cli.errors import InputError


class StoreError(Exception):
    """The store took nothing of what it was given. The text says why, ``hint`` what to do."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint


class StoreWriteError(InputError):
    """A store could not be written."""


def refused(path: Path, error: Exception) -> StoreError:
    """Return the error of what SQLite refused while the store was open."""
    failure = explain(error, path)
    return StoreError(failure.words, failure.hint(STORE))


def damaged(path: Path, error: CaptureRowError) -> InputError:
    """Return the error of a row that mhook never writes, with how to go on without it."""
    return unreadable(path, STORE, error, _rescue(path, error.id) if error.id else "")


def _rescue(path: Path, identity: str) -> str:
    """Return what deletes a damaged capture; a store that is not looked for by itself is named."""
    import shlex

    named = f" --store {shlex.quote(short_name(path))}"
    with suppress(InputError, OSError):
        named = "" if path.absolute() == find_store().absolute() else named
    return f"mhook captures prune {identity}{named} deletes it"


def not_opened(path: Path, error: Exception) -> InputError:
    """Return the error of a store that cannot be opened for writing."""
    if isinstance(error, InputError):
        return error
    return damaged(path, error) if isinstance(error, CaptureRowError) else unwritable(path, STORE, error)


def write_failed(path: Path, error: StoreError, done: str = "") -> StoreWriteError:
    """Return the error of a command whose store could not be written; ``done`` says what was done before."""
    what = f"cannot write the store {short_name(path)!r} ({error}){f'; {done}' if done else ''}"
    return StoreWriteError(what, error.hint)
