"""What an observer is, and how long and how much a look at a receiver's effects may take.

How a look is taken is in ``command`` and ``url``, when in ``sender``; which observer a user wants, in ``opening``.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol, Self

Stopped = Callable[[], bool]

TIME_LIMIT = 10.0
"""Seconds that one look may take."""

SIZE_LIMIT = 1024 * 1024
"""Bytes that one look may give."""


class LookStopped(Exception):  # noqa: N818 - it is no error, and no caller of an operation sees it
    """A look was ended since nobody wants to know any more."""


class Observer(Protocol):
    """What takes looks, from any thread. ``per_event`` tells that a number is that of one event alone.

    ``turn`` is to be held from the look before an attempt to the one after it: with one number for all events, two
    attempts at a time would leave nobody knowing whose an effect is.
    """

    per_event: bool
    turn: AbstractContextManager[Any]

    def look(self, event_type: str, event_id: str, stopped: Stopped = ..., body: bytes = ...) -> float:
        """Return the number now; ``InputError`` or ``UnreachableError`` where there is none to be had.

        ``body`` is that of the event, for whoever knows one without an id by it.
        Once ``stopped`` it raises :class:`LookStopped`, soon.
        """
        ...

    def interrupt(self) -> None:
        """Make looks that wait for a peer look whether they were stopped; other ones can be taken afterwards."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: object, error: object, trace: object) -> None: ...


def never() -> bool:
    """Never stop."""
    return False


def make_turn(*, per_event: bool) -> AbstractContextManager[Any]:
    """Return what is held during an attempt."""
    return nullcontext() if per_event else threading.Lock()
