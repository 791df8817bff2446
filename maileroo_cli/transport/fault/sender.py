"""Making attempts with their faults, wherever that can be against the real receiver, over sockets or in this process.

How a request is sent in another way is in ``partial_writes`` and ``simultaneous_duplicates``; what never reaches the
receiver is in ``connection_faults``, or, for an application in this process, in ``made_up_faults``.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from maileroo_cli.delivery.attempt.judgement import Success
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.delivery.fault.corruption import flip_bit
from maileroo_cli.delivery.fault.kind import Fault, FaultKind, Reach
from maileroo_cli.delivery.replay.records import AttemptResult, Delivery
from maileroo_cli.transport.fault.partial_writes import CutOffWrite, DripWrite, write_then_reset
from maileroo_cli.transport.fault.simultaneous_duplicates import send_duplicates

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from maileroo_cli.delivery.replay.clock import ReplayClock
    from maileroo_cli.transport.client.contract import ReceiverSender
    from maileroo_cli.transport.fault.contract import EarlyFaults, FaultyEndpoint
    from maileroo_cli.webhook.signing.request import Request

DRIP_SECONDS = 2.0
"""How long a body drips where the user does not say, in simulated seconds."""

FURTHEST_FIRST = (Reach.WHOLE, Reach.ALTERED, Reach.PART, Reach.NOTHING)

_MOMENT = 0.25
"""So many seconds an application in this process is followed after its answer, to see whether its work fails."""


class FaultSender:
    """Sends deliveries to one receiver, each attempt with its fault; without one it is a plain sender.

    ``early_faults`` makes those that the receiver never hears of, and is closed with the sender. ``success`` decides
    which copy of a duplicate counts. Waiting in vain takes no time on a clock that jumps, and really takes until the
    deadline on another one; both ``Attempt.seconds`` and ``AttemptResult.waited`` tell the simulated seconds. A fault
    on the way to the receiver gets a connection of its own. Where something else fails before a fault could be made,
    that is what the result tells.

    A sender belongs to one thread; only :meth:`interrupt` may be called from another. It is a context manager.
    """

    def __init__(
        self,
        endpoint: FaultyEndpoint,
        clock: ReplayClock,
        early_faults: EarlyFaults,
        *,
        success: Success = Success.STRICT,
    ) -> None:
        """Raise ``UsageError`` for a time-out that cannot be, and ``InputError`` for a bad ``--cacert``."""
        self._endpoint = endpoint
        self._clock = clock
        self._timeout = endpoint.timeout
        self._success = success
        self._stopped = threading.Event()
        self._second_sender: ReceiverSender | None = None
        self._early_faults = early_faults
        with ExitStack() as opened:
            opened.callback(early_faults.close)
            self._sender = opened.enter_context(endpoint.open())
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._opened.close()

    def interrupt(self) -> None:
        """Make a :meth:`send` under way in another thread return soon; from then on nothing here waits any more."""
        self._stopped.set()
        self._sender.interrupt()
        self._early_faults.interrupt()
        if (second_sender := self._second_sender) is not None:
            second_sender.interrupt()

    def send(self, delivery: Delivery, number: int, fault: Fault | None) -> AttemptResult:
        """Make attempt ``number`` of ``delivery`` with its fault and return what came of it on both sides.

        Nothing that a peer or the network does raises; a request that HTTP cannot carry raises ``UsageError``.
        """
        if fault is None:
            return self._send(delivery.request)
        return self.MAKERS[fault.kind](self, delivery.request, fault)

    def _send_unharmed(self, request: Request, _fault: Fault) -> AttemptResult:
        return self._send(request)

    def _send(self, request: Request) -> AttemptResult:
        attempt = self._sender.send(request)
        with self._clock.stand_still():
            return self._tell(self._sender.follow(attempt, _MOMENT))

    def _refuse(self, request: Request, _fault: Fault) -> AttemptResult:
        return AttemptResult(self._early_faults.refuse(request), Reach.NOTHING)

    def _resolve_in_vain(self, _request: Request, _fault: Fault) -> AttemptResult:
        return AttemptResult(self._early_faults.resolve(), Reach.NOTHING)

    def _fail_tls(self, request: Request, _fault: Fault) -> AttemptResult:
        return AttemptResult(self._early_faults.fail_tls(request), Reach.NOTHING)

    def _connect_in_vain(self, _request: Request, _fault: Fault) -> AttemptResult:
        return AttemptResult(self._wait_in_vain(Phase.CONNECTING), Reach.NOTHING, waited=self._timeout)

    def _answer_before(self, request: Request, fault: Fault) -> AttemptResult:
        return AttemptResult(self._early_faults.answer(request, fault.status or 0), Reach.NOTHING)

    def _truncate(self, request: Request, _fault: Fault) -> AttemptResult:
        return self._cut_off(request, by_reset=False)

    def _reset(self, request: Request, _fault: Fault) -> AttemptResult:
        return self._cut_off(request, by_reset=True)

    def _answer_late(self, request: Request, _fault: Fault) -> AttemptResult:
        result = self._tell(self._sender.send_apart(request))
        real = result.attempt
        if real.outcome is not Outcome.ANSWERED:
            return result
        return replace(
            result, attempt=_told(self._wait_in_vain(Phase.WAITING, real.seconds), real), waited=self._timeout
        )

    def _replace_answer(self, request: Request, fault: Fault) -> AttemptResult:
        result = self._tell(self._sender.send(request))
        real = result.attempt
        if real.outcome is not Outcome.ANSWERED:
            return result
        seen = Attempt(Outcome.ANSWERED, real.seconds, fault.status, phase=Phase.READING, place=real.place)
        return replace(result, attempt=_told(seen, real))

    def _reset_after(self, request: Request, _fault: Fault) -> AttemptResult:
        result = self._tell(self._sender.send_apart(request, write_then_reset))
        real = result.attempt
        if real.outcome is not Outcome.ANSWERED:
            return result
        seen = Attempt(Outcome.RESET, real.seconds, phase=Phase.WAITING, place=real.place)
        return replace(result, attempt=_told(seen, real))

    def _lose(self, request: Request, _fault: Fault) -> AttemptResult:
        """Drop the answer, and wait for it in vain over the connection that stays open meanwhile."""
        self._sender.drop()
        try:
            result = self._tell(self._sender.send(request))
            if result.attempt.outcome is not Outcome.ANSWERED:
                return result
            seen = self._wait_in_vain(Phase.WAITING, result.attempt.seconds)
            return replace(result, attempt=_told(seen, result.attempt), waited=self._timeout)
        finally:
            self._sender.drop()

    def _cut_off(self, request: Request, *, by_reset: bool) -> AttemptResult:
        began = time.perf_counter()
        write = CutOffWrite(len(request.body), by_reset=by_reset)
        result = self._tell(self._sender.send_apart(request, write))
        if write.at is None:
            return result
        seen = Attempt(Outcome.RESET, write.at - began, phase=Phase.SENDING, place=self._endpoint.place)
        return replace(result, attempt=_told(seen, result.attempt), reach=Reach.PART, waited=0.0)

    def _corrupt(self, request: Request, _fault: Fault) -> AttemptResult:
        altered = flip_bit(request.body)
        result = self._tell(self._sender.send_apart(replace(request, body=altered)))
        if result.reach is not Reach.WHOLE or altered == request.body:
            return result
        return replace(result, reach=Reach.ALTERED)

    def _drip(self, request: Request, fault: Fault) -> AttemptResult:
        seconds = DRIP_SECONDS if fault.seconds is None else fault.seconds
        drip = DripWrite(len(request.body), seconds, self._timeout, self._clock, self._stopped.is_set)
        result = self._tell(self._sender.send_apart(request, drip))
        attempt = replace(result.attempt, seconds=result.attempt.seconds - drip.slept + drip.paused)
        return replace(result, attempt=attempt, waited=result.waited or drip.paused)

    def _send_twice(self, request: Request, _fault: Fault) -> AttemptResult:
        second_sender = self._second_sender
        if second_sender is None:
            second_sender = self._second_sender = self._opened.enter_context(self._endpoint.open())
        results = [
            self._tell(copy.attempt, copy.sent_whole) for copy in send_duplicates(self._sender, second_sender, request)
        ]
        seen = next((result for result in results if self._success.is_met(result.attempt)), results[0])
        reach = next(reach for reach in FURTHEST_FIRST if any(result.reach is reach for result in results))
        return replace(seen, reach=reach, answers=tuple(status for result in results for status in result.answers))

    def _wait_in_vain(self, phase: Phase, spent: float = 0.0) -> Attempt:
        """Let the time-out pass where it is counted; ``spent`` seconds of it have passed already."""
        if not self._clock.jumps:
            self._clock.pause(max(0.0, self._timeout - spent), self._stopped.is_set)
        return Attempt(Outcome.TIMEOUT, self._timeout, phase=phase, place=self._endpoint.place)

    def _tell(self, attempt: Attempt, sent_whole: bool | None = None) -> AttemptResult:
        """Return the result of an attempt in which nothing was made to go wrong."""
        if sent_whole is None:
            sent_whole = self._sender.sent_whole
        reach = Reach.NOTHING
        if attempt.phase.has_connection:
            reach = Reach.WHOLE if sent_whole else Reach.PART
        answers = (attempt.status,) if attempt.status is not None else ()
        return AttemptResult(attempt, reach, answers, self._timeout if attempt.outcome is Outcome.TIMEOUT else 0.0)

    MAKERS: ClassVar[Mapping[FaultKind, Callable[[FaultSender, Request, Fault], AttemptResult]]] = MappingProxyType(
        {
            FaultKind.REFUSE: _refuse,
            FaultKind.DNS: _resolve_in_vain,
            FaultKind.TLS: _fail_tls,
            FaultKind.CONNECT_TIMEOUT: _connect_in_vain,
            FaultKind.STATUS: _answer_before,
            FaultKind.TRUNCATE: _truncate,
            FaultKind.DRIP: _drip,
            FaultKind.CORRUPT: _corrupt,
            FaultKind.RESET: _reset,
            FaultKind.LOST: _lose,
            FaultKind.LATE: _answer_late,
            FaultKind.GATEWAY: _replace_answer,
            FaultKind.RESET_AFTER: _reset_after,
            FaultKind.DUPLICATE: _send_twice,
            FaultKind.REORDER: _send_unharmed,  # it is another attempt that comes before it
        }
    )
    """How each kind of fault is made."""


def _told(seen: Attempt, real: Attempt) -> Attempt:
    """Return what the sender saw, with what an application in this process raised all the same."""
    if not real.traceback:
        return seen
    return replace(seen, traceback=real.traceback, raised=real.raised, raised_at=real.raised_at)
