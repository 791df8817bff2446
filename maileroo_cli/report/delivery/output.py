"""Where the attempts of ``send`` go, by format: lines as they come, or one document at the end."""

from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, Protocol, assert_never

from maileroo_cli.errors import interruption_code
from maileroo_cli.operation.attempts.summary import JudgedAttempt, SendSummary
from maileroo_cli.operation.send import SendRun
from maileroo_cli.report.delivery.attempts import AttemptReport, ShownResponse
from maileroo_cli.report.delivery.lines import is_notable
from maileroo_cli.report.terminal.console import Console, ReportFormat
from maileroo_cli.report.terminal.progress import Progress

if TYPE_CHECKING:
    from maileroo_cli.report.verify.output import Spool


class AttemptView(Protocol):
    """One format of a sending."""

    def add(self, judged: JudgedAttempt) -> None:
        """Show one attempt."""
        ...

    def finish(self, summary: SendSummary) -> None:
        """Show what all of them come to."""
        ...


def show_sending(
    run: SendRun, view: AttemptView, console: Console, count: int | None = None, *, quiet: bool = False
) -> None:
    """Show each attempt and their sum, also where the user interrupts; ``count`` is how many there are, if known.

    With ``quiet`` only what failed or is at risk is shown, and the sum.
    """
    with closing(run), Progress("sent", count, console, unit="items") as progress:
        try:
            for attempt in run:
                if not quiet or is_notable(attempt):
                    view.add(attempt)
                progress.advance()
        except KeyboardInterrupt as stop:
            run.close()
            run.summary.stopped = interruption_code(stop)
            view.finish(run.summary)
            raise
    view.finish(run.summary)


def make_attempt_view(
    format: ReportFormat,
    console: Console,
    spool: "Spool",
    keep_summary: Callable[[str], str],
    *,
    show_response: ShownResponse = ShownResponse.NONE,
    names_kinds: bool = False,
    quiet: bool = False,
) -> AttemptView:
    """Return the view for a format; a document's cases lie in ``spool`` until their number is known.

    ``keep_summary`` takes the summary of a CI step as Markdown, and returns why it could not, or nothing.
    """
    report = AttemptReport(console, show_response=show_response, names_kinds=names_kinds, quiet=quiet)
    match format:
        case ReportFormat.TEXT | ReportFormat.JSON:
            return report
        case ReportFormat.JUNIT:
            from maileroo_cli.report.delivery.ci import JunitAttempts

            return JunitAttempts(console, spool, show_response=show_response)
        case ReportFormat.GITHUB:
            from maileroo_cli.report.delivery.ci import GithubAttempts

            return GithubAttempts(console, report, keep_summary)
        case _:
            assert_never(format)
