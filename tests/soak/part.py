"""What one part of the soak is asked for, and what it tells."""

from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple, TypeAlias


class Effort(NamedTuple):
    """How much of everything is done: ``share`` of the full numbers, with choices drawn from ``random``."""

    share: float
    random: Random

    def of(self, full: int) -> int:
        """Return how many of ``full`` repetitions are wanted, at least one."""
        return max(1, round(full * self.share))


class SoakRow(NamedTuple):
    """One line of the table: what was done, how often, how often it went wrong, and what else was counted."""

    what: str
    times: int
    wrong: int
    detail: str = ""


Soak: TypeAlias = Callable[[Effort], Iterator[SoakRow]]
