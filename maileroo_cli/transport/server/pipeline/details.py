"""What is found out about stored requests after their commit, and waits to be stored together with more of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from maileroo_cli.transport.server.pipeline.store import ListenStore

if TYPE_CHECKING:
    import asyncio

_PAUSE = 0.05
"""So many seconds apart details are stored at most: nobody waits for them, and each time costs those who do wait."""


class LateDetails:
    """Causes of what is invalid, and how long answers took; ``wake`` is called when it is time to store them."""

    def __init__(self, loop: asyncio.AbstractEventLoop, wake: Callable[[], None]) -> None:
        self._loop = loop
        self._wake = wake
        self._causes: list[tuple[str, int]] = []
        self._durations: list[tuple[float, int]] = []
        self.due = False

    def __len__(self) -> int:
        return len(self._causes) + len(self._durations)

    def add_cause(self, codes: str, seq: int) -> None:
        """Note why the request in row ``seq`` is invalid."""
        self._await()
        self._causes.append((codes, seq))

    def add_durations(self, durations: Sequence[tuple[float, int]]) -> None:
        """Note how many milliseconds answers took, each with the row of its request."""
        if durations:
            self._await()
            self._durations += durations

    def write(self, store: ListenStore) -> bool:
        """Store all, and tell whether there was anything; ``StoreError`` leaves it noted."""
        if not len(self):
            return False
        store.set_details(self._causes, self._durations)
        self.forget()
        return True

    def forget(self) -> None:
        """Drop what was noted."""
        self._causes, self._durations, self.due = [], [], False

    def _await(self) -> None:
        if not len(self):
            self._loop.call_later(_PAUSE, self._ask)

    def _ask(self) -> None:
        self.due = True
        self._wake()
