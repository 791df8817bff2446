"""Playing a run, a new one or one that goes on: what ``replay`` and ``runs resume`` share."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from maileroo_cli.cli.replay_plan import embedded_key
from maileroo_cli.delivery.replay.clock import SystemTimekeeper, anchor_of, make_clock, parse_clock
from maileroo_cli.delivery.replay.deliveries import first_attempts
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import Delivery
from maileroo_cli.errors import ExitCode, MhookError
from maileroo_cli.operation.replay.receiver import open_receiver, read_faults
from maileroo_cli.report.replay.report import ReplayReport
from maileroo_cli.report.replay.run import Course, play
from maileroo_cli.report.terminal.console import Console, ReportFormat
from maileroo_cli.transport.run.file import RunFile, create_run, open_run
from maileroo_cli.webhook.signing.secret import Secret


@dataclass(frozen=True, slots=True)
class View:
    """How a run is shown, and how many attempts it may make at a time where time passes."""

    console: Console
    format: ReportFormat
    picture: str | None
    concurrency: int


def play_run(
    plan: RunPlan,
    deliveries: Sequence[Delivery],
    view: View,
    key: Secret | None,
    folder: Path | None,
    wait: float | None,
) -> ExitCode:
    """Play a new run; it is kept in ``folder``, where one is given. ``key`` is the secret of an embedded receiver."""
    read_faults(plan)
    keeper = SystemTimekeeper()
    with ReplayReport(view.console, plan, view.format, picture=view.picture) as report, ExitStack() as stack:
        replay_receiver = stack.enter_context(open_receiver(plan, key, wait=wait))
        replay_receiver.try_look(deliveries)
        plan = replace(plan, start=keeper.wall())
        clock = make_clock(parse_clock(plan.clock), plan.start, keeper)
        journal = None
        if folder is not None:
            anchor = anchor_of(clock, keeper)
            journal = stack.enter_context(create_run(folder, plan, deliveries, anchor, keeper=keeper))
        report.start(len(deliveries), journal.id if journal is not None else None)
        course = Course(first_attempts(deliveries, plan.start), len(deliveries))
        with _told_how_to_go_on(journal, view.console):
            return play(plan, course, replay_receiver, report, clock, journal, concurrency=view.concurrency)


def resume_run(path: Path, view: View, secret: str | None) -> ExitCode:
    """Go on with the run in the file at ``path``; an embedded receiver begins anew, with ``secret``."""
    keeper = SystemTimekeeper()
    with open_run(path, keeper=keeper) as journal, ExitStack() as stack:
        plan = journal.plan
        report = stack.enter_context(ReplayReport(view.console, plan, view.format, picture=view.picture))
        key = embedded_key(secret, view.console) if plan.against else None
        replay_receiver = stack.enter_context(open_receiver(plan, key))
        clock = make_clock(parse_clock(plan.clock), journal.moment(), keeper)
        total = journal.delivery_count
        report.start(total, journal.id)
        course = Course(journal.pending(), total, journal.records())
        with _told_how_to_go_on(journal, view.console):
            return play(plan, course, replay_receiver, report, clock, journal, concurrency=view.concurrency)


@contextmanager
def _told_how_to_go_on(journal: RunFile | None, console: Console) -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, MhookError):
        if journal is not None:
            console.note(f"go on with: mhook replay --resume {journal.id}")
        raise
