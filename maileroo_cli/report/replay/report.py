"""Showing a replay, whatever its format: each attempt as it comes, and at the end what became of every delivery.

Attempts are kept for the end only where a picture, a document or a table of them is wanted, each as little as that
takes. What the attempts and deliveries come to is decided in ``delivery.effects.ledger``.
"""

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self, assert_never

from maileroo_cli.delivery.effects.comparison.lone_reorders import ReorderTracker
from maileroo_cli.delivery.effects.result import DeliveryFinding, DeliveryResult, RunResult
from maileroo_cli.delivery.fault.kind import FaultKind
from maileroo_cli.delivery.replay.journal import RunPlan
from maileroo_cli.delivery.replay.records import AttemptRecord
from maileroo_cli.errors import ExitCode, MhookError
from maileroo_cli.operation.consume import consume_results
from maileroo_cli.operation.replay.asked import asked_statuses
from maileroo_cli.operation.replay.picture import PicturePlace
from maileroo_cli.operation.replay.results import (
    AttemptsLate,
    OldRunsRemoved,
    ReplayedAttempt,
    ReplayEnded,
    ReplayEvent,
    ReplayStarted,
)
from maileroo_cli.report.replay.phrases import RefusalHints
from maileroo_cli.report.replay.point import AttemptPoint, DeliveryRow, Looks
from maileroo_cli.report.replay.view import ReplayView, SilentView
from maileroo_cli.report.terminal.console import Console, ReportFormat
from maileroo_cli.report.terminal.written import tell_written
from maileroo_cli.webhook.text.count import count
from maileroo_cli.webhook.text.instant import format_span


def show_replay(events: Generator[ReplayEvent, None, None], report: "ReplayReport") -> ExitCode:
    """Show a replay as it is played, and return its exit code; what cuts it short is raised once its end was shown."""
    with report:
        try:
            consume_results(events, report.take)
        except (KeyboardInterrupt, MhookError):
            report.tell_how_to_go_on()
            raise
    return report.exit_code


class ReplayReport:
    """Takes the attempts of a run one by one, shows each, and at the end what they come to."""

    def __init__(
        self,
        console: Console,
        format: ReportFormat = ReportFormat.TEXT,
        *,
        picture: PicturePlace | None = None,
        keep_summary: Callable[[str], str] = lambda _: "",
        where: Callable[[], str] = str,
        quiet: bool = False,
    ) -> None:
        """``picture`` is what the end is drawn into, if anything.

        ``keep_summary`` takes the summary of a CI step as Markdown, and returns why it could not, or nothing.
        ``where`` returns what has to be typed after the id of the run in order to go on with it. With ``quiet`` only
        failed attempts, findings and the summary are shown.
        """
        self._console = console
        self._format = format
        self._picture = picture
        self._keep_summary = keep_summary
        self._where = where
        self._quiet = quiet
        self._run: str | None = None
        self._silent: ReplayView | None = None
        self.exit_code = ExitCode.OK
        """What the run came to, once its end was shown."""

        self._views = ExitStack()
        self._points: dict[int, list[AttemptPoint]] = {}
        self._firsts: dict[int, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._views.close()

    def take(self, event: ReplayEvent) -> None:
        """Show what a replay yields."""
        match event:
            case ReplayStarted():
                self.start(event.plan, event.deliveries, event.run_id, event.finished)
            case ReplayedAttempt(past=True):
                self.recall(event.record, event.findings)
            case ReplayedAttempt():
                self.add(event.record, event.findings)
            case ReplayEnded():
                self.finish(event.delivered, event.result)
            case OldRunsRemoved():
                runs = count(event.removed, "finished run")
                self._console.note(f"removed {runs} older than the last {event.keep} (MHOOK_KEEP_RUNS)")
            case AttemptsLate():
                self._console.note(_late_words(event))
            case _:
                assert_never(event)

    @property
    def draws(self) -> bool:
        """Whether a picture is drawn at the end."""
        return self._picture is not None

    def silence(self) -> None:
        """Show nothing from now on: whoever read it has gone. A picture is still drawn."""
        view: ReplayView = SilentView()
        self._view = self._silent = view

    def tell_how_to_go_on(self) -> None:
        """Tell how a run that was cut short goes on, where it is kept."""
        if self._run is not None:
            self._console.note(f"go on with: mhook replay --resume {self._run}{self._where()}")

    def start(
        self, plan: RunPlan, delivery_count: int, run_id: str | None = None, finished: float | None = None
    ) -> None:
        """Show what is being played; ``run_id`` names the run where it is journalled.

        ``finished`` is when it ended, where nothing is left to do.
        """
        self._plan = plan
        self._run = run_id
        self._view = self._silent or self._make_view(plan)
        self._views.callback(self._view.close)
        self._keeps = self._view.keeps or self._picture is not None
        self._looks = Looks(plan)
        self._reorders = any(str(FaultKind.REORDER) in text for text in (*plan.faults, plan.fault_list or ""))
        self._neighbours = ReorderTracker(delivery_count, plan.schedule.attempts)
        self._hints = RefusalHints(asked_statuses(plan))
        self._view.start(delivery_count, run_id, finished)

    def recall(self, record: AttemptRecord, findings: Sequence[DeliveryFinding] = ()) -> None:
        """Show an attempt of an earlier process, so that what is shown is the whole run."""
        self._add(record, findings, past=True)

    def add(self, record: AttemptRecord, findings: Sequence[DeliveryFinding] = ()) -> None:
        """Show one attempt, with what became known at it."""
        self._add(record, findings, past=False)

    def finish(self, delivered: Iterable[DeliveryResult], result: RunResult) -> None:
        """Show what became of each delivery and the verdict, and draw the picture, where one is wanted."""
        rows = [self._row(one) for one in delivered]
        self.exit_code = result.exit_code
        if self._picture is None:
            self._view.finish(rows, result)
            return
        from maileroo_cli.report.replay.picture.document import draw_document
        from maileroo_cli.report.replay.picture.drawing import Drawing

        try:
            self._view.finish(rows, result)
        finally:  # who reads the text may have gone, and has asked for the picture all the same
            self._picture.save(draw_document(self._picture.kind, Drawing(self._plan, rows, result, self._run)))
            if not self._quiet:
                tell_written(self._picture.name, self._console)

    def _add(self, record: AttemptRecord, findings: Sequence[DeliveryFinding], *, past: bool) -> None:
        point = self._take(record)
        self._view.add(record, point, findings, self._firsts[record.delivery.index], past=past)
        if hint := self._hints.take(record.result):
            self._view.hint(hint)

    def _take(self, record: AttemptRecord) -> AttemptPoint | None:
        index = record.delivery.index
        if index not in self._firsts:
            # A run that goes on may begin with a later attempt; then the plan says when the first one was due.
            first = record.due if record.number == 1 else self._plan.start + record.delivery.offset
            self._firsts[index] = first
        if not self._keeps:
            return None
        point = self._looks.point(record, alone=self._reorders and self._neighbours.is_alone(record))
        self._points.setdefault(index, []).append(point)
        return point

    def _row(self, one: DeliveryResult) -> DeliveryRow:
        return DeliveryRow(one, self._points.get(one.index, ()), self._firsts.get(one.index, self._plan.start))

    def _make_view(self, plan: RunPlan) -> ReplayView:
        console = self._console
        match self._format:
            case ReportFormat.JSON:
                from maileroo_cli.report.replay.object import ObjectView

                return ObjectView(console, plan, quiet=self._quiet)
            case ReportFormat.JUNIT:
                from maileroo_cli.report.replay.ci import JunitView

                return JunitView(console, plan)
            case ReportFormat.GITHUB:
                from maileroo_cli.report.replay.ci import GithubView

                return GithubView(console, plan, self._keep_summary, quiet=self._quiet)
            case ReportFormat.TEXT:
                from maileroo_cli.report.replay.text import TextView

                return TextView(console, plan, quiet=self._quiet)


def _late_words(late: AttemptsLate) -> str:
    were = "1 attempt was" if late.attempts == 1 else f"{late.attempts:,} attempts were"
    whom = "the receiver or the observer" if late.observed else "the receiver"
    by = format_span(round(late.most))
    return f"{were} made late, by up to {by}: the clock is too fast for {whom}; use less than {late.clock}"
