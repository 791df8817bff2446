"""An event loop in a thread of its own, in which an asynchronous application lives from its first request to its last.

It waits for what requests have left behind: tasks and timers of the loop, as a server that is asked to end does.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent import futures
from concurrent.futures import ThreadPoolExecutor, thread
from contextlib import suppress
from contextvars import Context, copy_context
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from maileroo_cli.transport.app.exchange import FIRST
from maileroo_cli.transport.app.failure import CURRENT, TakesFailure
from maileroo_cli.transport.app.interface.application import Stopped, never
from maileroo_cli.transport.app.interface.resting_task import rests_task
from maileroo_cli.transport.app.interface.threads import POOL

Result = TypeVar("Result")

_PATIENCE = 5.0
_LAST_MOMENT = 0.5
_SOON = 1.0
"""Timers that are due within so many seconds may be the work of a request; others keep house."""
_FIRST_LOOK, _LONGEST_LOOK = 0.001, 0.02
_FIRST_STEPS = 10


class LoopThread:
    """Runs coroutines in a thread of its own; it is started by :meth:`start` and ends with :meth:`close`."""

    def __init__(self, on_death: Callable[[BaseException], None]) -> None:
        """``on_death`` is called in the thread with what ended the loop before its time; the loop then goes on."""
        self.loop = _new_loop()
        self._on_death = on_death
        self._life: asyncio.Task[None] | None = None
        self.loop.set_exception_handler(self._handle_exception)
        self._pool = ThreadPoolExecutor(thread_name_prefix=POOL)
        self._thread = threading.Thread(target=self._run, name="mhook-app-loop", daemon=True)
        self._own: set[asyncio.Task[Any]] = set()
        self._residents: set[asyncio.Task[Any]] = set()
        self._ticks = False
        self._requests: WeakKeyDictionary[asyncio.Future[Any], TakesFailure] = WeakKeyDictionary()
        self.loop.set_task_factory(self._make_task)

    def start(self) -> None:
        """Start the thread."""
        self.loop.set_default_executor(self._pool)
        self._ending = asyncio.Event()
        self._thread.start()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            while self._has_died():
                pass
        finally:
            self._pool.shutdown(wait=False, cancel_futures=True)
            _forget(self._pool)
            self.loop.close()

    def _has_died(self) -> bool:
        """Run the loop, and return whether the application ended it while more is to come."""
        if self._life is None or self._life.done():
            self._life = self.loop.create_task(self._live(), context=Context())
        try:
            self.loop.run_until_complete(self._life)
        except BaseException as error:  # noqa: BLE001  (what a task or a timer raises to end a process comes here)
            if self._ending.is_set() or self.loop.is_closed():
                return False
            self._take_from(error)
            self._on_death(self._reason(error))
            return True
        return False

    def _take_from(self, error: BaseException) -> None:
        """Let no task tell later that nobody took its exception: it is told as what ended the loop."""
        for task in [one for one in self._requests if getattr(one, "_exception", None) is error]:
            task.exception()

    def _reason(self, error: BaseException) -> BaseException:
        if isinstance(error, asyncio.CancelledError):
            return RuntimeError("the application cancelled the main task of its event loop")
        if isinstance(error, RuntimeError) and self._life is not None and not self._life.done():
            return RuntimeError("the application stopped its event loop")
        return error

    async def _live(self) -> None:
        """Live until the end; libraries take this task for the one to which their threads belong."""
        self._note_own()
        await self._ending.wait()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_PATIENCE / 2)
        await self.loop.shutdown_asyncgens()

    def _make_task(self, loop: asyncio.AbstractEventLoop, coroutine: Any, **options: Any) -> asyncio.Task[Any]:
        """Make a task, and note of which request it is."""
        task = asyncio.Task(coroutine, loop=loop, **options)
        if (request := (options.get("context") or copy_context()).get(CURRENT)) is not None:
            self._requests[task] = request
        return task

    def _handle_exception(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Note what a forgotten task raised for its own request, and log it: it may be found during any other one."""
        request, error = self._requests.get(context.get("future", self)), context.get("exception")
        if request is not None and error is not None:
            request.note_failure(error)
        Context().run(loop.default_exception_handler, context)

    def _note_own(self) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._own.add(task)
            task.add_done_callback(self._own.discard)

    def call(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Call a function in the loop, soon; where that has ended, never."""
        with suppress(RuntimeError):
            self.loop.call_soon_threadsafe(function, *arguments)

    def run(self, work: Coroutine[Any, Any, Result], seconds: float | None = None) -> Result:
        """Run a coroutine to its end; after so many ``seconds`` raise ``TimeoutError``.

        Where the application cancels it, ``futures.CancelledError`` is raised.
        """
        future = asyncio.run_coroutine_threadsafe(work, self.loop)
        try:
            return future.result(seconds)
        except BaseException:
            future.cancel()
            raise

    def take_residents(self) -> None:
        """Take the tasks that work now for those that go on for ever: nobody waits for them."""
        with suppress(futures.CancelledError):
            self.run(self._take_residents())

    async def _take_residents(self) -> None:
        self._note_own()
        for _ in range(_FIRST_STEPS):  # workers come to their queue meanwhile
            await asyncio.sleep(0)
        self._residents |= self._strangers(FIRST)

    def finish(self, before: int, end: float, stopped: Stopped = never) -> bool:
        """Wait until the tasks and timers are done, or rest, that the requests before that number have left behind.

        Return whether that was before ``end``, of the monotonic clock, and nothing goes on of which nobody knows what
        it does. What was waited for in vain is not waited for again.
        """
        try:
            return self.run(self._finish(before, end, stopped), max(0.0, end - time.monotonic()) + _LAST_MOMENT)
        except (TimeoutError, futures.CancelledError):  # an application blocks the loop, or cancels all that it finds
            return False

    async def _finish(self, before: int, end: float, stopped: Stopped) -> bool:
        self._note_own()
        CURRENT.set(_NOBODY)  # timers of this task are nobody's work
        in_time = await self._finish_tasks(before, end, stopped)
        if in_time and (due := self._timers(before)):
            await asyncio.sleep(max(0.0, min(max(due) - self.loop.time(), end - time.monotonic())) + _FIRST_LOOK)
            in_time = await self._finish_tasks(before, end, stopped)
            self._ticks |= bool(self._timers(before))
        return in_time and not (self._residents or self._ticks or self._timers(FIRST))

    async def _finish_tasks(self, before: int, end: float, stopped: Stopped) -> bool:
        pause = _FIRST_LOOK
        while left := self._strangers(before):
            if stopped():
                return False
            if time.monotonic() >= end:
                self._residents |= left
                return False
            await asyncio.wait(left, timeout=pause)
            pause = min(_LONGEST_LOOK, pause * 1.5)
        return True

    def _strangers(self, before: int) -> set[asyncio.Task[Any]]:
        """Return the tasks that are to be waited for; one that rests was not waited for in vain."""
        working = {task for task in asyncio.all_tasks() - self._own if not rests_task(task)}
        self._residents &= working
        return {task for task in working - self._residents if self._number_of(task) < before}

    def _number_of(self, task: asyncio.Task[Any]) -> int:
        request = self._requests.get(task)
        return 0 if request is None else request.number

    def _timers(self, before: int) -> list[float]:
        """Return when something is to be called soon for requests before that number, or for none at all."""
        if self._ticks:
            return []
        timers: list[asyncio.TimerHandle] = getattr(self.loop, "_scheduled", [])
        soon, first = self.loop.time() + _SOON, 0 if before == FIRST else FIRST
        due = [one for one in timers if not one.cancelled() and one.when() <= soon]
        return [one.when() for one in due if first <= _number_of(getattr(one, "_context", None)) < before]

    def close(self, patience: float = _PATIENCE) -> None:
        """Cancel what still runs, and end the thread; one that an application blocks ends as soon as it no longer is.

        It is waited for that for so many seconds.
        """
        self.call(self._ending.set)
        self._thread.join(patience)


def _new_loop() -> asyncio.AbstractEventLoop:
    """Return a loop of asyncio's own, whatever the process has set: of others it is not known what they wait for."""
    if sys.platform == "win32":
        return asyncio.ProactorEventLoop()
    return asyncio.SelectorEventLoop()


def _forget(pool: ThreadPoolExecutor) -> None:
    """Let this process end although one of the threads hangs in the application: Python waits for all that it knows."""
    for one in getattr(pool, "_threads", ()):
        getattr(thread, "_threads_queues", {}).pop(one, None)


def _number_of(context: Context | None) -> int:
    """Return the number of the request that something belongs to; 0 for none, and much for what is ours."""
    request = None if context is None else context.get(CURRENT)
    return 0 if request is None else request.number


class _Nobody:
    """Stands for the request of which our own waiting is."""

    number = sys.maxsize

    def note_failure(self, error: BaseException) -> None:
        """Do nothing."""


_NOBODY = _Nobody()
