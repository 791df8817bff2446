"""A run as its file tells it: what a replay of it yielded, or would have. Nothing is sent and nobody is asked."""

from collections.abc import Generator
from contextlib import suppress

from maileroo_cli.delivery.effects.ledger import Ledger
from maileroo_cli.errors import UsageError
from maileroo_cli.operation.replay.results import ReplayedAttempt, ReplayEnded, ReplayEvent, ReplayStarted
from maileroo_cli.transport.observer.opening import open_observer
from maileroo_cli.transport.observer.url import EVENT_ID
from maileroo_cli.transport.run.state import Run


def recorded_events(run: Run, *, finished: float | None = None) -> Generator[ReplayEvent, None, None]:
    """Yield the attempts of a run and what they come to, its last looks included.

    ``finished`` is when it ended, where somebody wanted to go on with it.
    """
    ledger = _ledger(run)
    yield ReplayStarted(run.summary.deliveries, run.summary.id, run.summary.plan, finished)
    for record in run.records:
        yield ReplayedAttempt(record, ledger.add(record), past=finished is not None)
    for index, number in run.looks:
        ledger.settle(index, number)
    yield ReplayEnded(list(ledger.delivered()), ledger.result())


def _ledger(run: Run) -> Ledger:
    plan, per_event = run.summary.plan, True
    if plan.app and (plan.observe_url or "").startswith("/"):  # a path of the application, which does not run now
        per_event = EVENT_ID in (plan.observe_url or "")
    with suppress(UsageError):  # a plan of an older version; its numbers are shown all the same
        observer = open_observer(plan.observe_cmd, plan.observe_url, plan.observe_path)
        per_event = observer is None or observer.per_event
    observed = any(one.result is not None and one.result.before is not None for one in run.records)
    return Ledger(
        plan.schedule,
        plan.success,
        observed=observed,
        per_event=per_event,
        total=run.summary.deliveries,
        allow_no_effect=plan.allow_no_effect,
    )
