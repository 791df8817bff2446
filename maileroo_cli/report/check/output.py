"""Where a check goes on stdout: the plan before anything is sent, progress while it runs, and its report."""

from collections.abc import Callable
from contextlib import closing

from maileroo_cli.errors import interruption_code
from maileroo_cli.operation.check.plan import CheckPlan
from maileroo_cli.operation.check.results import RuleOutcome
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.report.check.format import CheckFormat, CheckReport, without_query
from maileroo_cli.report.check.text.exchange import exchange_lines
from maileroo_cli.report.check.text.finding import outcome_lines
from maileroo_cli.report.check.text.page import closing_lines, plan_lines, planned_rule_lines
from maileroo_cli.report.check.text.sheet import Sheet
from maileroo_cli.report.check.wording import place_of, plan_sentences, shown_url, tally_sentence, verdict_sentence
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.progress import Progress
from maileroo_cli.report.terminal.safe_text import safe

_LINES = (CheckFormat.TEXT, CheckFormat.GITHUB)


def show_plan(plan: CheckPlan, format: CheckFormat, console: Console) -> None:
    """Say what a check is going to do: on stdout where that takes it, else as a note."""
    if format in _LINES:
        console.lines(plan_lines(plan, Sheet.of(console)))
    elif format is CheckFormat.JSON:
        from maileroo_cli.report.check.document.object import plan_object

        console.line(plan_object(plan))
    else:
        console.note(f"{safe(place_of(plan, shown_url(plan.url)))}: {'; '.join(plan_sentences(plan))}")


def show_dry_run(plan: CheckPlan, format: CheckFormat, console: Console, *, in_full: bool) -> None:
    """Show the plan with each of its rules, and ``in_full`` with each request."""
    show_plan(plan, format, console)
    if format is not CheckFormat.JSON:
        console.line()
        console.lines(planned_rule_lines(plan, Sheet.of(console), in_full=in_full))
    elif in_full:
        from maileroo_cli.report.check.document.object import request_objects

        console.lines(request_objects(plan))


class CheckView:
    """Shows a check in one format: what can be told at once as it goes on, the rest at its end.

    With ``verbose`` rules that are kept have a line too, with ``in_full`` every request and its answer is shown.
    ``keep_summary`` takes the summary of a CI step as Markdown, and returns why it could not, or nothing.
    """

    def __init__(
        self,
        format: CheckFormat,
        console: Console,
        keep_summary: Callable[[str], str],
        *,
        verbose: bool = False,
        in_full: bool = False,
    ) -> None:
        self._format, self._console, self._keep_summary = format, console, keep_summary
        self._verbose, self._in_full = verbose, in_full
        self._sheet = Sheet.of(console)

    def add(self, outcome: RuleOutcome, run: CheckRun) -> None:
        """Show what came of one rule."""
        console, is_text = self._console, self._format in _LINES
        if self._format is CheckFormat.JSON:
            from maileroo_cli.report.check.document.object import rule_object

            console.line(rule_object(outcome, run.plan, run.summary, shows_all=self._in_full))
        if is_text and self._in_full:
            is_public = self._format is CheckFormat.GITHUB
            console.lines(exchange_lines(outcome, self._sheet, is_public=is_public, has_curl=not run.plan.in_process))
        if is_text and self._verbose:
            console.lines(outcome_lines(outcome, self._sheet))

    def finish(self, report: CheckReport) -> None:
        """Show what all of it came to."""
        if self._format is CheckFormat.GITHUB:
            report = without_query(report)
        console, plan, summary = self._console, report.plan, report.summary
        if self._format is CheckFormat.JSON:
            from maileroo_cli.report.check.document.object import summary_object

            console.line(summary_object(plan, summary))
            return
        if self._format in _LINES:
            console.lines(closing_lines(plan, summary, self._sheet))
        else:
            from maileroo_cli.report.check.document.rendering import render

            console.data(render(self._format, report))
            console.flush()
            console.note(f"{verdict_sentence(summary)}; {tally_sentence(summary)}")
        if self._format is CheckFormat.GITHUB:
            self._annotate(report)

    def _annotate(self, report: CheckReport) -> None:
        from maileroo_cli.report.check.document.annotations import annotation_lines
        from maileroo_cli.report.check.document.comment import comment

        self._console.lines(annotation_lines(report))
        if problem := self._keep_summary(comment(report)):
            self._console.note(problem)


def show_check(run: CheckRun, view: CheckView, console: Console, report: CheckReport) -> None:
    """Show a check as it goes on, and what it came to, also where the user interrupts."""
    with closing(run), Progress("tried", len(run.plan.rules), console, unit="items") as progress:
        try:
            for outcome in run:
                progress.advance()
                view.add(outcome, run)
        except KeyboardInterrupt as stop:
            run.close()
            run.summary.stopped = interruption_code(stop)
            view.finish(report)
            raise
    view.finish(report)
