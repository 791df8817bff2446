"""Waiting for many sockets at once, to the microsecond where the system can: epoll on Linux, else what it has."""

import select
import selectors
import sys
import time
from collections.abc import Sequence
from typing import Protocol

READABLE, WRITABLE = 1, 4
"""The bits of epoll, which the other pollers use too; what is neither is an error or a hang-up."""

_MILLISECOND = 0.001
_FINE = 0.002
"""epoll counts in milliseconds: what is shorter than this is waited for in another way."""

_LARGEST_SELECTED = 1024
_NAP = 0.0002


class Poller(Protocol):
    """Tells which of its file descriptors can be read or written; each is level-triggered."""

    def register(self, descriptor: int, mask: int) -> None:
        """Watch a descriptor for what ``mask`` says."""
        ...

    def modify(self, descriptor: int, mask: int) -> None:
        """Watch a descriptor that is watched already for something else."""
        ...

    def unregister(self, descriptor: int) -> None:
        """Forget a descriptor, before it is closed."""
        ...

    def poll(self, seconds: float) -> Sequence[tuple[int, int]]:
        """Wait at most so long; return each descriptor that is ready with what for."""
        ...

    def close(self) -> None:
        """Forget all."""
        ...


def make_poller() -> Poller:
    """Return the best poller of this system."""
    return _EpollPoller() if sys.platform == "linux" else _SelectorPoller()


if sys.platform == "linux":

    class _EpollPoller:
        def __init__(self) -> None:
            self._epoll = select.epoll()
            self._own = self._epoll.fileno()
            self.register = self._epoll.register
            self.modify = self._epoll.modify
            self.unregister = self._epoll.unregister
            self.close = self._epoll.close

        def poll(self, seconds: float) -> Sequence[tuple[int, int]]:
            """Wait with the kernel's milliseconds as far as they reach, and then with its fine timer."""
            epoll = self._epoll.poll
            if seconds <= 0:
                return epoll(0)
            if seconds >= _FINE:
                return epoll(int(seconds / _MILLISECOND) * _MILLISECOND - _MILLISECOND / 2)
            if self._own < _LARGEST_SELECTED:
                ready, _, _ = select.select((self._own,), (), (), seconds)
                return epoll(0) if ready else ()
            time.sleep(min(seconds, _NAP))
            return epoll(0)


class _SelectorPoller:
    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()

    def register(self, descriptor: int, mask: int) -> None:
        self._selector.register(descriptor, _events(mask))

    def modify(self, descriptor: int, mask: int) -> None:
        self._selector.modify(descriptor, _events(mask))

    def unregister(self, descriptor: int) -> None:
        self._selector.unregister(descriptor)

    def poll(self, seconds: float) -> Sequence[tuple[int, int]]:
        if not self._selector.get_map():  # on Windows nothing to wait for is an error
            time.sleep(max(0.0, seconds))
            return ()
        return [(key.fd, _mask(events)) for key, events in self._selector.select(max(0.0, seconds))]

    def close(self) -> None:
        self._selector.close()


def _events(mask: int) -> int:
    read = selectors.EVENT_READ if mask & READABLE else 0
    return read | (selectors.EVENT_WRITE if mask & WRITABLE else 0)


def _mask(events: int) -> int:
    return (READABLE if events & selectors.EVENT_READ else 0) | (WRITABLE if events & selectors.EVENT_WRITE else 0)
