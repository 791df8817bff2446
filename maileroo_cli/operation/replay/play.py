"""Playing a run, a new one or one that goes on: each attempt to the ledger and to whoever asked, however it ends."""

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from maileroo_cli.delivery.effects.ledger import Ledger
from maileroo_cli.delivery.replay.clock import ReplayClock, anchor_of, make_clock, parse_clock
from maileroo_cli.delivery.replay.deliveries import first_attempts
from maileroo_cli.delivery.replay.journal import RunJournal, RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord, Delivery, DueAttempt
from maileroo_cli.delivery.replay.timekeeper import SystemTimekeeper
from maileroo_cli.errors import MhookError, UsageError, interruption_code
from maileroo_cli.operation.keeping import runs_to_keep
from maileroo_cli.operation.replay.confirmation import Confirmation, check_confirmation
from maileroo_cli.operation.replay.in_flight import InFlightAttempts
from maileroo_cli.operation.replay.keeping import remove_old_runs
from maileroo_cli.operation.replay.lateness import LatenessTracker
from maileroo_cli.operation.replay.plan import check_allowed
from maileroo_cli.operation.replay.receiver import (
    ReplayReceiver,
    check_faults,
    open_attempts,
    open_named,
    open_receiver,
)
from maileroo_cli.operation.replay.recorded import recorded_events
from maileroo_cli.operation.replay.results import (
    OldRunsRemoved,
    ReplayedAttempt,
    ReplayEnded,
    ReplayEvent,
    ReplayStarted,
)
from maileroo_cli.transport.app.interface.application import Application
from maileroo_cli.transport.observer.look import Observer
from maileroo_cli.transport.run.file import create_run, open_run
from maileroo_cli.transport.run.summary import read_end, read_run
from maileroo_cli.webhook.signing.secret import Secret

Events = Generator[ReplayEvent, None, None]
OpenApplication: TypeAlias = Callable[[str, str], AbstractContextManager[Application]]
"""Opens the application that a plan names, with its kind where the plan has one."""


@dataclass(frozen=True, slots=True)
class RemainingRun:
    """What is to be played: ``pending`` deliveries of ``total``; ``before`` are attempts of earlier processes."""

    pending: Iterable[DueAttempt]
    total: int
    before: Iterable[AttemptRecord] = ()


def play_new(
    plan: RunPlan,
    deliveries: Sequence[Delivery],
    key: Secret | None = None,
    *,
    folder: Path | None = None,
    wait: float | None = None,
    concurrency: int = 1,
    application: Application | None = None,
    observer: Observer | None = None,
    hidden: Secret | None = None,
) -> Events:
    """Play a new run and yield what happens; it is kept in ``folder``, where one is given.

    ``key`` is the secret of a built-in receiver, ``wait`` how many seconds another may take until it accepts
    connections. Requests go into an ``application``, where one runs in this process; what it raises is told without the
    secret that is ``hidden``. A run with one that its plan cannot name could not go on, and so cannot be kept. An
    ``observer`` looks for effects instead of the plan's. Faults that cannot be raise ``UsageError`` at once; what
    cannot be sent to, looked at or written raises before the first attempt is made. Ctrl-C and what ends a run early
    are raised after :class:`ReplayEnded`; closing the iterator breaks off what is under way.
    """
    check_faults(plan, application)
    check_allowed(plan, deliveries)
    if folder is not None:
        if application is not None and not plan.app:
            what = "a run whose application is an object cannot be kept, since it could not go on"
            raise UsageError(what, "name the application, like shop.main:app")
        runs_to_keep()
    opened = partial(open_receiver, plan, key, wait=wait, application=application, observer=observer, hidden=hidden)
    return _play_new(plan, deliveries, opened, folder, concurrency)


def _play_new(
    plan: RunPlan,
    deliveries: Sequence[Delivery],
    opened: Callable[[], AbstractContextManager[ReplayReceiver]],
    folder: Path | None,
    concurrency: int,
) -> Events:
    timekeeper = SystemTimekeeper()
    journal = None
    with ExitStack() as stack:
        receiver = stack.enter_context(opened())
        receiver.try_look(deliveries)
        plan = replace(plan, start=timekeeper.wall())
        clock = make_clock(parse_clock(plan.clock), plan.start, timekeeper, held=True)
        if folder is not None:
            journal = stack.enter_context(
                create_run(folder, plan, deliveries, anchor_of(clock, timekeeper), timekeeper=timekeeper)
            )
        yield ReplayStarted(len(deliveries), None if journal is None else journal.id, plan)
        remaining = RemainingRun(first_attempts(deliveries, plan.start), len(deliveries))
        yield from play(plan, remaining, receiver, clock, journal, concurrency=concurrency)
    if journal is not None:
        yield from _clean_up(journal.path)


def play_on(
    path: Path,
    key: Callable[[], Secret] | None = None,
    given: Confirmation | None = None,
    *,
    concurrency: int = 1,
    open_application: OpenApplication | None = None,
    hidden: Callable[[], Secret | None] = lambda: None,
) -> Events:
    """Go on with the run in the file at ``path``; a built-in receiver is what it was.

    ``key`` gives that receiver's secret, and is asked only where the run has one; so does ``open_application`` open the
    application in this process, and ``hidden`` what is masked in that it raises. What earlier processes did is yielded
    first. A run that is finished is yielded as its file tells it, and nothing is sent; only where a last look was never
    taken it is taken now. A run that this user did not make here has to be confirmed by what is ``given``; else
    ``UsageError`` is raised before anything is run or sent. Otherwise as :func:`play_new`.
    """
    runs_to_keep()
    if (finished := read_end(path)) is not None:
        run = read_run(path)
        if run.looks or not (run.summary.plan.observe_cmd or run.summary.plan.observe_url):
            yield from recorded_events(run, finished=finished)
            return
    timekeeper = SystemTimekeeper()
    check = partial(check_confirmation, path, given or Confirmation())
    with open_run(path, check, timekeeper=timekeeper) as journal, ExitStack() as stack:
        plan = journal.plan
        secret = key() if plan.against and key is not None else None
        application = None
        if plan.app:
            application = stack.enter_context((open_application or open_named)(plan.app, plan.app_kind))
        masked = hidden() if plan.app else None
        receiver = stack.enter_context(open_receiver(plan, secret, application=application, hidden=masked))
        if receiver.embedded is not None:
            receiver.embedded.recall(journal.records())
        clock = make_clock(parse_clock(plan.clock), journal.moment(), timekeeper)
        total = journal.delivery_count
        yield ReplayStarted(total, journal.id, plan, journal.ended())
        remaining = RemainingRun(journal.pending(), total, journal.records())
        yield from play(plan, remaining, receiver, clock, journal, concurrency=concurrency)
    yield from _clean_up(path)


def _clean_up(played: Path) -> Events:
    keep = runs_to_keep()
    if keep is not None and (removed := remove_old_runs(played.parent, keep, played=played)):
        yield OldRunsRemoved(removed, keep)


def play(
    plan: RunPlan,
    remaining: RemainingRun,
    receiver: ReplayReceiver,
    clock: ReplayClock,
    journal: RunJournal | None = None,
    *,
    concurrency: int = 1,
) -> Events:
    """Yield the attempts as they are made, then the end, also of a run that is cut short."""
    in_flight = InFlightAttempts(plan.schedule, journal)
    with open_attempts(plan, receiver, remaining.pending, clock, in_flight, concurrency=concurrency) as attempts:
        lateness = LatenessTracker(plan, observed=receiver.observer is not None and receiver.embedded is None)
        ledger = _ledger(plan, remaining, receiver)
        yield from follow(ledger, remaining, attempts, receiver, in_flight, journal, lateness)


def follow(
    ledger: Ledger,
    remaining: RemainingRun,
    attempts: Generator[AttemptRecord, None, None],
    receiver: ReplayReceiver,
    in_flight: InFlightAttempts,
    journal: RunJournal | None = None,
    lateness: LatenessTracker | None = None,
) -> Events:
    """Take ``attempts`` to the ledger and yield them; of a run cut short, those that have not come are unknown.

    The last looks are noted in ``journal``; what ``lateness`` found comes after the end.
    """
    last: dict[int, Delivery] = {}
    try:
        for record in remaining.before:
            last[record.delivery.index] = record.delivery
            yield ReplayedAttempt(record, ledger.add(record), past=True)
        for record in attempts:
            in_flight.taken(record)
            last[record.delivery.index] = record.delivery
            if lateness is not None:
                lateness.take(record)
            yield ReplayedAttempt(record, ledger.add(record))
    except (KeyboardInterrupt, MhookError) as stop:
        attempts.close()
        for record in in_flight.left():
            yield ReplayedAttempt(record, ledger.add(record))
        yield from _end(ledger, lateness, stop)
        raise
    try:
        looks = []
        for index, number in receiver.look(list(last.values())):
            ledger.settle(index, number)
            looks.append((index, number))
        if journal is not None:  # all of them or none: a run that has some is not looked at again
            for index, number in looks:
                journal.look(index, number)
            journal.commit()
    except (KeyboardInterrupt, MhookError) as stop:
        yield from _end(ledger, lateness, stop)
        raise
    yield from _end(ledger, lateness)


def _ledger(plan: RunPlan, remaining: RemainingRun, receiver: ReplayReceiver) -> Ledger:
    observer = receiver.observer
    return Ledger(
        plan.schedule,
        plan.success,
        observed=observer is not None,
        per_event=observer is not None and observer.per_event,
        total=remaining.total,
        allow_no_effect=plan.allow_no_effect,
    )


def _end(
    ledger: Ledger, lateness: LatenessTracker | None, stop: KeyboardInterrupt | MhookError | None = None
) -> Events:
    """Yield the end; what cut the run short decides with which exit code the process ends."""
    result = ledger.result()
    if stop is not None:
        code = stop.exit_code if isinstance(stop, MhookError) else interruption_code(stop)
        result = replace(result, exit_code=code)
    yield ReplayEnded(list(ledger.delivered()), result)
    if lateness is not None and (late := lateness.result()) is not None:
        yield late
