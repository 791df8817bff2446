"""How many runs are kept, and keeping what a check or a load came to. What is kept of it is told in ``report.runs``."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maileroo_cli.errors import MhookError, UsageError
from maileroo_cli.webhook.text.shown import show

if TYPE_CHECKING:
    from maileroo_cli.transport.run.state import KeptResult, RunState

VARIABLE = "MHOOK_KEEP_RUNS"
_KEPT = 50
_EVERY = ("all", "0")


def runs_to_keep() -> int | None:
    """Return how many finished runs are to stay, ``None`` for every one; ``UsageError`` where the variable is wrong."""
    text = os.environ.get(VARIABLE, "").strip().lower()
    if not text:
        return _KEPT
    if text in _EVERY:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or not int(text):
        raise UsageError(f"{VARIABLE} is '{show(text[:40])}'", "give a number of runs, or all (0 also means all)")
    return int(text)


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where the result of a ``kind`` of command is kept: the folder that is named, or else the usual one.

    ``tell`` takes why that was not possible. A wrong number of runs to keep raises ``UsageError`` when this is made,
    before anything is sent. Where nothing is ``wanted``, nothing is kept.
    """

    kind: str
    folder: str | None
    tell: Callable[[str], None]
    wanted: bool = True

    def __post_init__(self) -> None:
        runs_to_keep()

    @contextmanager
    def at_end(self, make: "Callable[[RunState, float], KeptResult | None]") -> Iterator[None]:
        """Keep what ``make`` returns when the block has ended, also where something ends it early.

        A folder that cannot be written to is told, and is no error: what was found out is not worth less for it.
        """
        has_ended = False
        try:
            yield
            has_ended = True
        finally:
            if self.wanted:
                self._keep(make, has_ended=has_ended)

    def _keep(self, make: "Callable[[RunState, float], KeptResult | None]", *, has_ended: bool) -> None:
        from maileroo_cli.transport.run.folder import find_runs
        from maileroo_cli.transport.run.state import ResultKind, RunState
        from maileroo_cli.transport.run.written.result import keep_result, remove_old_results

        result = make(RunState.FINISHED if has_ended else RunState.INTERRUPTED, time.time())
        if result is None:
            return
        try:
            folder, kind = find_runs(self.folder), ResultKind(self.kind)
            keep_result(folder, kind, result)
            remove_old_results(folder, kind, runs_to_keep())
        except MhookError as error:
            self.tell(f"this {self.kind} is not kept: {error}")
