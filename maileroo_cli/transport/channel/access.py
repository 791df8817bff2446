"""Writing to a store whoever has it: by oneself where nobody does, else through the listener that runs.

Where that ends meanwhile, it goes on by oneself; nothing is stored twice or left out.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.lock import Holder, StoreHeldError
from maileroo_cli.capture.store.writer import CHECKPOINT_BYTES, Store
from maileroo_cli.transport.channel.client import ListenerGoneError, ServerTakenError, WriteClient
from maileroo_cli.transport.channel.patience import Patience

_MOST_CAPTURES = 200
_MOST_BYTES = 1 << 18
"""So much is handed to a listener at a time: while it stores that, its clients wait."""

_MOST_ROWS = 200
_PATIENCE, _IMPATIENCE = 10.0, 1.0
"""So many seconds a listener may take to begin or to end, and another, which does not say who it is, to say it."""

_PAUSE = 0.02


class StoreAccess:
    """The right to write to a store; open it with ``with``. What the disk refuses raises ``StoreError``.

    ``InputError`` is raised where the store cannot be opened, or another than a listener writes to it; of that the
    ``ListenerSilentError`` where a listener answers nothing. ``waiting`` and ``then`` are those of ``Patience``,
    ``only_deletes`` is that of ``Store``.
    """

    def __init__(
        self,
        path: Path,
        doing: str,
        waiting: Callable[[str], None] | None = None,
        then: str = "try again",
        *,
        only_deletes: bool = False,
    ) -> None:
        self.path = path
        self._doing = doing
        self._only_deletes = only_deletes
        self._patience = Patience(waiting, then)
        self._store: Store | None = None
        self._client: WriteClient | None = None
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    @property
    def own(self) -> Store | None:
        """The store, where it is written by oneself."""
        return self._store

    @property
    def through(self) -> Holder | None:
        """The listener that the store is written through, if any."""
        return None if self._client is None else self._client.holder

    def add(self, captures: Sequence[Capture]) -> int:
        """Store captures: in one transaction by oneself, in several through a listener; return how many are there."""
        return sum(self._add(part) for part in (_parts(captures) if self._client is not None else (captures,)))

    def delete_rows(self, rows: Sequence[tuple[int, str]]) -> int:
        """Delete captures by row and id; return how many there were."""
        return sum(self._delete(rows[start : start + _MOST_ROWS]) for start in range(0, len(rows), _MOST_ROWS))

    def _add(self, captures: Sequence[Capture]) -> int:
        added = 0
        while captures:
            try:
                if self._store is not None:
                    self._store.add(captures, received=False)
                    if self._store.unmoved > CHECKPOINT_BYTES:
                        self._store.checkpoint()
                    return added + len(captures)
                return added + (self._client.add(captures) if self._client is not None else 0)
            except ListenerGoneError:
                self._reopen()
                there = self._ids()
                added += len(captures)
                captures = [one for one in captures if one.entry.id not in there]  # it may have stored them at last
                added -= len(captures)
        return added

    def _delete(self, rows: Sequence[tuple[int, str]]) -> int:
        deleted = 0
        while True:
            try:
                if self._store is not None:
                    return deleted + self._store.delete_rows(rows)
                return deleted + (self._client.delete_rows(rows) if self._client is not None else 0)
            except ListenerGoneError:
                self._reopen()
                there = self._ids()
                deleted += len(rows)
                rows = [row for row in rows if row[1] in there]  # its last act may have been to delete them
                deleted -= len(rows)

    def _ids(self) -> set[str]:
        with Archive(self.path) as archive:
            return set(archive.ids())

    def _reopen(self) -> None:
        self._close()
        self._open()

    def _open(self) -> None:
        """Take the store, or connect to the listener that has it.

        A listener that begins or ends is waited for, and so is another client until it is done.
        """
        began = time.monotonic()
        while True:
            try:
                self._store = Store(self.path, doing=self._doing, only_deletes=self._only_deletes)
                return
            except StoreHeldError as error:
                holder, failure = error.holder, error
            try:
                self._client = WriteClient(holder, self._doing, self._patience)
                return
            except ServerTakenError as error:
                holder, failure = error.client, StoreHeldError(self.path, error.client)
                waits = self._patience.give_up_after
            except ListenerGoneError:
                waits = _PATIENCE if holder.endpoint is not None else 0.0 if holder.pid else _IMPATIENCE
            waited = time.monotonic() - began
            if waited >= waits:
                raise failure from None
            if waited >= self._patience.note_after:
                self._patience.tell(holder)
            time.sleep(_PAUSE)

    def _close(self) -> None:
        store, client = self._store, self._client
        self._store = self._client = None
        if client is not None:
            client.close()
        if store is not None:
            store.close()


def _parts(captures: Sequence[Capture]) -> Iterator[list[Capture]]:
    """Cut captures into parts that a listener stores in no time."""
    part: list[Capture] = []
    size = 0
    for capture in captures:
        part.append(capture)
        size += len(capture.content.head) + len(capture.content.body)
        if len(part) >= _MOST_CAPTURES or size >= _MOST_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part
