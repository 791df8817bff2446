"""Putting a replay together: the receiver, the faults, whoever looks for effects, and the engine."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from maileroo_cli.delivery.fault.kind import FaultKind
from maileroo_cli.delivery.fault.text import parse_faults
from maileroo_cli.delivery.replay.engine import replay
from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.operation.send import Endpoint
from maileroo_cli.transport.client.sender import wait_for
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.client.tls import Trust
from maileroo_cli.transport.embedded.specification import parse_specification
from maileroo_cli.transport.fault.connection_faults import ConnectionFaults
from maileroo_cli.transport.fault.fake_servers import FakeServers
from maileroo_cli.transport.fault.made_up_faults import MadeUpFaults
from maileroo_cli.transport.fault.sender import FaultSender
from maileroo_cli.transport.observer.opening import open_observer
from maileroo_cli.transport.observer.sender import ObservedSender

if TYPE_CHECKING:
    from maileroo_cli.delivery.fault.plan import FaultPlan
    from maileroo_cli.delivery.replay.clock import ReplayClock
    from maileroo_cli.delivery.replay.journal import Journal, RunPlan
    from maileroo_cli.delivery.replay.records import AttemptRecord, AttemptSender, Delivery, DueAttempt
    from maileroo_cli.transport.app.interface.application import Application
    from maileroo_cli.transport.embedded.receiver import EmbeddedReceiver
    from maileroo_cli.transport.fault.contract import EarlyFaults
    from maileroo_cli.transport.observer.look import Observer
    from maileroo_cli.webhook.signing.secret import Secret

_UNSURE = 1.0
"""So many seconds the last look waits at least for a worker that goes on, and looks for work now and then."""


@dataclass(frozen=True, slots=True)
class ReplayReceiver:
    """The receiver of a run, ready to be sent to, and who looks for its effects, if anybody does.

    ``settle`` are the real seconds before the last look; they are more where it cannot be known whether an application
    in this process has done its work.
    """

    endpoint: Endpoint
    observer: Observer | None
    embedded: EmbeddedReceiver | None = None
    settle: float = 0.0
    observed: list[ObservedSender] = field(default_factory=list)

    def try_look(self, deliveries: Sequence[Delivery]) -> None:
        """Take a look that is not counted, so that it is known before the run whether one can be taken."""
        if self.observer is not None and deliveries:
            self.observer.look(deliveries[0].event_type, deliveries[0].event_id)

    def look(self, deliveries: Sequence[Delivery]) -> Iterator[tuple[int | None, float]]:
        """Take the last look: one at each event, or one at the number of all, which has no index."""
        for sender in self.observed:
            if sender.failure is not None:
                raise sender.failure
        observer = self.observer
        is_sure = self.finish_background()
        if observer is None or not deliveries:
            return
        settle = self.settle if is_sure else max(self.settle, _UNSURE)
        if settle:
            time.sleep(settle)
        if not observer.per_event:
            yield None, observer.look(deliveries[-1].event_type, deliveries[-1].event_id)
            return
        for delivery in deliveries:
            yield delivery.index, observer.look(delivery.event_type, delivery.event_id, body=delivery.request.body)

    def finish_background(self) -> bool:
        """Wait until an application in this process has done what requests have left behind.

        Return whether it surely has; of a receiver elsewhere only whoever gave ``settle`` knows.
        """
        application = self.endpoint.application
        return application is None or application.finish_background(self.endpoint.timeout)


def read_faults(plan: RunPlan) -> FaultPlan:
    """Return the faults of a plan; what is wrong with them raises ``UsageError``."""
    return parse_faults(plan.faults, plan.fault_list, plan.fault_rate, plan.fault_seed, plan.schedule.attempts)


def check_faults(plan: RunPlan, application: Application | None) -> FaultPlan:
    """Return the faults of a plan as they are made at its receiver; one that cannot be raises ``UsageError``."""
    faults = read_faults(plan)
    if application is None or not application.runs_in_caller:
        return faults
    if any(fault is not None and fault.kind is FaultKind.DUPLICATE for fault in faults.by_number.values()):
        what = f"{FaultKind.DUPLICATE} needs two threads, but {application.name} is called in one"
        raise UsageError(what, "let it be called in threads of its own")
    return replace(faults, left_out=frozenset({FaultKind.DUPLICATE}))


@contextmanager
def open_receiver(
    plan: RunPlan,
    key: Secret | None,
    *,
    wait: float | None = None,
    application: Application | None = None,
    observer: Observer | None = None,
    hidden: Secret | None = None,
) -> Iterator[ReplayReceiver]:
    """Yield the receiver of ``plan``; one that is built in lives as long as the block, with ``key`` as its secret.

    ``wait`` is how many seconds it may take until it accepts connections; else ``UnreachableError`` is raised. An
    ``application`` in this process runs already, and what it raises is told without the secret that is ``hidden``. An
    ``observer`` that is given takes the place of the plan's.
    """
    trust = Trust(plan.cacert, plan.insecure)
    observer = observer or open_observer(
        plan.observe_cmd, plan.observe_url, plan.observe_path, trust=trust, application=application
    )
    with ExitStack() as stack:
        if observer is not None:
            stack.enter_context(observer)
        if not plan.against:
            target = parse_target(plan.url)
            if wait is not None and application is None:
                wait_for(target, wait)
            endpoint = _ready(Endpoint(target, plan.timeout, trust, application, hidden))
            yield ReplayReceiver(endpoint, observer, settle=plan.settle)
            return
        from maileroo_cli.transport.embedded.receiver import EmbeddedReceiver

        against = parse_specification(plan.against)
        if key is None:
            raise InputError("a built-in receiver needs a secret", "give --secret")
        embedded = stack.enter_context(EmbeddedReceiver(against, key))
        endpoint = _ready(Endpoint(parse_target(embedded.url), plan.timeout, trust))
        yield ReplayReceiver(endpoint, observer or embedded, embedded, plan.settle)


def open_named(reference: str, kind: str) -> Application:
    """Return the application that a plan names, ready to be entered."""
    from maileroo_cli.transport.app.kind import AppKind
    from maileroo_cli.transport.app.opening import make_application

    return make_application(reference, AppKind(kind) if kind else None)


def _ready(endpoint: Endpoint) -> Endpoint:
    """Load what sending takes, certificates included, so that the first attempt is not late and none is in vain."""
    endpoint.open().close()
    return endpoint


def _early_faults(endpoint: Endpoint, fake_servers: FakeServers) -> EarlyFaults:
    if endpoint.application is not None:
        return MadeUpFaults(endpoint.target, endpoint.place)
    return ConnectionFaults(endpoint.target, fake_servers)


@contextmanager
def open_attempts(
    plan: RunPlan,
    replay_receiver: ReplayReceiver,
    pending: Iterable[DueAttempt],
    clock: ReplayClock,
    journal: Journal | None,
    *,
    concurrency: int,
) -> Iterator[Generator[AttemptRecord, None, None]]:
    """Yield the attempts of ``plan``, which are made as they are iterated.

    Where somebody looks at one number for all events, one attempt is made at a time, so that it is known to which an
    effect belongs.
    """
    endpoint, observer = replay_receiver.endpoint, replay_receiver.observer
    faults = check_faults(plan, endpoint.application)
    with FakeServers() as fake_servers, ExitStack() as stack:

        @contextmanager
        def new_sender() -> Iterator[AttemptSender]:
            early_faults = _early_faults(endpoint, fake_servers)
            with FaultSender(endpoint, clock, early_faults, success=plan.success) as sender:
                if observer is None:
                    yield sender
                    return
                settle = replay_receiver.finish_background
                observed = ObservedSender(sender, observer, clock.stand_still, settle)
                replay_receiver.observed.append(observed)
                yield observed

        waiting = list(pending)
        at_a_time = 1 if observer is not None and not observer.per_event else concurrency
        # What opening takes would be minutes on a fast clock, so the senders of the first attempts are opened before it
        # starts.
        first = 0 if clock.jumps else min(at_a_time, len(waiting))
        opened = [stack.enter_context(new_sender()) for _ in range(first)]

        @contextmanager
        def open_sender() -> Iterator[AttemptSender]:
            try:
                ready = opened.pop()
            except IndexError:
                with new_sender() as sender:
                    yield sender
            else:
                yield ready

        attempts = replay(
            waiting,
            open_sender,
            clock,
            plan.schedule,
            success=plan.success,
            choose=faults.choose if faults.by_number or faults.rate else None,
            journal=journal,
            concurrency=at_a_time,
        )
        stack.callback(attempts.close)
        yield attempts
