"""Putting a replay together: the receiver, the clock, the faults, whoever looks for effects, and the engine."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maileroo_cli.delivery.fault_text import parse_faults
from maileroo_cli.delivery.replay import replay
from maileroo_cli.transport.fault_courier import FaultCourier
from maileroo_cli.transport.stand_in import StandIns
from maileroo_cli.transport.target import parse_target
from maileroo_cli.transport.tls import Trust

if TYPE_CHECKING:
    from maileroo_cli.delivery.journal import Journal, RunPlan
    from maileroo_cli.delivery.replay_clock import ReplayClock
    from maileroo_cli.delivery.trial import Courier, Made, Pending
    from maileroo_cli.transport.observer import Observer
    from maileroo_cli.webhook.secret import Secret


@dataclass(frozen=True, slots=True)
class Playing:
    """A replay that is about to begin: its attempts, the receiver's URL, and who looks for effects, if anybody."""

    attempts: Generator[Made, None, None]
    url: str
    observer: Observer | None


@contextmanager
def open_replay(
    plan: RunPlan,
    pending: Iterable[Pending],
    clock: ReplayClock,
    journal: Journal | None,
    *,
    key: Secret | None = None,
    concurrency: int = 1,
) -> Iterator[Playing]:
    """Yield the replay of ``plan``; its receiver, where that is an embedded one, lives as long as the block.

    ``key`` is the secret of an embedded receiver. Where somebody looks for effects, one attempt is made at a time, so
    that it is known to which one an effect belongs.
    """
    faults = parse_faults(plan.faults, plan.fault_list, plan.fault_rate, plan.fault_seed, plan.schedule.attempts)
    with ExitStack() as stack:
        url, observer = plan.url, _observer(plan, stack)
        if plan.against:
            url, observer = _embedded(plan.against, key, observer, stack)
        target = parse_target(url)
        trust = Trust(plan.cacert, plan.insecure)
        stand_ins = stack.enter_context(StandIns())

        def open_courier() -> AbstractContextManager[Courier]:
            courier = FaultCourier(
                target, clock, timeout=plan.timeout, trust=trust, success=plan.success, stand_ins=stand_ins
            )
            return courier if observer is None else ObservedCourier(courier, observer)

        attempts = replay(
            pending,
            open_courier,
            clock,
            plan.schedule,
            success=plan.success,
            choose=faults.choose if faults.by_number or faults.rate else None,
            journal=journal,
            concurrency=1 if observer is not None else concurrency,
        )
        yield Playing(attempts, url, observer)
