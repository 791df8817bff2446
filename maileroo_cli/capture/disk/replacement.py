"""Putting a file in its place whole: it is written beside it under a random name, and then renamed.

Whoever looks sees the old content or the new one, and a link in its place is replaced and never followed. What killed
processes left in the folder is cleared on the way.
"""

import os
import stat
import sys
from contextlib import suppress

from maileroo_cli.capture.disk.creation import create_beside
from maileroo_cli.capture.disk.leftover import clear_leftovers, hold


def replace(path: str | os.PathLike[str], content: bytes, *, private: bool = False, keep_rights: bool = False) -> None:
    """Write ``content`` as the file at ``path``; where that raises ``OSError``, what was there is as it was.

    With ``keep_rights`` it can be read by those who could read the file that it replaces, and by nobody else.
    """
    descriptor, beside = create_beside(path, private=private)
    try:
        with os.fdopen(descriptor, "wb") as file:
            hold(descriptor)
            clear_leftovers(os.path.dirname(beside), os.fstat(descriptor).st_mtime)
            if keep_rights:
                _copy_rights(path, descriptor)
            file.write(content)
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise


def check_replaceable(path: str | os.PathLike[str]) -> None:
    """Raise ``OSError`` where no file can be made beside ``path``."""
    descriptor, beside = create_beside(path, private=True)
    os.close(descriptor)
    os.unlink(beside)


def _copy_rights(path: str | os.PathLike[str], descriptor: int) -> None:
    with suppress(OSError):
        found = os.lstat(path)
        if sys.platform != "win32" and stat.S_ISREG(found.st_mode):
            os.fchmod(descriptor, stat.S_IMODE(found.st_mode) & 0o777)
