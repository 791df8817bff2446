"""A session of ``mhook listen --expect`` for continuous integration: JUnit with a case for each clause, or annotations.

Requests are no cases: what fails a session is what was expected of all of them.
"""

from collections import Counter
from collections.abc import Callable

from maileroo_cli.operation.listen.results import Arrivals, ListenResult, ListenSummary, Ready
from maileroo_cli.report.ci.github import Level, annotation
from maileroo_cli.report.ci.junit import JunitCase, JunitResult, write_case, write_report
from maileroo_cli.report.ci.markdown import markdown_table, markdown_text
from maileroo_cli.report.listen.report import ListenReport, ListenTerms
from maileroo_cli.report.listen.summary import headline
from maileroo_cli.report.terminal.console import Console

SUITE = "mhook listen"


class JunitListenReport(ListenReport):
    """Prints one document at the end; where it listens, and the sum, goes to stderr for whoever reads the log."""

    def show_result(self, result: ListenResult) -> None:
        """Show one result."""
        match result:
            case Ready():
                self.console.note(f"listening on {result.url}")
            case Arrivals():
                return
            case ListenSummary():
                cases = [
                    JunitCase(SUITE, one.clause, output=(one.sentence,))
                    if one.ok
                    else JunitCase(SUITE, one.clause, JunitResult.FAILURE, "expectation", one.sentence)
                    for one in result.expectations
                ]
                counts = Counter(case.result for case in cases)
                for piece in write_report(SUITE, counts, (write_case(case).encode() for case in cases)):
                    self.console.data(piece)
                self.console.flush()
                self.console.note(headline(result))
            case _:
                super().show_result(result)


class GithubListenReport(ListenReport):
    """Prints text for the log, then an annotation for each clause that was not met; adds all to the step's summary."""

    def __init__(self, console: Console, terms: ListenTerms, keep_summary: Callable[[str], str]) -> None:
        super().__init__(console, terms)
        self._keep_summary = keep_summary

    def show_result(self, result: ListenResult) -> None:
        """Show one result."""
        super().show_result(result)
        if not isinstance(result, ListenSummary):
            return
        for one in result.expectations:
            if not one.ok:
                self.console.line(annotation(Level.ERROR, [one.sentence], f"{SUITE}: not met"))
        if problem := self._keep_summary(_step_summary(result)):
            self.console.note(problem)


def _step_summary(summary: ListenSummary) -> str:
    rows = [("met" if one.ok else "not met", one.clause, one.sentence) for one in summary.expectations]
    head = f"### {SUITE}: {markdown_text(headline(summary))}\n\n"
    return f"{head}{markdown_table(('result', 'expected', 'what came'), rows)}\n"
