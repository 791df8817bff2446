"""Waiting until a receiver answers, through a proxy whose application still starts. To connect is less: ``sender``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from maileroo_cli.delivery.attempt.clock import Clock, SystemClock
from maileroo_cli.delivery.attempt.explanation import explain
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.errors import UnreachableError
from maileroo_cli.transport.client.sender import Sender
from maileroo_cli.webhook.signing.request import USER_AGENT, Request

if TYPE_CHECKING:
    from maileroo_cli.transport.client.target import Target
    from maileroo_cli.transport.client.tls import Trust
    from maileroo_cli.webhook.signing.request import Headers

NOT_READY = frozenset((502, 503, 504))
"""What a proxy answers while the application behind it is not there."""

_PAUSE = 0.2
_LONGEST_TRY = 5.0


def wait_for_answer(
    target: Target, seconds: float, trust: Trust | None = None, headers: Headers = (), *, clock: Clock | None = None
) -> None:
    """Return as soon as ``target`` answers a GET with anything but 502, 503 and 504.

    The GET bears neither a body nor a signature, so that no receiver takes it for an event. After ``seconds``
    ``UnreachableError`` is raised.
    """
    clock = clock or SystemClock()
    end = clock.now() + seconds
    request = Request("GET", target.url, (("User-Agent", USER_AGENT), *headers), b"")
    with Sender(target, timeout=max(_PAUSE, min(_LONGEST_TRY, seconds)), trust=trust) as sender:
        while True:
            attempt = sender.send_apart(request)
            if attempt.outcome is Outcome.ANSWERED and attempt.status not in NOT_READY:
                return
            if clock.now() + _PAUSE > end:
                raise _waited_in_vain(attempt, seconds)
            clock.sleep(_PAUSE)


def _waited_in_vain(attempt: Attempt, seconds: float) -> UnreachableError:
    what, _, advice = explain(attempt).partition(": ")
    place = "" if attempt.place in what else f"{attempt.place} "
    return UnreachableError(f"waited {seconds:g} s for an answer: {place}{what}", advice)
