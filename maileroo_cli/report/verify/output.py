"""Where the results of ``verify`` go, by format: lines as they come, or one document at the end."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol, assert_never

from maileroo_cli.operation.inputs import UnreadSource
from maileroo_cli.operation.verify.counts import VerdictCounts
from maileroo_cli.report.terminal.console import Console, ReportFormat
from maileroo_cli.report.verify.summary import headline, show_summary

if TYPE_CHECKING:
    from maileroo_cli.report.ci.junit import JunitResult


class Spool(Protocol):
    """Keeps bytes of any number until they are asked for."""

    def write(self, data: bytes) -> None:
        """Keep some more."""
        ...

    def pieces(self) -> Iterator[bytes]:
        """Yield all that was kept."""
        ...


class Output(Protocol):
    """Takes the rendered lines of one run, in order, and is told at its end what they add up to."""

    def show(self, lines: bytes) -> None:
        """Take the lines of some requests."""
        ...

    def unread(self, source: UnreadSource) -> None:
        """Take a file that could not be read, after the error was told."""
        ...

    def finish(self, counts: VerdictCounts) -> None:
        """Show the sum."""
        ...


def make_output(format: ReportFormat, console: Console, spool: Spool, *, quiet: bool) -> Output:
    """Return the output for a format; ``quiet`` tells that valid requests are not among the lines."""
    match format:
        case ReportFormat.TEXT | ReportFormat.JSON:
            return LineOutput(console)
        case ReportFormat.GITHUB:
            return GithubOutput(console)
        case ReportFormat.JUNIT:
            return JunitOutput(console, spool, quiet=quiet)
        case _:
            assert_never(format)


class LineOutput:
    """Lines as they come, and a summary."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def show(self, lines: bytes) -> None:
        """Pass the lines on."""
        self._console.text(lines)

    def unread(self, source: UnreadSource) -> None:
        """Do nothing: the error was told."""

    def finish(self, counts: VerdictCounts) -> None:
        """Show the summary."""
        show_summary(counts, self._console)


class GithubOutput(LineOutput):
    """Annotations as they come, and a summary for the log."""

    def unread(self, source: UnreadSource) -> None:
        """Annotate the file."""
        from maileroo_cli.report.ci.github import Level, annotation

        self._console.line(annotation(Level.ERROR, [str(source.error)], "unreadable file", source.name))


class JunitOutput:
    """An XML document at the end, when its counts are known; meanwhile the cases lie in ``spool``."""

    def __init__(self, console: Console, spool: Spool, *, quiet: bool) -> None:
        self._console = console
        self._spool = spool
        self._quiet = quiet
        self._unread = 0

    def show(self, lines: bytes) -> None:
        """Keep the cases."""
        self._spool.write(lines)

    def unread(self, source: UnreadSource) -> None:
        """Make the file a case of its own, so that its absence cannot be taken for success."""
        from maileroo_cli.report.ci.junit import JunitCase, JunitResult, write_case

        self._unread += 1
        case = JunitCase(source.name, source.name, JunitResult.ERROR, "unreadable", str(source.error))
        self.show(write_case(case).encode())

    def finish(self, counts: VerdictCounts) -> None:
        """Write the document to stdout, and the sum to stderr for whoever reads the log."""
        from maileroo_cli.report.ci.junit import write_report

        for piece in write_report("mhook verify", self._counts(counts), self._spool.pieces()):
            self._console.data(piece)
        self._console.note(headline(counts))

    def _counts(self, counts: VerdictCounts) -> "Counter[JunitResult]":
        from maileroo_cli.report.ci.junit import JunitResult
        from maileroo_cli.report.verify.ci_case import RESULTS

        results = Counter({RESULTS[verdict]: count for verdict, count in counts.verdicts.items()})
        results[JunitResult.ERROR] += self._unread
        if self._quiet:
            del results[JunitResult.PASSED]
        return results
