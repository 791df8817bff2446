"""Where the results of ``verify`` go, by format: lines as they come, or one document at the end."""

from collections import Counter
from typing import TYPE_CHECKING, Protocol

from maileroo_cli.capture.verdict import RequestVerdict
from maileroo_cli.errors import InputError
from maileroo_cli.report.terminal.console import Console, ReportFormat
from maileroo_cli.report.verify.lines import LineStyle, VerdictCounts, headline, show_summary

if TYPE_CHECKING:
    from tempfile import SpooledTemporaryFile

    from maileroo_cli.report.ci.junit import JunitResult

_IN_MEMORY = 1 << 20


class Output(Protocol):
    """Takes the rendered lines of one run, in order, and is told at its end what they add up to."""

    def show(self, lines: bytes) -> None:
        """Take the lines of some requests."""
        ...

    def unread(self, name: str, error: InputError) -> None:
        """Take a file that could not be read, after the error was told."""
        ...

    def finish(self, tally: VerdictCounts) -> None:
        """Show the sum."""
        ...

    def close(self) -> None:
        """Give back what was held, whether or not the run came to its end."""
        ...


def open_output(style: LineStyle, console: Console) -> Output:
    """Return the output for this style."""
    if style.format is ReportFormat.JUNIT:
        return JunitOutput(console, quiet=style.quiet)
    return GithubOutput(console) if style.format is ReportFormat.GITHUB else LineOutput(console)


class LineOutput:
    """Lines as they come, and a summary."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def show(self, lines: bytes) -> None:
        """Pass the lines on."""
        self._console.data(lines)

    def unread(self, name: str, error: InputError) -> None:
        """Do nothing: the error was told."""

    def finish(self, tally: VerdictCounts) -> None:
        """Show the summary."""
        show_summary(tally, self._console)

    def close(self) -> None:
        """Do nothing: nothing is held."""


class GithubOutput(LineOutput):
    """Annotations as they come, a summary, and the step's summary where GitHub asks for one."""

    def unread(self, name: str, error: InputError) -> None:
        """Annotate the file."""
        from maileroo_cli.report.ci.github import Level, annotation

        self._console.line(annotation(Level.ERROR, [str(error)], "unreadable file", name))

    def finish(self, tally: VerdictCounts) -> None:
        """Show the summary in the log and on the step's page."""
        from maileroo_cli.report.ci.github import append_summary

        super().finish(tally)
        if problem := append_summary(step_summary(tally)):
            self._console.note(problem)


class JunitOutput:
    """An XML document at the end, when its counts are known; meanwhile the cases lie in a file, if they are many."""

    def __init__(self, console: Console, *, quiet: bool) -> None:
        self._console = console
        self._quiet = quiet
        self._cases: SpooledTemporaryFile[bytes] | None = None
        self._unread = 0

    def show(self, lines: bytes) -> None:
        """Keep the cases."""
        from tempfile import SpooledTemporaryFile

        if self._cases is None:
            self._cases = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  (close does)
        self._cases.write(lines)

    def unread(self, name: str, error: InputError) -> None:
        """Make the file a case of its own, so that its absence cannot be taken for success."""
        from maileroo_cli.report.ci.junit import JunitCase, JunitResult, write_case

        self._unread += 1
        self.show(write_case(JunitCase(name, name, JunitResult.ERROR, "unreadable", str(error))).encode())

    def finish(self, tally: VerdictCounts) -> None:
        """Write the document to stdout, and the sum to stderr for whoever reads the log."""
        from maileroo_cli.report.ci.junit import write_report

        if self._cases is not None:
            self._cases.seek(0)
        for piece in write_report("mhook verify", self._counts(tally), self._cases or ()):
            self._console.data(piece)
        self._console.note(headline(tally))

    def close(self) -> None:
        """Give the cases' file back."""
        if self._cases is not None:
            self._cases.close()

    def _counts(self, tally: VerdictCounts) -> "Counter[JunitResult]":
        from maileroo_cli.report.ci.junit import JunitResult
        from maileroo_cli.report.verify.ci_case import RESULTS

        counts = Counter({RESULTS[outcome]: count for outcome, count in tally.outcomes.items()})
        counts[JunitResult.ERROR] += self._unread
        if self._quiet:
            del counts[JunitResult.PASSED]
        return counts


def step_summary(tally: VerdictCounts) -> str:
    """Return the sum as Markdown: the verdicts, and each cause with its fix."""
    from maileroo_cli.report.ci.github import markdown_table
    from maileroo_cli.webhook.diagnosis.causes.catalogue import CAUSES

    verdicts = [(str(outcome), str(tally.outcomes[outcome])) for outcome in RequestVerdict if tally.outcomes[outcome]]
    parts = [f"### mhook verify: {headline(tally)}\n", markdown_table(("verdict", "requests"), verdicts)]
    causes = [(str(count), code, CAUSES[code].sentence, CAUSES[code].fix) for code, count in tally.causes.most_common()]
    if causes:
        parts.append(markdown_table(("requests", "cause", "what happened", "what to do"), causes))
    return "\n".join(parts) + "\n"
