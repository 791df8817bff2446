"""Temporary files of processes that were killed before they could rename or delete them: the next process does.

A living process holds a lock on its own, which the system takes away with the process. Windows deletes no open file.
"""

import os
import re
import sys
from contextlib import suppress

from maileroo_cli.capture.disk.reading import open_own_file

_NAME = re.compile(r"\.mhook-[0-9a-f]{24}\.tmp", re.ASCII)
_SETTLED = 60.0
"""Seconds after which a file that nobody holds is no longer one that is just being locked, or renamed."""


def hold(descriptor: int) -> None:
    """Let others know that the process which has this temporary file is alive, for as long as it is open."""
    if sys.platform != "win32":
        import fcntl

        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def clear_leftovers(folder: str, now: float) -> None:
    """Delete temporary files of this user in ``folder`` that a dead process left; ``now`` is a time of its files."""
    try:
        names = [one.path for one in os.scandir(folder or os.curdir) if _NAME.fullmatch(one.name)]
    except OSError:
        return
    for name in names:
        with suppress(OSError):
            if _is_left(name, now):
                os.unlink(name)


def _is_left(name: str, now: float) -> bool:
    with open_own_file(name) as file:
        found = os.fstat(file.fileno())
        if found.st_mtime > now - _SETTLED:
            return False
        if sys.platform == "win32":
            return True
        import fcntl

        if found.st_uid != os.getuid():
            return False
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
