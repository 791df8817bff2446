"""What is new in a store, as it is told to whoever follows it: the last of it alone, however slow somebody is."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple, Self, TypeAlias

from maileroo_cli.capture.listing.reader import ListedRow
from maileroo_cli.capture.listing.view import ListState

MOST_NEW = 200
"""So many new captures are told at once, the newest."""

_MOST_ANSWERED = 500


class NewCaptures(NamedTuple):
    """What was stored since the last time: the newest of it, oldest first, and how many more there were.

    ``total`` and ``verdict_counts`` are those of all captures.
    """

    total: int
    newest_row: int
    verdict_counts: dict[str, int]
    left_out: int
    rows: tuple[ListedRow, ...]


class AnsweredCaptures(NamedTuple):
    """Captures of which more is known than was told before: what they were answered, or why they are invalid."""

    rows: tuple[ListedRow, ...]


class ListReset(NamedTuple):
    """What was told before does not hold any more: all has to be asked for anew."""

    reason: str


News: TypeAlias = NewCaptures | AnsweredCaptures | ListReset


@dataclass(slots=True)
class _Cursor:
    """Up to where somebody was told: which row, of how many, which change of a row, and which list."""

    row: int
    total: int
    change: int
    edition: int


class NewsBoard:
    """The last of what is new, in constant memory: the newest captures, and the last changes of rows."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = ListState(0, 0, 0, 0, 0)
        self._verdicts: dict[str, int] = {}
        self._recent: dict[int, ListedRow] = {}
        self._changed: dict[int, tuple[int, ListedRow]] = {}
        self._change = self._forgotten = self._edition = 0
        self._reason = ""
        self._subscriptions: list[Subscription] = []
        self.closed = False

    @property
    def is_followed(self) -> bool:
        """Whether anybody wants to be told."""
        return bool(self._subscriptions) and not self.closed

    def begin(self, state: ListState, verdicts: dict[str, int]) -> None:
        """Begin with a list as it is now."""
        with self._lock:
            self._state, self._verdicts = state, verdicts
            self._recent.clear()
            self._changed.clear()
            self._forgotten = self._change

    def reset(self, state: ListState, verdicts: dict[str, int], reason: str) -> None:
        """Begin anew with another list, since what was told does not hold any more."""
        self.begin(state, verdicts)
        with self._lock:
            self._edition, self._reason = self._edition + 1, reason
        self.wake()

    def add(
        self, state: ListState, verdicts: dict[str, int], new: Iterable[ListedRow], changed: Iterable[ListedRow]
    ) -> None:
        """Take note of captures that are new, and of rows that have changed."""
        with self._lock:
            self._state, self._verdicts = state, verdicts
            self._recent |= {one.row: one for one in new}
            while len(self._recent) > MOST_NEW:
                del self._recent[next(iter(self._recent))]
            for one in changed:
                self._change += 1
                self._changed.pop(one.row, None)
                self._changed[one.row] = (self._change, one)
                if one.row in self._recent:
                    self._recent[one.row] = one
            while len(self._changed) > _MOST_ANSWERED:
                self._forgotten, _ = self._changed.pop(next(iter(self._changed)))
        self.wake()

    def subscribe(self, wake: Callable[[], None]) -> "Subscription":
        """Return what tells somebody what is new from now on; ``wake`` is called when there is something."""
        with self._lock:
            cursor = _Cursor(self._state.newest_row, self._state.total, self._change, self._edition)
            one = Subscription(self, wake, cursor)
            self._subscriptions.append(one)
            return one

    def unsubscribe(self, subscription: "Subscription") -> None:
        """Tell somebody no more."""
        with self._lock:
            if subscription in self._subscriptions:
                self._subscriptions.remove(subscription)

    def close(self) -> None:
        """End all subscriptions."""
        self.closed = True
        self.wake()

    def wake(self) -> None:
        """Tell all that there is something to take."""
        with self._lock:
            subscriptions = list(self._subscriptions)
        for one in subscriptions:
            one.wake()

    def since(self, cursor: _Cursor) -> list[News]:
        """Return what came after a cursor, and move that."""
        with self._lock:
            state, found = self._state, list[News]()
            if cursor.edition != self._edition:
                found.append(ListReset(self._reason))
            elif cursor.change < self._forgotten:
                found.append(ListReset("more answers became known than are told one by one"))
            else:
                if state.newest_row > cursor.row:
                    rows = tuple(one for row, one in self._recent.items() if row > cursor.row)
                    left_out = state.total - cursor.total - len(rows)
                    rows = tuple(one for one in rows if one.entry is not None)
                    found.append(NewCaptures(state.total, state.newest_row, self._verdicts, left_out, rows))
                changed = tuple(
                    one for number, one in self._changed.values() if number > cursor.change and one.row <= cursor.row
                )
                if changed:
                    found.append(AnsweredCaptures(changed))
            cursor.row, cursor.total = state.newest_row, state.total
            cursor.change, cursor.edition = self._change, self._edition
            return found


class Subscription:
    """What one follower was told, and what it was not told yet; ended by :meth:`close`, or with the ``with`` block."""

    def __init__(self, board: NewsBoard, wake: Callable[[], None], cursor: _Cursor) -> None:
        self._board = board
        self._cursor = cursor
        self.wake = wake
        self.since_row, self.since_total = cursor.row, cursor.total
        self.first: list[News] = []
        """What is told before anything else: what somebody missed who was told of rows before."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self._board.closed

    def take(self) -> list[News]:
        """Return what is new since the last time, which may be nothing; it never waits."""
        first, self.first = self.first, []
        return first + self._board.since(self._cursor)

    def close(self) -> None:
        """Be told no more."""
        self._board.unsubscribe(self)
