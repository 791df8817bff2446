"""Last stage: what was answered, and diagnosed if it had to be, is reported. Whoever ends waits here for the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from maileroo_cli.transport.server.arrival import Arrival, Reporter


class ArrivalReporter:
    """Tells the reporter of arrivals, and knows how many requests are still on their way here."""

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._open = 0
        self._idle = asyncio.Event()

    def expect(self) -> None:
        """Count one more request that is to be answered and reported."""
        self._open += 1
        self._idle.clear()

    def report(self, arrivals: Sequence[Arrival]) -> None:
        """Report requests that were expected."""
        if not arrivals:
            return
        self._open -= len(arrivals)
        if not self._open:
            self._idle.set()
        self._reporter.arrived(arrivals)

    async def settle(self, seconds: float) -> None:
        """Wait until everything is answered and reported, but no longer than ``seconds``."""
        if self._open:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), seconds)
