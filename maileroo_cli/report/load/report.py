"""Showing a load, whatever its format: the plan before, a live line while it runs, and at its end what it came to."""

from collections.abc import Callable, Generator
from typing import assert_never

from maileroo_cli.delivery.load.result import LoadResult
from maileroo_cli.errors import ExitCode, interruption_code
from maileroo_cli.operation.consume import consume_results
from maileroo_cli.operation.load.results import (
    EffectsAwaited,
    LoadEnded,
    LoadEvent,
    LoadProbed,
    LoadProgress,
    LoadStarted,
)
from maileroo_cli.report.load.format import LoadFormat, LoadReport, LoadSetup, LoadSheet, shown_url
from maileroo_cli.report.load.live import LiveLine, progress_words, waiting_words
from maileroo_cli.report.load.text import plan_lines, result_lines
from maileroo_cli.report.load.wording import plan_words
from maileroo_cli.report.terminal.console import Console

_LINES = (LoadFormat.TEXT, LoadFormat.GITHUB)


def show_load(events: Generator[LoadEvent, None, None], view: "LoadView") -> ExitCode:
    """Show a load as it goes on, and return its exit code; what cuts it short is raised once its end was shown."""
    interruption = ExitCode.INTERRUPTED
    try:
        consume_results(events, view.take)
    except KeyboardInterrupt as stop:
        interruption = interruption_code(stop)
        raise
    finally:
        view.finish(interruption)
    return ExitCode.FAILED if view.report is None else view.report.verdict.exit_code


class LoadView:
    """Takes what a load yields, one by one.

    ``keep_summary`` takes the summary of a CI step as Markdown, and returns why it could not, or nothing. With
    ``quiet`` only what is wrong and the verdict are shown.
    """

    def __init__(
        self,
        format: LoadFormat,
        console: Console,
        setup: LoadSetup,
        keep_summary: Callable[[str], str] = lambda _: "",
        *,
        quiet: bool = False,
    ) -> None:
        self._format, self._console, self._setup = format, console, setup
        self._keep_summary, self._quiet = keep_summary, quiet
        self.live = LiveLine(console)
        self._result: LoadResult | None = None
        self.report: LoadReport | None = None
        """All there is to tell, once the load has ended."""

    def show_plan(self) -> None:
        """Say what is going to be sent: on stdout where that takes it, else as a note."""
        console, setup = self._console, self._setup
        if self._format is LoadFormat.JSON:
            from maileroo_cli.report.load.object import plan_object

            console.line(plan_object(setup))
        elif self._format not in _LINES:
            console.note(f"{plan_words(setup.plan)} to {shown_url(setup.plan.url)}")
        elif not self._quiet:
            console.lines(plan_lines(setup, LoadSheet.of(console)))

    def take(self, event: LoadEvent) -> None:
        """Show what a load yields."""
        match event:
            case LoadProbed():
                self.live.show("making requests ahead")
            case LoadStarted():
                self.live.show("started")
            case LoadProgress():
                self.live.show(progress_words(event, self._setup.plan))
            case EffectsAwaited():
                self.live.show(waiting_words(event))
            case LoadEnded():
                self._result = event.result
            case _:
                assert_never(event)

    def finish(self, interruption: ExitCode = ExitCode.INTERRUPTED) -> None:
        """Show what the load came to, where it ended; ``interruption`` is the exit code of one that was interrupted."""
        self.live.close()
        if self._result is None:
            return
        verdict = self._setup.judge(self._result, interruption)
        self.report = report = LoadReport(self._setup, verdict)
        console = self._console
        if self._format is LoadFormat.JSON:
            from maileroo_cli.report.load.object import load_object

            console.line(load_object(verdict))
            return
        if self._format not in _LINES:
            from maileroo_cli.report.load.rendering import render_load

            console.data(render_load(self._format, report))
            console.flush()
            console.note(verdict.sentence)
            return
        if self._format is LoadFormat.GITHUB:
            self._annotate(report)
        if not self._quiet:
            console.line()
        console.lines(result_lines(verdict, LoadSheet.of(console), quiet=self._quiet))

    def _annotate(self, report: LoadReport) -> None:
        from maileroo_cli.report.load.ci import annotation_lines, step_summary

        self._console.lines(annotation_lines(report))
        if problem := self._keep_summary(step_summary(report)):
            self._console.note(problem)
