"""A listener's store in memory: what it keeps goes with the process. The store on a disk is in ``capture.store``."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from maileroo_cli.capture.verdict import StoredVerdict

if TYPE_CHECKING:
    from maileroo_cli.capture.entry import Capture
    from maileroo_cli.capture.store.limits import StoreLimits
    from maileroo_cli.capture.store.writer import StoredAnswer


class MemoryStore:
    """Keeps captures in memory. It may be used by any thread; ``changed`` tells of what was added or answered."""

    unmoved = 0

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.size = 0
        self._rows: dict[int, Capture] = {}
        self._last = self._spared = 0

    def captures(self, after: int = 0) -> list[Capture]:
        """Return the captures behind the row ``after``, in order."""
        with self.changed:
            if after <= 0:
                return list(self._rows.values())
            rows = range(after + 1, self._last + 1)
            return [self._rows[row] for row in rows if row in self._rows]

    @property
    def last(self) -> int:
        """The row that was added last."""
        return self._last

    def clear(self) -> None:
        """Forget all captures."""
        with self.changed:
            self._delete(list(self._rows))

    def count(self, *, limited: bool = False) -> int:
        """Return how many captures are kept, or of those that limits apply to."""
        return len(self._limited() if limited else self._rows)

    def spare_existing(self) -> None:
        """Apply limits from now on to what is received after this alone."""
        with self.changed:
            self._spared, self.size = self._last, 0

    def add(self, captures: Sequence[Capture], *, received: bool = True) -> int:
        """Keep captures and return the row of the first; the others follow it."""
        with self.changed:
            first = self._last + 1
            for row, capture in enumerate(captures, first):
                self._rows[row] = capture
            self._last += len(captures)
            self.size += sum(map(_size, captures))
            self.changed.notify_all()
            return first

    def set_answers(self, answers: Sequence[StoredAnswer], contents: Sequence[tuple[bytes, bytes, int]] = ()) -> None:
        """Add to captures what they were answered, and an application's answer, head and body, by row."""
        with self.changed:
            for status, answered, milliseconds, row in answers:
                self._change(row, status=status, answered=answered, milliseconds=milliseconds)
            for head, body, row in contents:
                if (capture := self._rows.get(row)) is not None:
                    content = capture.content._replace(answer_head=head, answer_body=body)
                    self._rows[row] = capture._replace(content=content)
                    self.size += len(head) + len(body) if row > self._spared else 0
            self.changed.notify_all()

    def set_details(self, causes: Sequence[tuple[str, int]], durations: Sequence[tuple[float, int]] = ()) -> None:
        """Add to captures, by row, why they are invalid and how many milliseconds answers took."""
        with self.changed:
            for cause, row in causes:
                self._change(row, cause=cause)
            for milliseconds, row in durations:
                self._change(row, milliseconds=milliseconds)

    def prune(self, limits: StoreLimits, now: float, *, probes_first: bool = False) -> int:
        """Delete the oldest captures until those that limits apply to are within them; return how many that were."""
        with self.changed:
            rows = self._limited()
            if limits.seconds is not None:
                old = [row for row in rows if self._rows[row].entry.at < now - limits.seconds]
                rows = [row for row in rows if row not in set(old)]
            else:
                old = []
            if probes_first:
                rows.sort(key=lambda row: self._rows[row].entry.verdict != StoredVerdict.PROBE)
            beyond = [*old, *rows[: self._beyond(rows, limits)]]
            self._delete(beyond)
            return len(beyond)

    def delete_rows(self, rows: Sequence[tuple[int, str]]) -> int:
        """Delete the captures in these rows whose ids are these; return how many there were."""
        with self.changed:
            found = [row for row, identity in rows if row in self._rows and self._rows[row].entry.id == identity]
            self._delete(found)
            return len(found)

    def checkpoint(self) -> bool:
        """Do nothing: all stays where it is."""
        return False

    def close(self) -> None:
        """Do nothing: the captures can still be read."""

    def _limited(self) -> list[int]:
        return [row for row in self._rows if row > self._spared]

    def _beyond(self, rows: Sequence[int], limits: StoreLimits) -> int:
        """Return how many of the first of ``rows`` are too many."""
        count = 0 if limits.captures is None else max(len(rows) - limits.captures, 0)
        if limits.bytes is not None:
            sizes = [_size(self._rows[row]) for row in rows]
            over = sum(sizes) - limits.bytes
            freed = accumulate(sizes, initial=0)
            count = max(count, next(number for number, size in enumerate(freed) if size >= over))
        return count

    def _delete(self, rows: Iterable[int]) -> None:
        for row in rows:
            capture = self._rows.pop(row)
            self.size -= _size(capture) if row > self._spared else 0

    def _change(self, row: int, **changes: object) -> None:
        if (capture := self._rows.get(row)) is not None:
            self._rows[row] = capture._replace(entry=capture.entry._replace(**changes))  # type: ignore[arg-type]


def _size(capture: Capture) -> int:
    content = capture.content
    return len(content.head) + len(content.body) + len(content.answer_head) + len(content.answer_body)
