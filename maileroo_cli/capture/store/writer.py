"""The store of captured requests, for its one writer: an SQLite file in WAL mode. Reading it is done in ``archive``.

What has to go where a store is limited is found in ``limits``.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Self

from maileroo_cli.capture.database.failure import DATABASE_ERRORS, SQLITE_ERRORS, unwritable
from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.store.connection import begin_log, close_writer, give_room_back, move_log, open_for_writing
from maileroo_cli.capture.store.failure import StoreError, not_opened, refused
from maileroo_cli.capture.store.file import STORE, identify, prepare_store, refuse_links, refuse_twins
from maileroo_cli.capture.store.limits import EVERYTHING, StoreLimits, received_after, rows_beyond, scope_size
from maileroo_cli.capture.store.lock import StoreLock, WriteEndpoint
from maileroo_cli.capture.store.rows import INSERT_ANSWER, ROW_TABLES, insert_captures, newest_row
from maileroo_cli.capture.store.schema import check_version, migrate, refuse_foreign
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import InputError

CHECKPOINT_BYTES = 8 * 1024 * 1024
"""After so much has been added, the write-ahead log is worth moving into the file."""

_ROW = 512


class Durability(StrEnum):
    """What a commit survives: ``normal`` the end of the process in any way, ``full`` a loss of power as well."""

    NORMAL = "normal"
    FULL = "full"


class StoredAnswer(NamedTuple):
    """What became of a capture after it was stored; ``seq`` is its row."""

    status: int | None
    answered: str
    milliseconds: float | None
    seq: int


class Store:
    """Writes captures. One process at a time has a store open for writing, and it has one connection.

    All methods but the constructor belong to one thread at a time. What the disk refuses raises :class:`StoreError`,
    and leaves the store as it was.
    """

    def __init__(
        self,
        path: Path,
        *,
        durability: Durability = Durability.NORMAL,
        doing: str = "mhook",
        url: str = "",
        endpoint: WriteEndpoint | None = None,
        only_deletes: bool = False,
    ) -> None:
        """Open or make the store at ``path``; raise ``InputError`` where it cannot be, or where another writes to it.

        ``doing`` tells others what this process does, ``url`` where it listens, ``endpoint`` where it takes what they
        want to be written. Where it ``only_deletes``, old tables stay as they are, and damaged rows can go from them.
        """
        refuse_links(path)
        refuse_twins(path)
        refuse_foreign(path)
        prepare_store(path)
        self.path = path
        self._lock = StoreLock(path, doing, endpoint=endpoint, url=url)
        try:
            self._connection = open_for_writing(path)
        except SQLITE_ERRORS as error:
            self._lock.release()
            raise unwritable(path, STORE, error) from None
        self._execute = self._connection.execute
        try:
            self._set_up(durability, only_deletes)
        except (*DATABASE_ERRORS, InputError) as error:
            self.close()
            raise not_opened(path, error) from None
        self._place, self._file = path.absolute(), identify(path)
        self._scope = EVERYTHING
        self.size: int | None = None
        """How many bytes of requests and answers are kept in the scope, from when that first had to be known."""

        self._probes = True  # whether any may be in the scope: to look for them takes longer than to count
        self.unmoved = 0
        """About how many bytes have been added since the log was last moved into the file."""

    def _set_up(self, durability: Durability, only_deletes: bool) -> None:
        self._only_deletes = only_deletes and check_version(self._connection, self.path) > 0
        if not self._only_deletes:
            migrate(self._connection, self.path)
        self._tables = ROW_TABLES[check_version(self._connection, self.path)]
        begin_log(self._connection)
        self._execute(f"PRAGMA synchronous = {durability}")
        self._last, self._reuses = (0, True) if self._only_deletes else newest_row(self._connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self.close()

    @property
    def name(self) -> str:
        """The store's file as a person would write it."""
        return short_name(self.path)

    def count(self, *, limited: bool = False) -> int:
        """Return how many captures are kept, or of those that limits apply to; it may raise ``InputError``."""
        scope = self._scope if limited else EVERYTHING
        try:
            return int(self._execute(f"SELECT count(*) FROM capture WHERE {scope}").fetchone()[0])
        except SQLITE_ERRORS as error:
            raise unwritable(self.path, STORE, error) from None

    def spare_existing(self) -> None:
        """Apply limits from now on to what is received after this alone."""
        self._scope, self.size, self._probes = received_after(self._last), None, False

    def add(self, captures: Sequence[Capture], *, received: bool = True) -> int:
        """Store captures in one transaction and return the row of the first; the others follow it.

        Those that were not ``received`` but imported have no peer.
        """
        if not captures:
            return self._last + 1
        if identify(self._place) != self._file:  # what went there now would be seen by nobody
            raise StoreError("its file was deleted or moved: start again")
        try:
            self._execute("BEGIN IMMEDIATE")
            last = insert_captures(self._connection, captures, self._last + 1 if self._reuses else None)
            self._execute("COMMIT")
        except DATABASE_ERRORS as error:
            raise self._failed(error) from None
        self._last, self._reuses = last, False
        size = sum([len(one[0]) + len(one[1]) + len(one[3]) + len(one[4]) for _, one in captures])
        self.unmoved += size + len(captures) * _ROW
        if self.size is not None and (received or self._scope == EVERYTHING):
            self.size += size
        self._probes = self._probes or any(one.entry.verdict == StoredVerdict.PROBE for one in captures)
        return self._last - len(captures) + 1

    def set_answers(self, answers: Sequence[StoredAnswer], contents: Sequence[tuple[bytes, bytes, int]] = ()) -> None:
        """Add to captures what they were answered, and an application's answer, head and body, by row: all or none."""
        status = "UPDATE capture SET status = ?, answered = ?, milliseconds = ? WHERE seq = ?"
        sized = [] if self.size is None else [row for _, _, row in contents]
        grown = self._update((status, answers), (INSERT_ANSWER, contents), sized=sized)
        self.size = None if self.size is None else self.size + grown
        self.unmoved += sum(len(head) + len(body) for head, body, _ in contents)

    def set_details(self, causes: Sequence[tuple[str, int]], durations: Sequence[tuple[float, int]] = ()) -> None:
        """Add to captures, by row, why they are invalid and how many milliseconds answers took: all or nothing."""
        update = "UPDATE capture SET {} = ? WHERE seq = ?"
        self._update((update.format("cause"), causes), (update.format("milliseconds"), durations))
        self.unmoved += len(durations) * _ROW

    def prune(self, limits: StoreLimits, now: float, *, probes_first: bool = False) -> int:
        """Delete the oldest captures until those that limits apply to are within them; return how many were deleted.

        With ``probes_first`` webhooks go only where no probe is left that could.
        """
        try:
            if limits.bytes is not None and self.size is None:
                self.size = scope_size(self._connection, self._scope)
            first = probes_first and self._probes
            beyond = rows_beyond(self._connection, limits, now, self.size, self._scope, probes_first=first)
        except DATABASE_ERRORS as error:
            raise self._failed(error) from None
        deleted = self._delete(beyond.condition, ()) if beyond.condition else 0
        self._probes = self._probes and not beyond.all_probes
        return deleted

    def delete_rows(self, rows: Sequence[tuple[int, str]]) -> int:
        """Delete the captures in these rows whose ids are these; return how many there were."""
        try:
            marks = ", ".join("?" * len(rows))
            there = self._execute(f"SELECT seq, id FROM capture WHERE seq IN ({marks})", [seq for seq, _ in rows])
            found = set(there) & set(rows)
        except DATABASE_ERRORS as error:
            raise self._failed(error) from None
        return self._delete(f"seq IN ({', '.join(str(seq) for seq, _ in found)})", ()) if found else 0

    def delete(self, ids: Iterable[str]) -> int:
        """Delete the captures with these whole ids; return how many there were."""
        return sum(self._delete("seq IN (SELECT seq FROM capture WHERE id = ?)", (one,)) for one in ids)

    def delete_before(self, at: float) -> int:
        """Delete the captures that arrived before ``at``, whenever they were stored; return how many there were."""
        return self._delete("seq IN (SELECT seq FROM capture WHERE at < ?)", (at,))

    def checkpoint(self) -> bool:
        """Move the write-ahead log into the file where it has grown; may take long. Tell whether it was moved."""
        self.unmoved = 0  # where it fails it is tried again after as many bytes, not at once
        try:
            return move_log(self._connection, self.path)
        except SQLITE_ERRORS as error:
            raise refused(self.path, error) from None

    def close(self) -> None:
        """Move the log into the file, close the store and let others write."""
        try:
            close_writer(self._connection)
        finally:
            self._lock.release()

    def _update(self, *updates: tuple[str, Sequence[tuple[object, ...]]], sized: Sequence[int] = ()) -> int:
        """Run each statement for its rows, all in one transaction; return how much the rows ``sized`` have grown."""
        try:
            self._execute("BEGIN IMMEDIATE")
            before = self._size_of(sized)
            for statement, rows in updates:
                self._connection.executemany(statement, rows)
            grown = self._size_of(sized) - before
            self._execute("COMMIT")
            return grown
        except DATABASE_ERRORS as error:
            raise self._failed(error) from None

    def _size_of(self, rows: Sequence[int]) -> int:
        """Return how many bytes these rows have, of those that limits apply to."""
        return scope_size(self._connection, self._scope, f"seq IN ({', '.join(map(str, rows))})") if rows else 0

    def _delete(self, condition: str, values: tuple[object, ...]) -> int:
        try:
            self._execute("BEGIN IMMEDIATE")
            size = 0 if self.size is None else scope_size(self._connection, self._scope, condition, values)
            deleted = [self._execute(f"DELETE FROM {one} WHERE {condition}", values).rowcount for one in self._tables]
            self._execute("COMMIT")
            self.size = None if self.size is None else self.size - size
            if not self._only_deletes:
                newest, odd = newest_row(self._connection)
                self._reuses = odd or newest < self._last
        except DATABASE_ERRORS as error:
            raise self._failed(error) from None
        with suppress(*SQLITE_ERRORS):  # they are deleted also where there is no room to make the file smaller
            self.unmoved += give_room_back(self._connection)
        return deleted[-1]

    def _failed(self, error: Exception) -> StoreError:
        if self._connection.in_transaction:
            with suppress(*SQLITE_ERRORS):  # where the disk is full, SQLite may have rolled back already
                self._execute("ROLLBACK")
        return refused(self.path, error)
