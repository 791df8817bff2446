"""Taking a replay as it is played: each attempt to the ledger and to the report, and the end, however that comes."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace

from maileroo_cli.delivery.journal import Journal, RunPlan
from maileroo_cli.delivery.ledger import Ledger
from maileroo_cli.delivery.replay_clock import ReplayClock
from maileroo_cli.delivery.trial import Made, Parcel, Pending
from maileroo_cli.errors import ExitCode, MhookError
from maileroo_cli.report.replay import ReplayReport
from maileroo_cli.transport.replaying import Receiving, open_attempts


@dataclass(frozen=True, slots=True)
class Course:
    """What is to be played: ``pending`` deliveries of ``total``; ``before`` are attempts of earlier processes."""

    pending: Iterable[Pending]
    total: int
    before: Iterable[Made] = ()


def play(
    plan: RunPlan,
    course: Course,
    receiving: Receiving,
    report: ReplayReport,
    clock: ReplayClock,
    journal: Journal | None = None,
    *,
    concurrency: int = 1,
) -> ExitCode:
    """Make the attempts, show them, and return the exit code; where they are cut short that is raised."""
    observer = receiving.observer
    ledger = Ledger(
        plan.schedule,
        plan.success,
        observed=observer is not None,
        per_event=observer is not None and observer.per_event,
        total=course.total,
    )
    run = ReplayRun(report, ledger)
    run.recall(course.before)
    with open_attempts(plan, receiving, course.pending, clock, journal, concurrency=concurrency) as attempts:
        run.play(attempts)
    return run.finish(receiving)


class ReplayRun:
    """One run on its way: what it comes to is in the ledger, and the report shows it."""

    def __init__(self, report: ReplayReport, ledger: Ledger) -> None:
        self._report = report
        self._ledger = ledger
        self._last: dict[int, Parcel] = {}

    def recall(self, made: Iterable[Made]) -> None:
        """Take the attempts that earlier processes made."""
        for one in made:
            self._report.recall(one)
            self._ledger.add(one)
            self._last[one.parcel.index] = one.parcel

    def play(self, attempts: Generator[Made, None, None]) -> None:
        """Take the attempts that are made now; where they are cut short, the end so far is shown all the same."""
        try:
            for made in attempts:
                self._last[made.parcel.index] = made.parcel
                self._report.add(made, self._ledger.add(made))
        except (KeyboardInterrupt, MhookError):
            attempts.close()
            self._show(cut_short=True)
            raise

    def finish(self, receiving: Receiving) -> ExitCode:
        """Take a last look at the effects, show the end, and return the exit code."""
        try:
            receiving.check()
            for index, number in receiving.look(list(self._last.values())):
                self._ledger.settle(index, number)
        except (KeyboardInterrupt, MhookError):
            self._show(cut_short=True)
            raise
        return self._show(cut_short=False)

    def _show(self, *, cut_short: bool) -> ExitCode:
        result = self._ledger.result()
        if cut_short:
            result = replace(result, exit_code=ExitCode.INTERRUPTED)
        self._report.finish(self._ledger.delivered(), result)
        return result.exit_code
