"""Sending a stream of any length: one attempt for each item, in order or several at a time, at a given pace.

Nothing here opens a socket or prints: the caller hands in what sends, and consumes the results. How several attempts
run at a time is in ``concurrent``.
"""

from collections.abc import Generator, Iterable

from maileroo_cli.delivery.attempt.clock import Clock, SystemClock
from maileroo_cli.delivery.attempt.pace import Pace
from maileroo_cli.delivery.attempt.sender import Item, OpenSender, SendResult
from maileroo_cli.errors import UsageError


def deliver(
    items: Iterable[Item],
    open_sender: OpenSender,
    *,
    concurrency: int = 1,
    rate: float | None = None,
    interval: float | None = None,
    clock: Clock | None = None,
) -> Generator[SendResult[Item], None, None]:
    """Send every item once and yield the results as they come.

    ``concurrency`` 1 sends one after the other in the calling thread, so that order is kept. More are sent by as many
    threads, each with its own sender, and come as they finish; ``items`` is then iterated in those threads, one at a
    time. ``rate`` is how many attempts begin in a second, over all threads; ``interval`` is the pause in seconds that
    each thread makes between the end of an attempt and the beginning of its next.

    Memory is constant for a stream of any length. What ``items`` or a sender raises is raised here, after the results
    of the attempts that were under way. Closing the iterator stops everything without waiting for answers; close it, or
    let it go, where an exception ends the loop over it. Numbers out of range raise ``UsageError``.
    """
    if concurrency < 1:
        raise UsageError(f"cannot send {concurrency} requests at a time", "give a number from 1")
    if rate is not None and not 0 < rate < float("inf"):
        raise UsageError(f"cannot send {rate:g} requests a second", "give a number above 0")
    if interval is not None and not 0 <= interval < float("inf"):
        raise UsageError(f"cannot pause for {interval:g} seconds", "give a number from 0")
    clock = clock or SystemClock()
    pace = Pace(clock, rate, interval or 0.0)
    if concurrency == 1:
        return _in_order(items, open_sender, pace, clock)
    from maileroo_cli.delivery.attempt.concurrent import ConcurrentSending

    return ConcurrentSending(items, open_sender, pace, clock).run(concurrency)


def _in_order(
    items: Iterable[Item], open_sender: OpenSender, pace: Pace, clock: Clock
) -> Generator[SendResult[Item], None, None]:
    ended: float | None = None
    with open_sender() as sender:
        for item in items:
            pace.wait(pace.next_start(), ended)
            began = clock.today()
            attempt = sender.send(item.request)
            ended = clock.now()
            yield SendResult(item, attempt, began)
