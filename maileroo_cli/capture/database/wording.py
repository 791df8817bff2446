"""How errors name a file of mhook's, and what the system refuses. What SQLite refuses is told in ``failure``."""

import errno
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.errors import InputError

NO_ROOM = frozenset((errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)))
"""The numbers of the errors with which a system says that nothing more can be written."""

FULL = "the disk is full"


class FileWording(NamedTuple):
    """How errors name a file, what may be named instead of it with which option, and what to do where it is damaged."""

    noun: str
    thing: str
    option: str
    rescue: str


def short_name(path: Path) -> str:
    """Return a file as a person would write it: from the current folder where it lies below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def write_error(name: str, error: OSError, option: str) -> InputError:
    """Return the error of a file that cannot be written, which the user named with ``option``."""
    hint = "free some space" if error.errno in NO_ROOM else f"check {option}"
    told = f": {FULL}" if error.errno in NO_ROOM else f" ({error.strerror or error})"
    return InputError(f"cannot write {name!r}{told}", hint)


def system_words(error: OSError) -> str:
    """Return what the system refused, in words; a full disk is told as one."""
    return FULL if error.errno in NO_ROOM else error.strerror or str(error)
