"""The threads of an application: those that requests have started and left behind, and workers that wait for work."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

from maileroo_cli.transport.app.failure import is_own
from maileroo_cli.transport.app.interface.application import Stopped, never
from maileroo_cli.transport.app.interface.resting_thread import frames_of, rests_thread

_OURS = "mhook-"
POOL = "mhook-app-pool"
"""Threads of ours in which an application may do what it likes."""

_AWAITED = "AnyIO"
"""Threads for which a task waits: that is waited for."""

_SENDING = ("AppSender.send_apart", "AsgiApplication.finish_background", "WsgiApplication.finish_background")
_FIRST_LOOK, _LONGEST_LOOK = 0.001, 0.02


class StrayThreads:
    """Knows which threads may do the work of requests.

    Of those that were there before, only the application's own workers count: those that rest are waited for when they
    work, of others nobody can tell what they do. So it is with threads that were waited for in vain.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        own = {one for one in _others() if _is_own(one)}
        self._strays = {one: 0 for one in own if rests_thread(one)}
        self._unknowable = {one for one in own if one not in self._strays}

    def note(self, before: Iterable[threading.Thread], number: int) -> None:
        """Take note of the threads that were not there ``before`` the request of this number."""
        new = {one for one in _others() if not one.name.startswith(_AWAITED)}.difference(before)
        with self._lock:
            for one in new:
                self._strays.setdefault(one, number)

    @property
    def is_sure(self) -> bool:
        """Whether no thread works of which nothing can be told; one that rests is known from then on."""
        with self._lock:
            self._strays |= {one: 0 for one in self._unknowable if rests_thread(one)}
            self._unknowable = {one for one in self._unknowable if one.is_alive() and one not in self._strays}
            return not self._unknowable

    def has_work(self, before: int) -> bool:
        """Return whether threads of requests before that number work."""
        return bool(self._busy(before))

    def finish(self, before: int, end: float, stopped: Stopped = never) -> bool:
        """Wait until all that requests before that number have started has ended or rests.

        Return whether that was before ``end``, of the monotonic clock. What works all that time is not waited for
        again.
        """
        pause, calm = _FIRST_LOOK, 0
        while calm < 2:  # one that has just been given work may still look as if it rested
            busy = self._busy(before)
            calm = 0 if busy else calm + 1
            if busy and stopped():
                return False
            if busy and time.monotonic() >= end:
                self._give_up(busy)
                return False
            time.sleep(pause)
            pause = min(_LONGEST_LOOK, pause * 1.5) if busy else _FIRST_LOOK
        return True

    def _give_up(self, busy: set[threading.Thread]) -> None:
        own = {one for one in busy if _is_own(one)}
        with self._lock:
            self._strays = {one: number for one, number in self._strays.items() if one not in busy}
            self._unknowable |= own

    def _busy(self, before: int) -> set[threading.Thread]:
        with self._lock:
            self._strays = {one: number for one, number in self._strays.items() if one.is_alive()}
            strays = [one for one, number in self._strays.items() if number < before]
        return {one for one in strays if not (rests_thread(one) or _sends(one))}


def _others() -> Iterable[threading.Thread]:
    """Yield the threads that may be the application's."""
    known = (threading.main_thread(), threading.current_thread())
    others = (one for one in threading.enumerate() if one not in known)
    return (one for one in others if one.name.startswith(POOL) or not one.name.startswith(_OURS))


def _is_own(thread: threading.Thread) -> bool:
    """Return whether a thread runs the application's own code, and not only that of libraries."""
    return any(is_own(frame.f_code.co_filename) for frame in frames_of(thread))


def _sends(thread: threading.Thread) -> bool:
    """Return whether a thread is one that sends requests itself, as those of a test do."""
    return any(frame.f_code.co_qualname in _SENDING for frame in frames_of(thread))
