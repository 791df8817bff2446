"""Showing attempts as they come, and their sum: as text, or as objects. How they look is in ``lines``, ``summary``."""

from enum import StrEnum

from maileroo_cli.operation.send_summary import JudgedAttempt, SendSummary
from maileroo_cli.report.delivery.lines import AttemptLines, response_lines
from maileroo_cli.report.delivery.summary import show_summary
from maileroo_cli.report.terminal.console import Console, Format

SCHEMA = "mhook.attempt/1"
SUMMARY_SCHEMA = "mhook.send-summary/1"


class ShownResponse(StrEnum):
    """Of which attempts the whole answer is shown."""

    NONE = "none"
    FAILED = "failed"
    ALL = "all"

    def wants(self, judged: JudgedAttempt) -> bool:
        """Return whether the answer of an attempt is shown."""
        return self is ShownResponse.ALL or (self is ShownResponse.FAILED and not judged.judgement.ok)


class AttemptReport:
    """Prints attempts one by one, then their sum; ``names_kinds`` where there are several kinds of bad signatures.

    ``quiet`` tells that it is handed only what failed or is at risk.
    """

    def __init__(
        self,
        console: Console,
        *,
        show_response: ShownResponse = ShownResponse.NONE,
        names_kinds: bool = False,
        quiet: bool = False,
    ) -> None:
        self._console = console
        self._lines = AttemptLines(console, names_kinds=names_kinds)
        self._show_response = show_response
        self._quiet = quiet

    def add(self, judged: JudgedAttempt) -> None:
        """Print one attempt, and its answer where that is wanted."""
        if self._console.format is Format.JSON:
            self._print_object(judged)
            return
        shows = self._show_response.wants(judged) and judged.attempt.status is not None
        self._console.lines(self._lines.lines(judged, answer=not shows))
        if shows:
            self._console.lines(response_lines(judged.attempt))

    def finish(self, summary: SendSummary) -> None:
        """Print the sum of all attempts."""
        if self._console.format is Format.JSON:
            self._print_summary(summary)
        else:
            show_summary(summary, self._console, quiet=self._quiet)
        if summary.advice:
            self._console.note(summary.advice)

    def _print_summary(self, summary: SendSummary) -> None:
        figures = {figure.name: figure.seconds * 1000 for figure in summary.latencies.figures()}
        fields = {
            "sent": summary.sent,
            "ok": summary.sent - summary.failed,
            "failed": summary.failed,
            "unanswered": summary.unanswered,
            "answers": dict(summary.answers.most_common()),
            "milliseconds": {name: round(value, 3) for name, value in figures.items()},
            "seconds": round(summary.seconds, 3),
            "bad_signatures": {kind: dict(counts) for kind, counts in summary.bad_signatures.items()} or None,
            "exit_code": int(summary.exit_code),
        }
        self._console.object(SUMMARY_SCHEMA, fields)

    def _print_object(self, judged: JudgedAttempt) -> None:
        attempt, event, judgement = judged.attempt, judged.request, judged.judgement
        fields = {
            "time": round(judged.began, 6),
            "event_type": event.event_type,
            "event_id": event.event_id,
            "outcome": str(attempt.outcome),
            "status": attempt.status,
            "milliseconds": round(attempt.seconds * 1000, 3),
            "ok": judgement.ok,
            "reason": judgement.sentence,
            "risk": judgement.risk or None,
            "bad_signature": event.bad_signature,
            "verdict": judgement.verdict,
        }
        if self._show_response.wants(judged):
            fields["response"] = {
                "headers": [list(pair) for pair in attempt.headers],
                "body": attempt.body.decode("utf-8", "backslashreplace"),
                "truncated": attempt.body_truncated,
            }
        self._console.object(SCHEMA, fields)
