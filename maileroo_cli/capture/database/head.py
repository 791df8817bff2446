"""The first bytes of an SQLite file, which say whose it is. SQLite itself is not asked, and nothing is changed.

SQLite would lay files of its own beside another program's database, or move its log into it. To it, a file also looks
malformed whose log is just being moved into it. Closing a file takes away the locks that SQLite holds on it in the same
process: whoever has a run open for writing must not ask.
"""

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.capture.disk.reading import open_own_file

_MAGIC = b"SQLite format 3\0"
_LENGTH, _VERSION_AT, _MARK_AT = 108, 60, 68
_FIRST_PAGE, _LEAF, _CELLS = 100, 13, slice(103, 105)
"""Where the definitions of the tables begin, which byte stands there if they are one page, and how many there are."""


class FileKind(StrEnum):
    """What a file is, as its first bytes tell: mhook's, or without any table yet, or something else."""

    OURS = "ours"
    EMPTY = "empty"
    NEWER = "newer"
    DATABASE = "database"
    OTHER = "other"


class FileMark(NamedTuple):
    """What marks a kind of file in its head: the application's number, and the newest version that is known."""

    application: int
    version: int


def recognise(path: Path, mark: FileMark) -> FileKind:
    """Return what the file at ``path`` is; ``OSError`` where it cannot be read, or is no regular file."""
    with open_own_file(path, follow=True) as file:
        head = file.read(_LENGTH)
    if not head.strip(b"\0"):  # a large file that is being made may begin with zeros for a moment
        return FileKind.EMPTY
    if len(head) < _LENGTH or not head.startswith(_MAGIC):
        return FileKind.OTHER
    version, application = _number(head, _VERSION_AT), _number(head, _MARK_AT)
    if application == mark.application:
        return FileKind.OURS if version <= mark.version else FileKind.NEWER
    has_tables = head[_FIRST_PAGE] != _LEAF or any(head[_CELLS])
    return FileKind.DATABASE if application or version or has_tables else FileKind.EMPTY


def _number(head: bytes, place: int) -> int:
    return int.from_bytes(head[place : place + 4])
