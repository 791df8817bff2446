"""Searching the files of capture records of one run for a text, without keeping them in memory."""

import os
import stat
from collections.abc import Iterator
from typing import TYPE_CHECKING

from maileroo_cli.capture.check.other_requests import OtherRequests
from maileroo_cli.capture.check.recent_records import RecentRecords
from maileroo_cli.errors import InputError
from maileroo_cli.transport.file.source import open_source

if TYPE_CHECKING:
    from maileroo_cli.capture.record import CaptureRecord

_CHUNK = 1024 * 1024
_WORK = 512 * 1024 * 1024
"""So many bytes are searched at most in one run."""


class RecordFiles:
    """The regular files of records of one run; a ``RequestSearch``."""

    def __init__(self) -> None:
        self._names: list[tuple[str, str]] = []
        self._work = _WORK
        self._lines: dict[tuple[str, int], int] = {}
        """How many lines each chunk has, by the file's name and where it begins: counting takes as long as finding."""

    def add(self, name: str, source: str) -> bool:
        """Let the file ``name``, which is called ``source``, be searched, if it can be read twice."""
        try:
            regular = stat.S_ISREG(os.stat(name).st_mode)
        except (OSError, ValueError):
            return False
        if regular:
            self._names.append((name, source))
        return regular

    def pass_block(self, block: bytes, first: int, source: str) -> None:
        """Do nothing: the file is there to be read again."""

    def find(self, text: str) -> "Iterator[tuple[str, CaptureRecord]]":
        """Yield the records that hold ``text``, until as much was searched as one run may."""
        for name, source in reversed(self._names):
            try:
                yield from self._find_in(name, text, source)
            except (InputError, OSError):
                continue

    def _find_in(self, name: str, text: str, source: str) -> "Iterator[tuple[str, CaptureRecord]]":
        from maileroo_cli.capture.check.recent_records import find_lines

        sought, line, place = text.encode("utf-8", "surrogatepass"), 1, 0
        if self._work <= 0:
            return
        with open_source(name) as file:
            while self._work > 0 and (chunk := file.read(_CHUNK)):
                if not chunk.endswith(b"\n"):
                    chunk += file.readline(_CHUNK)
                self._work -= len(chunk)
                if sought in chunk:
                    yield from find_lines(chunk, text, line, source)
                line += self._count_lines(name, place, chunk)
                place += len(chunk)

    def _count_lines(self, name: str, place: int, chunk: bytes) -> int:
        found = self._lines.get((name, place))
        if found is None:
            found = self._lines[name, place] = chunk.count(b"\n")
        return found


class RunRequests:
    """The requests of all sources of one run, among which the owner of a signature is looked for."""

    def __init__(self) -> None:
        self._files = RecordFiles()
        self.others = OtherRequests(self._files)

    def of_records(self, path: str | None, source: str) -> OtherRequests:
        """Return where to look for owners of records in a file, or in a pipe (``None``), which passes by once."""
        if path is not None and self._files.add(path, source):
            return self.others
        return OtherRequests(RecentRecords())
