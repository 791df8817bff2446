"""Several attempts at a time from one stream, by threads that each have a sender of their own.

The threads themselves are those of ``worker.threads``. When an attempt may begin is in ``pace``.
"""

import threading
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from typing import Generic

from maileroo_cli.delivery.attempt.clock import Clock
from maileroo_cli.delivery.attempt.pace import Pace
from maileroo_cli.delivery.attempt.sender import Item, OpenSender, RequestSender, SendResult
from maileroo_cli.delivery.worker.pool import Worker
from maileroo_cli.delivery.worker.threads import ThreadPool

# The caller is woken for this many results, or after this many seconds: waking it for each would cost more than a
# request does, as the threads take turns at the interpreter.
_BATCH = 16
_PATIENCE = 0.02
# As many results may wait for the caller before the threads wait for it.
_BACKLOG = 1024


class ConcurrentSending(Generic[Item]):
    """Sends the items of one stream, from which the threads take turns in taking; used once, by :meth:`run`."""

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

    def run(self, size: int) -> Generator[SendResult[Item], None, None]:
        """Yield the results of ``size`` threads as they come, and end the threads when the caller is done."""
        pool = ThreadPool(self._open_sender, self._send_all, size, deliver=self._ended)
        with pool:
            try:
                pool.give([self._items] * size)
                while pool.busy:
                    self._ready.wait(_PATIENCE)
                    self._ready.clear()
                    yield from self._finished()
                yield from self._finished()
            except KeyboardInterrupt:
                self._stopped.set()
                yield from self._finished()  # what was answered by now is told
                raise
            finally:
                self._stopped.set()
                self._room.set()

    def _finished(self) -> Iterator[SendResult[Item]]:
        while self._results:
            yield self._results.popleft()
        self._room.set()

    def _ended(self, _items: Iterator[Item], _result: None) -> None:
        self._ready.set()

    def _send_all(self, worker: Worker[RequestSender], items: Iterator[Item]) -> None:
        """Send what one thread gets of the items; where something raises, all of them stop."""
        try:
            self._send(worker, items)
        except BaseException:
            self._stopped.set()
            raise

    def _send(self, worker: Worker[RequestSender], items: Iterator[Item]) -> None:
        ended: float | None = None
        while (taken := self._take(items)) is not None:
            item, start = taken
            sender = worker.resource
            self._pace.wait(start, ended, self._stopped.is_set)
            if self._stopped.is_set():
                return
            began = self._clock.today()
            attempt = sender.send(item.request)
            ended = self._clock.now()
            self._keep(SendResult(item, attempt, began))

    def _take(self, items: Iterator[Item]) -> tuple[Item, float | None] | None:
        with self._turn:
            if self._stopped.is_set():
                return None
            for item in items:
                return item, self._pace.next_start()
            return None

    def _keep(self, result: SendResult[Item]) -> None:
        """Keep a result for the caller, and wait where it has very many to take."""
        self._results.append(result)
        waiting = len(self._results)
        if waiting >= _BATCH:
            self._ready.set()
        while waiting >= _BACKLOG and not self._stopped.is_set():
            self._room.clear()
            self._room.wait(_PATIENCE)
            waiting = len(self._results)
