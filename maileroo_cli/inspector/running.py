"""Running what answers: calls in threads, so that a slow one keeps nobody else waiting, and streams until the end.

The threads are daemons: a call that waits for captures does not hold up the end of the process.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from maileroo_cli.inspector.call import BusyError

Result = TypeVar("Result")
_AT_ONCE, _WAITING = 8, 64
_LARGE, _QUEUED = 2, 16


class CallThreads:
    """Runs so many calls at once: a few that ask the store, more of those that only wait, and two that take long.

    The latter wait for each other; where too many do, ``BusyError`` is raised.
    """

    def __init__(self) -> None:
        self._asking = asyncio.Semaphore(_AT_ONCE)
        self._waiting = asyncio.Semaphore(_WAITING)
        self._large = asyncio.Semaphore(_LARGE)
        self._queued = 0

    async def run(self, function: Callable[[], Result], *, waits: bool = False, large: bool = False) -> Result:
        """Return what ``function`` returns, called in a thread."""
        if large:
            return await self._run_large(function)
        async with self._waiting if waits else self._asking:
            return await _run_in_thread(function)

    async def _run_large(self, function: Callable[[], Result]) -> Result:
        if self._queued >= _QUEUED:
            raise BusyError("too much is being written already", "wait a moment, then repeat it")
        self._queued += 1
        try:
            async with self._large:
                return await _run_in_thread(function)
        finally:
            self._queued -= 1


async def _run_in_thread(function: Callable[[], Result]) -> Result:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Result] = loop.create_future()

    def settle(result: Result | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(result)  # type: ignore[arg-type]  # without an error there is one

    def work() -> None:
        result, error = None, None
        try:
            result = function()
        except Exception as caught:  # noqa: BLE001  (raised again where it was called)
            error = caught
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=work, name="mhook-inspector-call", daemon=True).start()
    return await future


async def until_ended(events: AsyncIterator[bytes], ended: asyncio.Event) -> AsyncIterator[bytes]:
    """Yield what ``events`` yields until it ends by itself, or ``ended`` is set; it is closed in any case."""
    ending = asyncio.ensure_future(ended.wait())
    try:
        async with _closed(events):
            while True:
                coming = asyncio.ensure_future(anext(events))
                try:
                    await asyncio.wait((coming, ending), return_when=asyncio.FIRST_COMPLETED)
                finally:
                    if not coming.done():
                        coming.cancel()
                        with suppress(asyncio.CancelledError, StopAsyncIteration):
                            await coming
                if coming.cancelled():
                    return
                try:
                    yield coming.result()
                except StopAsyncIteration:
                    return
    finally:
        ending.cancel()


@asynccontextmanager
async def _closed(events: AsyncIterator[bytes]) -> AsyncIterator[None]:
    """Let a generator run to its end in the block, whatever ends that."""
    try:
        yield
    finally:
        close = getattr(events, "aclose", None)
        if close is not None:
            await close()
