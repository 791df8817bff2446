"""Playing scripts against a real receiver: each step is done, and its result handed back to the script."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.worker.threads import ThreadPool
from maileroo_cli.operation.check.insight.hindsight import Hindsight
from maileroo_cli.operation.check.manner import strategy_of
from maileroo_cli.operation.check.results import CheckExchange, RuleOutcome
from maileroo_cli.rules.step import (
    LookAt,
    LookAtState,
    Manner,
    ReadComputed,
    RunHook,
    Script,
    SendMany,
    SendOne,
    SendTwin,
    Step,
    StepResult,
    Watch,
)
from maileroo_cli.rules.verdict import RuleResult, skipped
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.fault.simultaneous_duplicates import send_duplicates
from maileroo_cli.transport.observer.look import LookStopped
from maileroo_cli.transport.process.output import CommandStopped

if TYPE_CHECKING:
    from typing import Self

    from maileroo_cli.delivery.worker.pool import Worker
    from maileroo_cli.operation.check.insight.hooks import ReceiverHooks
    from maileroo_cli.operation.check.insight.looking import EffectLooks
    from maileroo_cli.operation.check.settings import TimeBound
    from maileroo_cli.operation.send import Endpoint
    from maileroo_cli.rules.definition import Rule
    from maileroo_cli.rules.probe import Probe
    from maileroo_cli.rules.verdict import RuleVerdict
    from maileroo_cli.transport.client.contract import ReceiverSender
    from maileroo_cli.webhook.signing.request import Request

_KEPT = 12
"""So many exchanges of a rule are kept for its report, besides the one that shows its finding."""


class RulePlayer:
    """Plays one rule after the other; it belongs to one thread, only :meth:`interrupt` may be called from another."""

    def __init__(
        self, endpoint: Endpoint, bound: TimeBound, looks: EffectLooks | None = None, hooks: ReceiverHooks | None = None
    ) -> None:
        self._endpoint = endpoint
        self._bound = bound
        self._looks = looks
        self._hooks = hooks
        self._opened = ExitStack()
        self._sender: ReceiverSender | None = None
        self._second: ReceiverSender | None = None
        self._exchanges: list[CheckExchange] = []
        self._hindsight = Hindsight()
        self._sent, self.stopped = 0, False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._opened.close()

    def interrupt(self) -> None:
        """Make a rule under way end soon."""
        self.stopped = True
        if self._looks is not None:
            self._looks.stop()
        for sender in (self._sender, self._second):
            if sender is not None:
                sender.interrupt()

    def pause(self) -> None:
        """Close the connections that are kept: some receivers serve one at a time."""
        for sender in (self._sender, self._second):
            if sender is not None:
                sender.drop()

    def play(self, rule: Rule, probe: Probe) -> RuleOutcome:
        """Play a rule to its verdict and return what came of it; nothing that the receiver does raises.

        An observer or a hook that fails does, but in every case what hooks did is undone.
        """
        self._exchanges, self._sent = [], 0
        self._hindsight.clear()
        began = time.perf_counter()
        try:
            verdict = self._play(rule.script(probe))
        except (LookStopped, CommandStopped) as stop:
            verdict = self._bound.verdict() if self._bound.is_over else skipped(str(stop) or "it was broken off")
        finally:
            self._leave_as_found()
        if verdict.result is RuleResult.FAIL and rule.needs:
            self._exchanges, verdict = self._hindsight.tell(self._exchanges, verdict)
        kept = [*self._exchanges[:_KEPT]]
        kept += [one for one in self._exchanges[_KEPT:] if one.attempt is verdict.seen]
        if verdict.seen is None and len(self._exchanges) > _KEPT:
            kept.append(self._exchanges[-1])
        return RuleOutcome(rule, verdict, tuple(kept), self._sent, time.perf_counter() - began)

    def _play(self, script: Script) -> RuleVerdict:
        result: StepResult = None
        while not (self.stopped or self._bound.is_over):  # what was cut short says nothing
            try:
                step = script.send(result)
            except StopIteration as end:
                verdict: RuleVerdict = end.value
                return verdict
            result = self._do(step)
        script.close()
        return self._bound.verdict()

    def _do(self, step: Step) -> StepResult:
        match step:
            case Watch() | LookAt() | LookAtState() | ReadComputed():
                return self._look(step)
            case RunHook():
                self._run_hook(step)
                return None
            case _:
                return self._send(step)

    def _send(self, step: SendOne | SendTwin | SendMany) -> Attempt | list[Attempt]:
        match step:
            case SendOne():
                return self._send_one(step)
            case SendTwin():
                first, other = self._first(), self._other()
                attempts = [one.attempt for one in send_duplicates(first, other, step.request)]
                for attempt, sender in zip(attempts, (first, other), strict=False):
                    self._keep(step.request, Manner.WHOLE, attempt, sender)
                return attempts
            case SendMany():
                return self._send_many(step)

    def _first(self) -> ReceiverSender:
        if self._sender is None:
            self._sender = self._opened.enter_context(self._endpoint.open())
        return self._limited(self._sender)

    def _other(self) -> ReceiverSender:
        if self._second is None:
            self._second = self._opened.enter_context(self._endpoint.open())
        return self._limited(self._second)

    def _limited(self, sender: ReceiverSender, seconds: float | None = None) -> ReceiverSender:
        sender.timeout = self._bound.shorten(self._endpoint.timeout if seconds is None else seconds)
        return sender

    def _send_one(self, step: SendOne) -> Attempt:
        strategy, sender, opened = strategy_of(step), None, None
        if step.request.url != self._endpoint.target.url:
            sender = opened = replace(self._endpoint, target=parse_target(step.request.url)).open()
        sender = self._limited(sender or self._first(), step.seconds)
        try:
            is_apart = step.apart or strategy is not None
            attempt = sender.send_apart(step.request, strategy) if is_apart else sender.send(step.request)
            attempt = sender.follow(attempt, step.follow)
        finally:
            if opened is not None:
                opened.close()
        self._keep(step.request, step.manner, attempt, sender)
        return attempt

    def _send_many(self, step: SendMany) -> list[Attempt]:
        """Send all over connections of their own, which are kept where there are more requests than connections.

        All threads begin at once, so that as many requests as can be are under way at the same time.
        """
        self.pause()
        found: dict[int, Attempt] = {}
        began, apart = threading.Event(), step.connections >= len(step.requests)

        def run(worker: Worker[ReceiverSender], task: tuple[int, Request]) -> tuple[int, Attempt]:
            number, request = task
            sender = worker.resource
            began.wait()
            send = self._limited(sender).send_apart if apart else self._limited(sender).send
            return number, send(request)

        pool: ThreadPool[ReceiverSender, tuple[int, Request], tuple[int, Attempt]]
        with ThreadPool(self._endpoint.open, run, step.connections) as pool:
            try:
                pool.give(list(enumerate(step.requests)))
            finally:
                began.set()
            while pool.busy and not self.stopped and not self._bound.is_over:
                found.update(pool.take(0.1))
        lost = Attempt(Outcome.TIMEOUT, 0.0, detail="interrupted")
        attempts = [found.get(number, lost) for number in range(len(step.requests))]
        for request, attempt in zip(step.requests, attempts, strict=True):
            self._keep(request, Manner.WHOLE, attempt)
        return attempts

    def _look(self, step: Watch | LookAt | LookAtState | ReadComputed) -> StepResult:
        assert self._looks is not None  # noqa: S101  (a rule that needs one is skipped without)
        match step:
            case Watch():
                self._looks.watch(step)
                return None
            case LookAt():
                return self._looks.look(step)
            case LookAtState():
                return self._looks.look_at_state(step)
            case ReadComputed():
                return self._looks.read_computed()

    def _run_hook(self, step: RunHook) -> None:
        """Run a hook when all is done that was answered before; connections are not kept: it may be another process."""
        assert self._hooks is not None  # noqa: S101  (a rule that needs one is skipped without)
        if self._looks is not None:
            self._looks.finish()
        self._hooks.run(step.hook, step.value)
        self.pause()

    def _leave_as_found(self) -> None:
        if self._hooks is not None and self._hooks.has_to_undo:
            self._hooks.restore()
            self.pause()

    def _keep(self, request: Request, manner: Manner, attempt: Attempt, sender: ReceiverSender | None = None) -> None:
        self._sent += 1
        if sender is not None:
            self._hindsight.note(attempt, sender.hindsight())
        if self._looks is not None:
            self._looks.note_request()
        self._exchanges.append(CheckExchange(self._sent, request, manner, attempt))
