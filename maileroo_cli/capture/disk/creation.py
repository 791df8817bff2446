"""Making files, in folders that others may be able to write to.

Three rules hold for every file that mhook writes:

- A name that the user gives may be a link on purpose, a device or a pipe: :func:`open_named` follows it.
- A name that mhook chooses is made anew and never followed, and a temporary one is random, so nobody can plant a link
  there: :func:`create`, :func:`create_beside`, :func:`open_own`.
- What holds a valid signature or a key is for its owner alone: :func:`open_named_private`, and ``private``.

Windows has no such rights, and no links that everybody can make: there the rules cost nothing and change nothing.
Every function raises ``OSError`` where the system refuses, and ``ValueError`` for what no file can be called.
"""

import os
import stat
import sys
from typing import BinaryIO

PRIVATE_FILE = 0o600
_SHARED = 0o666
"""The rights of an ordinary file, before the umask takes its part."""

NO_FOLLOWING = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_STANDARD_OUTPUTS = (1, 2)


class UnfitFileError(Exception):
    """What has the name of a private file is not fit to become one; its text says what it is."""


def create(path: str | os.PathLike[str], *, private: bool) -> int:
    """Make a file that is not there yet, not even as a link that leads nowhere; return its descriptor for writing."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | NO_FOLLOWING | _BINARY
    return os.open(path, flags, PRIVATE_FILE if private else _SHARED)


def create_beside(path: str | os.PathLike[str], *, private: bool) -> tuple[int, str]:
    """Make a file of a random name in the folder of ``path``; return its descriptor and its own path."""
    name = os.path.join(os.path.dirname(path), f".mhook-{os.urandom(12).hex()}.tmp")
    return create(name, private=private), name


def open_own(path: str | os.PathLike[str]) -> int:
    """Open a file of ours for reading and writing, or make it for this user alone; a link is not followed."""
    return os.open(path, os.O_CREAT | os.O_RDWR | NO_FOLLOWING | _BINARY, PRIVATE_FILE)


def make_private(descriptor: int) -> None:
    """Take from everybody else what may be done with an open file, and close it."""
    try:
        if sys.platform != "win32" and stat.S_IMODE(os.fstat(descriptor).st_mode) != PRIVATE_FILE:
            os.fchmod(descriptor, PRIVATE_FILE)
    finally:
        os.close(descriptor)


def open_named(name: str, *, append: bool = False) -> BinaryIO:
    """Open what the user named, through any link, for writing from its start, or from its end."""
    return open(name, "ab" if append else "wb")


def open_named_private(name: str) -> BinaryIO:
    """Open what the user named for writing what nobody else may read.

    A file is made anew with the rights of its owner alone, so that nobody who could read an older one of that name, or
    had it open, sees a byte. What is no file is written into: a pipe or a device of this user or of the system, and
    the standard output under a name like ``/dev/stdout``. Any other link, a folder, and another user's pipe raise
    ``UnfitFileError``.
    """
    try:
        there = os.lstat(name)
    except FileNotFoundError:
        return os.fdopen(create(name, private=True), "wb")
    if not stat.S_ISREG(there.st_mode):
        return _open_existing(name, is_link=stat.S_ISLNK(there.st_mode))
    os.unlink(name)
    return os.fdopen(create(name, private=True), "wb")


def _open_existing(name: str, *, is_link: bool) -> BinaryIO:
    """Open what is no file; looked at again once it is open, since it could be another by then."""
    unfit = UnfitFileError("a symbolic link" if is_link else "not a regular file")
    try:
        if not _takes_secrets(os.stat(name)):
            raise unfit
        descriptor = os.open(name, os.O_WRONLY | _BINARY)
    except FileNotFoundError:
        raise unfit from None
    if not _takes_secrets(os.fstat(descriptor)):
        os.close(descriptor)
        raise unfit
    return os.fdopen(descriptor, "wb")


def _takes_secrets(found: os.stat_result) -> bool:
    """Whether this is the standard output, which the shell made for us, or a pipe or device of a trusted user."""
    if any(_is_standard(found, number) for number in _STANDARD_OUTPUTS):
        return True
    return not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode) and not _is_anothers(found)


def _is_standard(found: os.stat_result, number: int) -> bool:
    try:
        return os.path.samestat(found, os.fstat(number))
    except OSError:
        return False


def _is_anothers(found: os.stat_result) -> bool:
    """Whether neither this user nor the system has made it; Windows does not tell."""
    return sys.platform != "win32" and found.st_uid not in {os.getuid(), 0}
