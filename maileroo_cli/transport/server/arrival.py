"""What a listener tells to the outside: where it listens, the requests that arrived, and what is wrong with its store.

How any of it looks is decided in ``report.listen``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from maileroo_cli.capture.entry import CaptureEntry
from maileroo_cli.capture.store.lock import Holder

UNANSWERED = "-"
"""What stands for the answer of a request that got none."""


class Arrival(NamedTuple):
    """One request as it is reported: what is known of it, what was done, and how long it took in milliseconds.

    ``answer`` says how it was answered in a word: a status, or what was done instead. ``detail`` adds a fact.
    ``kept`` is false where the store could not take it.
    """

    entry: CaptureEntry
    answer: str
    milliseconds: float
    detail: str = ""
    kept: bool = True


class Reporter(Protocol):
    """What is told of requests as they come."""

    def arrived(self, arrivals: Sequence[Arrival]) -> None:
        """Report requests that have been stored, and answered or about to be."""
        ...

    def trouble(self, sentence: str) -> None:
        """Report something that is wrong with the store."""
        ...


class ListenReporter(Reporter, Protocol):
    """What a listener tells."""

    def ready(self, url: str) -> None:
        """Tell that connections are accepted at ``url``."""
        ...

    def wrote(self, client: Holder, added: int, deleted: int) -> None:
        """Report that another program came, and how many captures it has added to the store and deleted."""
        ...


class SilentReporter:
    """Takes what a listener tells, and tells nobody."""

    def ready(self, url: str) -> None:
        """Pass over it."""

    def arrived(self, arrivals: Sequence[Arrival]) -> None:
        """Pass over it."""

    def trouble(self, sentence: str) -> None:
        """Pass over it."""

    def wrote(self, client: Holder, added: int, deleted: int) -> None:
        """Pass over it."""
