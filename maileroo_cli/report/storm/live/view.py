"""Showing a storm as it is sent, whatever its format: how it stands meanwhile, and at the end what it comes to."""

from collections.abc import Callable, Generator, Sequence
from types import TracebackType
from typing import Self, assert_never

from maileroo_cli.delivery.storm.live.plan import StormPlan
from maileroo_cli.delivery.storm.live.result import StormResult
from maileroo_cli.delivery.storm.live.verdict import StormVerdict, judge_storm
from maileroo_cli.errors import ExitCode, MhookError
from maileroo_cli.operation.consume import consume_results
from maileroo_cli.operation.replay.picture import PictureFile
from maileroo_cli.operation.storm.results import (
    StormEnded,
    StormProgress,
    StormReportEvent,
    StormSettling,
    StormStarted,
)
from maileroo_cli.report.load.live import LiveLine
from maileroo_cli.report.storm.live.wording import plan_sentence, real_sentence
from maileroo_cli.report.terminal.console import Console, ReportFormat
from maileroo_cli.report.terminal.duration import format_took
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.report.terminal.written import tell_written
from maileroo_cli.webhook.text.instant import format_span


class StormReport:
    """Takes what a storm yields, and tells on a line of its own how it stands meanwhile, where anybody sees that.

    ``keep_summary`` takes the summary of a CI step as Markdown, and returns why it could not, or nothing. ``where``
    returns what has to be typed after the id of the storm in order to go on with it.
    """

    def __init__(
        self,
        console: Console,
        format: ReportFormat = ReportFormat.TEXT,
        *,
        pictures: Sequence[PictureFile] = (),
        keep_summary: Callable[[str], str] = lambda _: "",
        where: Callable[[], str] = str,
    ) -> None:
        self._console, self._format, self._pictures = console, format, pictures
        self._keep_summary, self._where = keep_summary, where
        self._line = LiveLine(console)
        self._run: str | None = None
        self.exit_code = ExitCode.OK
        """What the storm came to, once its end was shown."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.close()

    def take(self, event: StormReportEvent) -> None:
        """Show what a storm yields."""
        match event:
            case StormStarted():
                self._plan, self._run = event.plan, event.run_id
                self._tell_start(event)
            case StormProgress():
                self._line.show(progress_words(event, self._plan))
            case StormSettling():
                self._line.show(f"{event.seen:,.6g} of {event.expected:,} effects, {event.seconds:.0f} s after the end")
            case StormEnded():
                self._line.close()
                self._finish(event.result, judge_storm(event.result), resumable=event.run_id)
            case _:
                assert_never(event)

    def tell_how_to_go_on(self) -> None:
        """Tell how a storm that was cut short goes on, where it is kept."""
        if self._run is not None:
            self._console.note(f"go on with: mhook storm --resume {self._run}{self._where()}")

    def _tell_start(self, event: StormStarted) -> None:
        if event.is_over:
            self._console.note("this storm is over; nothing is sent, and what was observed of it is told again")
            return
        goes_on = f"goes on at {format_span(round(event.moment + event.plan.before))}; " if event.resumed else ""
        self._console.note(
            safe(f"{goes_on}{plan_sentence(event.plan)}; {real_sentence(event.plan, event.moment)}", 900)
        )

    def _finish(self, result: StormResult, verdict: StormVerdict, *, resumable: str | None) -> None:
        self.exit_code = verdict.exit_code
        try:
            self._show(result, verdict)
        finally:  # who reads the text may have gone, and has asked for the picture all the same
            for picture in self._pictures:
                from maileroo_cli.report.storm.live.picture import draw_storm

                picture.save(draw_storm(picture.kind, result, verdict))
                tell_written(picture.name, self._console)

    def _show(self, result: StormResult, verdict: StormVerdict) -> None:
        console = self._console
        match self._format:
            case ReportFormat.JSON:
                from maileroo_cli.report.storm.live.object import STORM_SCHEMA, storm_object

                console.object(STORM_SCHEMA, storm_object(result, verdict, self._run))
            case ReportFormat.JUNIT:
                from maileroo_cli.report.storm.live.ci import junit_document

                for piece in junit_document(result, verdict):
                    console.data(piece)
                console.flush()
                console.note(verdict.sentence)
            case ReportFormat.GITHUB:
                from maileroo_cli.report.storm.live.ci import github_lines, step_summary

                console.lines(github_lines(verdict))
                problem = self._keep_summary(step_summary(result, verdict))
                self._show_text(result, verdict)
                if problem:
                    console.note(problem)
            case ReportFormat.TEXT:
                self._show_text(result, verdict)

    def _show_text(self, result: StormResult, verdict: StormVerdict) -> None:
        from maileroo_cli.report.storm.live.text import text_lines

        self._console.lines(text_lines(result, verdict, self._console))


def show_storm(events: Generator[StormReportEvent, None, None], report: StormReport) -> ExitCode:
    """Show a storm as it is sent, and return its exit code; what cuts it short is raised once its end was shown."""
    with report:
        try:
            consume_results(events, report.take)
        except (KeyboardInterrupt, MhookError):
            report.tell_how_to_go_on()
            raise
    return report.exit_code


def progress_words(progress: StormProgress, plan: StormPlan) -> str:
    """Return how a storm stands: what matters most comes first, for a narrow terminal."""
    moment = progress.moment
    if moment < 0:
        when = f"{format_span(round(-moment))} before the outage"
    elif moment < plan.outage:
        when = f"{format_span(round(moment))} of {format_span(plan.outage)} down"
    else:
        when = f"{format_span(round(moment - plan.outage))} after the recovery"
    told = [when, f"{progress.accepted:,} accepted", f"{progress.pending:,} pending", f"{progress.sent:,} sent"]
    told += [f"p90 {format_took(progress.p90_s * 1_000)}"] if progress.p90_s else []
    return "  ".join([*told, *([] if progress.effects is None else [f"{progress.effects:,.6g} effects"])])
