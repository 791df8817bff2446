"""Reading the files that mhook names itself: no link is followed, no pipe waited for, and no more taken than fits."""

import os
import stat
from errno import EFBIG, EINVAL
from typing import BinaryIO

from maileroo_cli.capture.disk.creation import NO_FOLLOWING

_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)


def open_own_file(path: str | os.PathLike[str], *, follow: bool = False) -> BinaryIO:
    """Open a regular file for reading, without a buffer; anything else raises ``OSError``."""
    flags = os.O_RDONLY | _NO_WAITING | _BINARY | (0 if follow else NO_FOLLOWING)
    descriptor = os.open(path, flags)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(EINVAL, "not a regular file")
    return os.fdopen(descriptor, "rb", 0)


def read_own_file(path: str | os.PathLike[str], limit: int, *, follow: bool = False) -> bytes:
    """Return the bytes of a regular file; more than ``limit``, and what is no such file, raise ``OSError``."""
    with open_own_file(path, follow=follow) as file:
        if os.fstat(file.fileno()).st_size <= limit:  # or nothing of it is read
            content = file.read(limit + 1)
            if len(content) <= limit:
                return content
    raise OSError(EFBIG, "larger than it can be")
