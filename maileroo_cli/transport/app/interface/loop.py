"""An event loop in a thread of its own, in which an asynchronous application lives from its first request to its last.

It waits for what requests have left behind: tasks of the loop, as a server that is asked to end does.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")

_PATIENCE = 5.0
_POLL = 0.02


class LoopThread:
    """Runs coroutines in a thread of its own; it is started by :meth:`start` and ends with :meth:`close`."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="mhook-app-loop", daemon=True)
        self._residents: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def call(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Call a function in the loop, soon."""
        self.loop.call_soon_threadsafe(function, *arguments)

    def run(self, work: Coroutine[Any, Any, Result], seconds: float | None = None) -> Result:
        """Run a coroutine to its end; after so many ``seconds`` raise ``TimeoutError``."""
        future = asyncio.run_coroutine_threadsafe(work, self.loop)
        try:
            return future.result(seconds)
        except BaseException:
            future.cancel()
            raise

    def take_residents(self) -> None:
        """Take the tasks that run now for those that go on for ever: nobody waits for them."""
        self.run(self._take_residents())

    async def _take_residents(self) -> None:
        self._residents |= asyncio.all_tasks() - {asyncio.current_task()}

    def finish(self, seconds: float) -> bool:
        """Wait until the tasks that requests have left behind are done; return whether they were in time.

        Those that were not are not waited for again.
        """
        try:
            return self.run(self._finish(seconds), seconds + _PATIENCE)
        except TimeoutError:
            return False

    async def _finish(self, seconds: float) -> bool:
        end = self.loop.time() + seconds
        while left := self._strangers():
            time_left = end - self.loop.time()
            if time_left <= 0:
                self._residents |= left
                return False
            await asyncio.wait(left, timeout=time_left)
        return True

    def _strangers(self) -> set[asyncio.Task[Any]]:
        self._residents = {task for task in self._residents if not task.done()}
        return asyncio.all_tasks() - self._residents - {asyncio.current_task()}

    def close(self) -> None:
        """Cancel what still runs, and end the thread; one that an application blocks is left behind."""
        try:
            self.run(self._end(), _PATIENCE)
        except (TimeoutError, RuntimeError):
            return
        self.call(self.loop.stop)
        self._thread.join(_PATIENCE)
        if not self._thread.is_alive():
            self.loop.close()

    async def _end(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_PATIENCE / 2)
        await self.loop.shutdown_asyncgens()
        await self.loop.shutdown_default_executor()
