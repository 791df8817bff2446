"""Waiting until so many captures that are wanted are there, or a time is over."""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from maileroo_cli.capture.listing.reader import ListedRow
from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.operation.inspect.follow import StoreFollower

_MOST = 1000
_GLANCE = 0.5
"""So many seconds apart it is looked whether anybody still waits for the answer."""


class AwaitedCaptures(NamedTuple):
    """Which captures are awaited: ``number`` of those ``wanted``, of the rows behind ``after`` where that is said."""

    wanted: CaptureFilter
    number: int
    after: int | None = None


class WaitResult(NamedTuple):
    """What there was after ``waited`` seconds: how many, and the first of them, a thousand at most."""

    met: bool
    found: int
    wanted: int
    rows: list[ListedRow]
    waited: float


def wait_for_captures(
    follower: StoreFollower,
    awaited: AwaitedCaptures,
    seconds: float,
    gone: Callable[[], bool],
    clock: Callable[[], float] = time.monotonic,
) -> WaitResult:
    """Return as soon as the captures are there, ``seconds`` are over, the follower ends, or whoever asked is ``gone``.

    A store that is not there yet is waited for as well.
    """
    began, changed = clock(), threading.Event()
    wanted, number, after = awaited
    with follower.subscribe(changed.set) as subscription:
        while True:
            changed.clear()
            first = 0 if after is None else None
            window = follower.view.window(wanted, first=first, after=after, limit=min(number, _MOST))
            found, waited = window.total - window.first, clock() - began
            met = found >= number
            if met or waited >= seconds or subscription.is_over or gone():
                return WaitResult(met, found, number, window.rows, waited)
            _sleep(changed, began + seconds, gone, clock)


def _sleep(changed: threading.Event, until: float, gone: Callable[[], bool], clock: Callable[[], float]) -> None:
    """Wait until something has changed, the time is over, or nobody waits for the answer."""
    while not changed.wait(min(max(until - clock(), 0), _GLANCE)):
        if clock() >= until or gone():
            return
