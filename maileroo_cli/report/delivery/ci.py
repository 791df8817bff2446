"""Attempts for continuous integration: a JUnit report with a case for each, or what GitHub shows."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from maileroo_cli.operation.attempts.summary import JudgedAttempt, SendSummary
from maileroo_cli.report.body.traceback import traceback_lines
from maileroo_cli.report.ci.github import Level, annotation
from maileroo_cli.report.ci.junit import JunitCase, JunitResult, write_case, write_report
from maileroo_cli.report.ci.markdown import markdown_table, markdown_text
from maileroo_cli.report.delivery.attempts import AttemptReport, ShownResponse
from maileroo_cli.report.delivery.lines import response_lines, said_in_answer
from maileroo_cli.report.delivery.refusals import kinds_told
from maileroo_cli.report.delivery.summary import headline, unanswered_line
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.webhook.text.count import count

if TYPE_CHECKING:
    from maileroo_cli.report.verify.output import Spool

_SUITE = "mhook send"
_MOST = 200
"""So many different sentences are annotated, and listed in a step's summary, which holds a megabyte."""


class JunitAttempts:
    """Prints one document at the end, one case per attempt; the sum goes to stderr for whoever reads the log."""

    def __init__(self, console: Console, spool: "Spool", *, show_response: ShownResponse) -> None:
        self._console = console
        self._spool = spool
        self._show_response = show_response
        self._counts: Counter[JunitResult] = Counter()

    def add(self, judged: JudgedAttempt) -> None:
        """Keep one case."""
        result = _result_of(judged)
        self._counts[result] += 1
        self._spool.write(write_case(self._case(judged, result)).encode())

    def finish(self, summary: SendSummary) -> None:
        """Write the document."""
        for piece in write_report(_SUITE, self._counts, self._spool.pieces()):
            self._console.data(piece)
        self._console.flush()
        self._console.note(headline(summary))
        for told in (unanswered_line(summary), summary.retry, summary.advice):
            if told:
                self._console.note(told)

    def _case(self, judged: JudgedAttempt, result: JunitResult) -> JunitCase:
        event, judgement = judged.request, judged.judgement
        names = (event.event_type or "event", event.event_id, event.bad_signature or "")
        group = f"{_SUITE}.{event.event_type}" if event.event_type else _SUITE
        shows = self._show_response.wants(judged) and judged.attempt.status is not None
        output = response_lines(judged.attempt) if shows else []
        name = " ".join(filter(None, names))
        if result is JunitResult.PASSED:
            told = judgement.risk or judgement.sentence
            return JunitCase(group, name, result, output=(told, *output))
        kind, said = str(judgement.verdict or judged.attempt.word), said_in_answer(judged)
        output = [*(output or ([said] if said else [])), *traceback_lines(judged.attempt.traceback)]
        return JunitCase(group, name, result, kind, judgement.sentence, output=tuple(output))


class GithubAttempts:
    """Prints text for the log, then an annotation for each thing that failed or is to be known, once."""

    def __init__(self, console: Console, report: AttemptReport, keep_summary: Callable[[str], str]) -> None:
        self._console = console
        self._report = report
        self._keep_summary = keep_summary
        self._found: Counter[tuple[Level, str, str]] = Counter()

    def add(self, judged: JudgedAttempt) -> None:
        """Print the line of one attempt, and keep what it says where that is to be annotated."""
        self._report.add(judged)
        judgement = judged.judgement
        if not judgement.ok:
            self._found[Level.ERROR, str(judgement.verdict or judged.attempt.word), judgement.sentence] += 1
        elif judgement.risk:
            self._found[Level.WARNING, judged.attempt.word, judgement.risk] += 1
        elif judgement.sentence.startswith("lenient"):
            self._found[Level.NOTICE, str(judgement.verdict), judgement.sentence] += 1

    def finish(self, summary: SendSummary) -> None:
        """Print the annotations, and the sum; add it to the step's summary, where there is one."""
        for (level, word, sentence), times in self._worst():
            lines = [sentence, count(times, "attempt")] if times > 1 else [sentence]
            self._console.line(annotation(level, lines, f"{_SUITE}: {word}"))
        self._report.finish(summary)
        if problem := self._keep_summary("\n".join(self._summary(summary)) + "\n"):
            self._console.note(problem)

    def _summary(self, summary: SendSummary) -> Iterator[str]:
        yield f"### {_SUITE}: {markdown_text(headline(summary))}\n"
        for told in (unanswered_line(summary), summary.retry, summary.advice):
            if told:
                yield f"{markdown_text(told)}\n"
        if summary.bad_signatures:
            kinds = kinds_told(summary.bad_signatures)
            rows = [(str(one.verdict), ", ".join(one.names), one.meaning) for one in kinds]
            yield markdown_table(("verdict", "bad signatures", "what it means"), rows)
        if self._found:
            reasons = [(str(times), sentence) for (_, _, sentence), times in self._worst()]
            yield markdown_table(("attempts", "what it means"), reasons)

    def _worst(self) -> Sequence[tuple[tuple[Level, str, str], int]]:
        """Return what was found, the worst first: GitHub shows ten annotations of a step."""
        weights = list(Level)
        return sorted(self._found.most_common(_MOST), key=lambda found: weights.index(found[0][0]))


def _result_of(judged: JudgedAttempt) -> JunitResult:
    if judged.judgement.ok:
        return JunitResult.PASSED
    return JunitResult.FAILURE if judged.attempt.reached_receiver else JunitResult.ERROR
