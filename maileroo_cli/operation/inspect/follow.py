"""The store of an inspector, as all its calls share it: one list, kept up to date, and who waits for what is new.

While anybody waits, a thread asks SQLite every few milliseconds whether something else has been committed.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from maileroo_cli.capture.entry import CaptureEntry
from maileroo_cli.capture.listing.reader import ListedRow
from maileroo_cli.capture.listing.view import ListState, StoreView
from maileroo_cli.capture.verdict import StoredVerdict
from maileroo_cli.errors import InputError
from maileroo_cli.operation.inspect.news import (
    MOST_NEW,
    AnsweredCaptures,
    ListReset,
    NewCaptures,
    News,
    NewsBoard,
    Subscription,
)
from maileroo_cli.operation.inspect.pinned import PinnedFilters

_EVERY, _WHILE_MANY, _AFTER_ERROR = 0.02, 0.2, 1.0
"""So many seconds lie between two looks: more where nobody could follow them, and what writes needs the machine."""

_MANY, _LASTING = 4000.0, 3
"""So many captures a second are too many to follow, where so many looks in a row find them."""

_MOST_OPEN, _YOUNG = 1000, 200
_OLD_EVERY = 1.0
"""Rows without an answer are looked at again: the youngest at each change, the others once in so many seconds."""

DELETED, REPLACED = "captures were deleted", "the store was replaced"


class StoreFollower:
    """Follows one store, which need not be there yet."""

    def __init__(self, store: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self.view = StoreView(store, clock)
        self.filters = PinnedFilters()
        self._clock = clock
        self._board = NewsBoard()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._state = ListState(0, 0, 0, 0, 0)
        self._open: dict[int, CaptureEntry] = {}
        self._old_at = 0.0
        self._failed = ""

    def prepare(self) -> None:
        """Count what the store has, in a thread, so that it is known when somebody asks."""
        threading.Thread(target=self._prepare, name="mhook counts a store", daemon=True).start()

    def subscribe(self, wake: Callable[[], None], last_row: int | None = None) -> Subscription:
        """Tell somebody what is new from now on, or since the row that was told last before.

        ``wake`` is called from another thread whenever there is something to take. Where the store cannot be read,
        that is told as well: asking for its captures says why. Once this is closed, nothing is told any more.
        """
        with self._starting:
            if self._stop.is_set():
                return self._board.subscribe(wake)
            if not self._board.is_followed:
                self._begin()
            subscription = self._board.subscribe(wake)
            if self._failed:
                subscription.first = [ListReset(self._failed)]
            elif last_row is not None:
                subscription.first = self._missed(last_row, subscription.since_row, subscription.since_total)
            if self._thread is None or not self._thread.is_alive():
                thread = threading.Thread(target=self._follow, name="mhook follows a store", daemon=True)
                thread.start()  # which may fail where there are too many: then there is none to be joined
                self._thread = thread
            return subscription

    def close(self) -> None:
        """Wake all that wait for something new, and let go of the store."""
        self._stop.set()
        self._board.close()
        with self._starting:
            if self._thread is not None:
                self._thread.join()
        self.view.close()

    def _prepare(self) -> None:
        with suppress(InputError):  # whoever asks is told
            self.view.verdict_counts()

    def _begin(self) -> None:
        """Begin with what there is now; nobody has been told of anything before."""
        if self._thread is not None:
            self._thread.join()  # it ends as soon as it sees that nobody follows
            self._thread = None
        self._open.clear()
        self._failed = ""
        try:
            self._state = self.view.look()
            self._board.begin(self._state, self.view.verdict_counts())
        except InputError as error:
            self._failed = error.message

    def _missed(self, last_row: int, newest: int, total: int) -> list[News]:
        """Return what came after the last row that somebody was told of, and what may have changed up to it.

        ``newest`` is the row after which the rest is told, when there were ``total``.
        """
        if last_row > newest:
            return [ListReset(REPLACED)]
        try:
            missed = self.view.rows_after(last_row) - self.view.rows_after(newest)
            rows = self.view.newest_entries(last_row, newest, MOST_NEW)
            known = _readable(self.view.newest_entries(0, last_row, MOST_NEW))
            counts = self.view.verdict_counts()
        except InputError as error:
            return [ListReset(error.message)]
        found: list[News] = [NewCaptures(total, newest, counts, missed - len(rows), _readable(rows))] if missed else []
        return [*found, AnsweredCaptures(known)] if known else found

    def _follow(self) -> None:
        """Look whether anything is new, for as long as anybody follows."""
        pause, looked, lasting = _EVERY, self._clock(), 0
        while not self._stop.wait(pause) and self._board.is_followed:
            try:
                new, now = self._look(), self._clock()
                lasting = lasting + 1 if new > _MANY * (now - looked) else 0
                pause, looked = _WHILE_MANY if lasting >= _LASTING else _EVERY, now
            except InputError as error:
                pause = _AFTER_ERROR
                if error.message != self._failed:
                    self._failed = error.message
                    self._board.reset(self._state, {}, error.message)

    def _look(self) -> int:
        """Tell all that follow what is new; return how many captures are."""
        state, before = self.view.look(), self._state
        if state.epoch != before.epoch or state.serial != before.serial or self._failed:
            reason = REPLACED if state.epoch != before.epoch else DELETED
            if self._failed:
                reason = "the store can be read again"
            self._state, self._failed = state, ""
            self._open.clear()
            self._board.reset(state, self.view.verdict_counts(), reason)
            return 0
        is_due = bool(self._open) and self._clock() >= self._old_at
        if state.version == before.version and not is_due:
            return 0
        new = []
        if state.newest_row > before.newest_row:
            new = self.view.newest_entries(before.newest_row, state.newest_row, MOST_NEW)
        changed = self._changed(is_due=is_due)
        self._state = state
        self._keep_open(new)
        if new or changed or state.newest_row > before.newest_row:
            self._board.add(state, self.view.verdict_counts(), new, changed)
        return state.total - before.total

    def _changed(self, *, is_due: bool) -> list[ListedRow]:
        """Return the rows of which more is known than before."""
        if not self._open:
            return []
        rows = list(self._open)
        if is_due:
            self._old_at = self._clock() + _OLD_EVERY
        else:
            rows = rows[-_YOUNG:]
        found = []
        for one in self.view.entries_at(rows):
            if one.entry is not None and one.entry != self._open[one.row]:
                found.append(one)
                self._open[one.row] = one.entry
                if not _is_open(one.entry):
                    del self._open[one.row]
        return found

    def _keep_open(self, new: list[ListedRow]) -> None:
        """Remember the rows of which more will be known; the newest of them."""
        self._open |= {one.row: one.entry for one in new if one.entry is not None and _is_open(one.entry)}
        while len(self._open) > _MOST_OPEN:
            del self._open[next(iter(self._open))]


def _is_open(entry: CaptureEntry) -> bool:
    """Tell whether more of a capture may become known: its answer, or why it is invalid."""
    is_unanswered = entry.status is None and not entry.answered
    return is_unanswered or (entry.verdict == StoredVerdict.INVALID and not entry.cause)


def _readable(rows: list[ListedRow]) -> tuple[ListedRow, ...]:
    return tuple(one for one in rows if one.entry is not None)
