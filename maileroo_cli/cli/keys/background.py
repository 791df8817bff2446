"""Doing what takes longer than a moment in a thread of its own, so that keys are heard meanwhile."""

import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import NamedTuple

_MOST_WAITING = 8
_SWITCH = 0.0005
"""In seconds: a search for causes takes the interpreter, which the listener then waits for no longer than that."""


class _Job(NamedTuple):
    word: str
    work: Callable[[], None]


class KeyWorker:
    """Does jobs; ``tell`` is called with the word of each when it begins, and with nothing when it is done."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self.is_closed = False
        """Whether nobody waits any more for what is done."""

    def do(self, word: str, work: Callable[[], None]) -> None:
        """Do something soon; where too much waits already, not at all."""
        if self._jobs.qsize() >= _MOST_WAITING:
            return
        self._jobs.put(_Job(word, work))
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._live, name="mhook-key-work", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Begin nothing more; what goes on is left behind."""
        self.is_closed = True
        while not self._jobs.empty():
            self._jobs.get()
        self._jobs.put(None)

    def _live(self) -> None:
        while (job := self._jobs.get()) is not None:
            before = sys.getswitchinterval()
            sys.setswitchinterval(min(before, _SWITCH))
            self._tell(job.word)
            try:
                job.work()
            finally:
                self._tell("")
                sys.setswitchinterval(before)
