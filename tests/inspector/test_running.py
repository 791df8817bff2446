"""Calls that take long run two at a time, keep no other waiting, and are refused where too many wait."""

import asyncio
import threading

import pytest

from maileroo_cli.inspector.call import BusyError
from maileroo_cli.inspector.running import CallThreads
from tests.listening import PATIENCE


def test_large_calls_keep_nobody_waiting() -> None:
    """Of sixteen large calls two run; the next is refused, and a small one is answered at once."""
    end, begun = threading.Event(), []

    def work() -> None:
        begun.append(1)
        end.wait(PATIENCE)

    async def ask() -> None:
        threads = CallThreads()
        large = [asyncio.ensure_future(threads.run(work, large=True)) for _ in range(16)]
        await asyncio.sleep(0)
        try:
            with pytest.raises(BusyError):
                await threads.run(work, large=True)
            assert await threads.run(lambda: "answered") == "answered"
            assert len(begun) <= 2
        finally:
            end.set()
            await asyncio.gather(*large)
        assert len(begun) == 16
        assert await threads.run(lambda: "again", large=True) == "again"

    asyncio.run(ask())
