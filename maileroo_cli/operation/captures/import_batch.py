"""What an import stores next, and what it asks of the store meanwhile."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.writer import CHECKPOINT_BYTES
from maileroo_cli.transport.channel.access import StoreAccess

_BATCH = 2_000


class ImportBatch:
    """Captures that are stored together, in the order in which they were added; open it with ``with``.

    One whose id is in the store, or waits to be stored, takes the place of that.
    """

    def __init__(self, path: Path, store: StoreAccess) -> None:
        self._path = path
        self._store = store
        self._stack = ExitStack()
        self._archive: Archive | None = None
        self._rows: dict[str, int] = {}
        """The row of each id that the store had when it was asked last."""

        self._newest = 0
        self._waiting: dict[str, Capture] = {}
        self._replaced: dict[str, int] = {}
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def ids(self) -> Iterator[str]:
        """Yield the ids that are in the store."""
        self._read_rows()
        return iter(self._rows)

    def find(self, identity: str) -> Capture | None:
        """Return the capture with an id, where it waits or is in the store."""
        if identity in self._waiting:
            return self._waiting[identity]
        if identity not in self._rows:
            self._read_rows()
        row = self._rows.get(identity)
        return None if row is None else self._opened.at_row(row, identity)

    def add(self, capture: Capture) -> None:
        """Have a capture stored with the next ones."""
        identity = capture.entry.id
        if identity not in self._waiting and identity in self._rows:
            self._replaced[identity] = self._rows[identity]
        self._waiting[identity] = capture
        self._size += len(capture.content.body) + len(capture.content.answer_body)

    @property
    def is_full(self) -> bool:
        """Whether it is time to store what waits."""
        return len(self._waiting) >= _BATCH or self._size > CHECKPOINT_BYTES

    def store(self) -> int:
        """Store what waits, and return how many of it are new; what they replace goes first.

        Where that ends halfway, what is replaced is still in the file that is imported, and enters with it.
        """
        if not self._waiting:
            return 0
        deleted = 0
        if self._replaced:
            deleted = self._store.delete_rows([(row, identity) for identity, row in self._replaced.items()])
            for identity in self._replaced:
                del self._rows[identity]
        new = self._store.add(list(self._waiting.values())) - deleted
        self._waiting, self._replaced, self._size = {}, {}, 0
        return new

    @property
    def _opened(self) -> Archive:
        if self._archive is None:
            self._archive = self._stack.enter_context(Archive(self._path))
        return self._archive

    def _read_rows(self) -> None:
        for row, identity in self._opened.rows_after(self._newest):
            self._rows[identity] = row
            self._newest = row
