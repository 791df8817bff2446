"""What a listener needs of the store that it writes to.

On a disk that is the one of ``capture.store``, in memory the one of ``server.memory``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from maileroo_cli.capture.entry import Capture
    from maileroo_cli.capture.store.limits import StoreLimits
    from maileroo_cli.capture.store.writer import StoredAnswer


class ListenStore(Protocol):
    """Takes the captures of a listener, each into a row of its own; what cannot be kept raises ``StoreError``.

    ``size`` are the bytes that limits apply to, ``None`` while that is not known; ``unmoved`` those that a checkpoint
    would move.
    """

    @property
    def size(self) -> int | None: ...  # noqa: D102
    @property
    def unmoved(self) -> int: ...  # noqa: D102

    def count(self, *, limited: bool = False) -> int:
        """Return how many captures are kept, or of those that limits apply to."""
        ...

    def spare_existing(self) -> None:
        """Apply limits from now on to what is received after this alone."""
        ...

    def add(self, captures: Sequence[Capture], *, received: bool = True) -> int:
        """Keep captures and return the row of the first; the others follow it."""
        ...

    def set_answers(self, answers: Sequence[StoredAnswer], contents: Sequence[tuple[bytes, bytes, int]] = ()) -> None:
        """Add to captures what they were answered, and an application's answer, head and body, by row."""
        ...

    def set_details(self, causes: Sequence[tuple[str, int]], durations: Sequence[tuple[float, int]] = ()) -> None:
        """Add to captures, by row, why they are invalid and how many milliseconds answers took."""
        ...

    def prune(self, limits: StoreLimits, now: float, *, probes_first: bool = False) -> int:
        """Delete the oldest captures until those that limits apply to are within them; return how many that were."""
        ...

    def delete_rows(self, rows: Sequence[tuple[int, str]]) -> int:
        """Delete the captures in these rows whose ids are these; return how many there were."""
        ...

    def checkpoint(self) -> bool:
        """Move what has been added to where it stays; tell whether it was moved."""
        ...

    def close(self) -> None:
        """End writing."""
        ...
