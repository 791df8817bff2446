"""Searching the store for requests by a text in them, as ``capture.check.other_requests`` asks for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.filter import CaptureFilter

if TYPE_CHECKING:
    from maileroo_cli.capture.record import CaptureRecord

_WORK = 512 * 1024 * 1024
"""So many bytes are searched at most in one run, but a store once whatever its size."""


class StoreSearch:
    """A ``RequestSearch`` among the captures of an open store; a capture's place is its id."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._left: int | None = None

    def pass_block(self, block: bytes, first: int, source: str) -> None:
        """Do nothing: there are no blocks in a store."""

    def find(self, text: str) -> "Iterator[tuple[str, CaptureRecord]]":
        """Yield the captures that hold ``text``, the oldest first, until as much was searched as one run may."""
        if self._left is None:
            self._left = max(_WORK // max(self._archive.size(), 1), 1)
        if self._left > 0:
            self._left -= 1
            for capture in self._archive.captures(CaptureFilter(text=text)):
                yield capture.entry.id, capture.record
