"""Several attempts at a time, by threads that each have a sender of their own. When one may begin is in ``pace``."""

import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack
from typing import Generic

from maileroo_cli.delivery.attempt.clock import Clock
from maileroo_cli.delivery.attempt.pace import Pace
from maileroo_cli.delivery.attempt.sending import Item, OpenSender, RequestSender, SendResult

# The caller is woken for this many results, or after this many seconds: waking it for each would cost more than a
# request does, as the threads take turns at the interpreter.
_BATCH = 16
_PATIENCE = 0.02
# As many results may wait for the caller before the threads wait for it.
_BACKLOG = 1024
# Threads that have not ended by then are left behind; they are daemons, so the process can end.
_FAREWELL = 1.0


class Crew(Generic[Item]):
    """Threads that take items off one stream and put results into one queue; used once, by :meth:`run`."""

    def __init__(self, items: Iterable[Item], open_sender: OpenSender, pace: Pace, clock: Clock) -> None:
        self._items = iter(items)
        self._open_sender = open_sender
        self._pace = pace
        self._clock = clock
        self._turn = threading.Lock()
        self._results: deque[SendResult[Item]] = deque()
        self._ready = threading.Event()
        self._room = threading.Event()
        self._stopped = threading.Event()
        self._senders: list[RequestSender] = []
        self._failure: BaseException | None = None

    def run(self, size: int) -> Generator[SendResult[Item], None, None]:
        """Yield the results of ``size`` threads as they come, and end the threads when the caller is done."""
        threads = [threading.Thread(target=self._work, name=f"mhook-{n}", daemon=True) for n in range(size)]
        try:
            for thread in threads:
                thread.start()
            while any(thread.is_alive() for thread in threads):
                self._ready.wait(_PATIENCE)
                self._ready.clear()
                yield from self._finished()
            yield from self._finished()
            if self._failure is not None:
                raise self._failure
        finally:
            self._stop(threads)

    def _finished(self) -> Iterator[SendResult[Item]]:
        while self._results:
            yield self._results.popleft()
        self._room.set()

    def _stop(self, threads: list[threading.Thread]) -> None:
        self._stopped.set()
        self._room.set()
        for sender in list(self._senders):
            sender.interrupt()
        for thread in threads:
            if thread.ident is not None:
                thread.join(_FAREWELL / len(threads))

    def _work(self) -> None:
        try:
            with ExitStack() as stack:
                self._send_all(stack)
        except BaseException as error:  # noqa: BLE001 - it is raised in the caller's thread
            self._failure = self._failure or error
            self._stopped.set()
        finally:
            self._ready.set()

    def _send_all(self, stack: ExitStack) -> None:
        sender: RequestSender | None = None
        ended: float | None = None
        while (taken := self._take()) is not None:
            item, start = taken
            if sender is None:
                sender = stack.enter_context(self._open_sender())
                self._senders.append(sender)
            self._pace.wait(start, ended, self._stopped.is_set)
            if self._stopped.is_set():
                return
            began = self._clock.today()
            attempt = sender.send(item.request)
            ended = self._clock.now()
            self._hand_over(SendResult(item, attempt, began))

    def _take(self) -> tuple[Item, float | None] | None:
        with self._turn:
            if self._stopped.is_set():
                return None
            for item in self._items:
                return item, self._pace.next_start()
            return None

    def _hand_over(self, result: SendResult[Item]) -> None:
        self._results.append(result)
        waiting = len(self._results)
        if waiting >= _BATCH:
            self._ready.set()
        while waiting >= _BACKLOG and not self._stopped.is_set():
            self._room.clear()
            self._room.wait(_PATIENCE)
            waiting = len(self._results)
