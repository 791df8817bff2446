"""Taking a replay as it is played: each attempt to the ledger and to the report, and the end, however that comes."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass, replace

from maileroo_cli.delivery.effects.ledger import Ledger
from maileroo_cli.delivery.replay.clock import ReplayClock
from maileroo_cli.delivery.replay.journal import Journal, RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord, Delivery, DueAttempt
from maileroo_cli.errors import ExitCode, MhookError
from maileroo_cli.operation.replay.in_flight import InFlightAttempts
from maileroo_cli.operation.replay.receiver import ReplayReceiver, open_attempts
from maileroo_cli.report.replay.report import ReplayReport


@dataclass(frozen=True, slots=True)
class Course:
    """What is to be played: ``pending`` deliveries of ``total``; ``before`` are attempts of earlier processes."""

    pending: Iterable[DueAttempt]
    total: int
    before: Iterable[AttemptRecord] = ()


def play(
    plan: RunPlan,
    course: Course,
    replay_receiver: ReplayReceiver,
    report: ReplayReport,
    clock: ReplayClock,
    journal: Journal | None = None,
    *,
    concurrency: int = 1,
) -> ExitCode:
    """Make the attempts, show them, and return the exit code; where they are cut short that is raised."""
    observer = replay_receiver.observer
    ledger = Ledger(
        plan.schedule,
        plan.success,
        observed=observer is not None,
        per_event=observer is not None and observer.per_event,
        total=course.total,
    )
    in_flight = InFlightAttempts(plan.schedule, journal)
    run = ReplayRun(report, ledger, in_flight)
    run.recall(course.before)
    with open_attempts(plan, replay_receiver, course.pending, clock, in_flight, concurrency=concurrency) as attempts:
        run.play(attempts)
    return run.finish(replay_receiver)


class ReplayRun:
    """One run on its way: what it comes to is in the ledger, and the report shows it."""

    def __init__(self, report: ReplayReport, ledger: Ledger, in_flight: InFlightAttempts | None = None) -> None:
        """``in_flight`` knows the attempts that have not come yet, where these are to be shown of a run cut short."""
        self._report = report
        self._ledger = ledger
        self._in_flight = in_flight
        self._last: dict[int, Delivery] = {}

    def recall(self, record: Iterable[AttemptRecord]) -> None:
        """Take and show the attempts that earlier processes made."""
        for one in record:
            self._report.recall(one, self._ledger.add(one))
            self._last[one.delivery.index] = one.delivery

    def play(self, attempts: Generator[AttemptRecord, None, None]) -> None:
        """Take the attempts that are made now; where they are cut short, the end so far is shown all the same."""
        try:
            for record in attempts:
                if self._in_flight is not None:
                    self._in_flight.taken(record)
                self._take(record)
        except (KeyboardInterrupt, MhookError) as stop:
            attempts.close()
            if self._in_flight is not None:
                for record in self._in_flight.left():
                    self._take(record)
            self._show(stop)
            raise

    def finish(self, replay_receiver: ReplayReceiver) -> ExitCode:
        """Take a last look at the effects, show the end, and return the exit code."""
        try:
            replay_receiver.check()
            for index, number in replay_receiver.look(list(self._last.values())):
                self._ledger.settle(index, number)
        except (KeyboardInterrupt, MhookError) as stop:
            self._show(stop)
            raise
        return self._show()

    def _take(self, record: AttemptRecord) -> None:
        self._last[record.delivery.index] = record.delivery
        self._report.add(record, self._ledger.add(record))

    def _show(self, stop: KeyboardInterrupt | MhookError | None = None) -> ExitCode:
        """Show the end; what cut the run short decides with which exit code the process ends."""
        result = self._ledger.result()
        if stop is not None:
            code = stop.exit_code if isinstance(stop, MhookError) else ExitCode.INTERRUPTED
            result = replace(result, exit_code=code)
        self._report.finish(self._ledger.delivered(), result)
        return result.exit_code
