"""Two copies of one request at the same instant: both are sent but for their last byte, which then go together."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.errors import MhookError
from maileroo_cli.transport.fault.partial_writes import HeldBackWrite

if TYPE_CHECKING:
    from maileroo_cli.delivery.attempt.outcome import Attempt
    from maileroo_cli.transport.client.contract import ReceiverSender
    from maileroo_cli.webhook.signing.request import Request


_TRIES, _MOMENT = 20, 0.05


class DuplicateResult(NamedTuple):
    """What came of one copy, and whether it was sent to its end."""

    attempt: Attempt
    sent_whole: bool


def send_duplicates(first: ReceiverSender, second: ReceiverSender, request: Request) -> list[DuplicateResult]:
    """Send ``request`` with both senders and return what came of each copy, the one of ``first`` first.

    Each copy has a connection of its own, which is closed as soon as it has its answer: a receiver that serves one
    connection at a time could not turn to the other one otherwise. A copy that cannot be sent does not hold the other.
    """
    barrier = threading.Barrier(2)
    found: list[DuplicateResult] = []

    def send(sender: ReceiverSender) -> DuplicateResult:
        try:
            return DuplicateResult(sender.send_apart(request, HeldBackWrite(barrier)), sender.sent_whole)
        finally:
            barrier.abort()

    def send_second() -> None:
        with suppress(MhookError):  # a request that HTTP cannot carry: the other copy tells
            found.append(send(second))

    thread = threading.Thread(target=send_second, name="mhook-duplicate", daemon=True)
    thread.start()
    try:
        return [send(first), *_when_ended(thread, found)]
    except BaseException:
        _abandon(second, thread)
        raise


def _abandon(sender: ReceiverSender, thread: threading.Thread) -> None:
    """End what ``sender`` does; one that is still connecting cannot be reached, and is left behind after a moment."""
    for _ in range(_TRIES):
        sender.interrupt()
        thread.join(_MOMENT)
        if not thread.is_alive():
            return


def _when_ended(thread: threading.Thread, found: list[DuplicateResult]) -> list[DuplicateResult]:
    thread.join()
    return found
