"""Showing attempts as they come, and their sum: as text, or as objects. How they look is in ``lines``, ``summary``."""

from enum import StrEnum
from typing import Any

from maileroo_cli.delivery.attempt.latency import Latencies
from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.operation.attempts.summary import JudgedAttempt, SendSummary
from maileroo_cli.report.delivery.lines import AttemptRows, response_lines
from maileroo_cli.report.delivery.summary import show_summary
from maileroo_cli.report.keys.value import milliseconds_value, number_value, response_value, time_value
from maileroo_cli.report.terminal.console import Console, Format

SCHEMA = "mhook.attempt/2"
SUMMARY_SCHEMA = "mhook.send-summary/2"


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
        self._lines = AttemptRows(console, names_kinds=names_kinds)
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
        fields = {
            "sent": summary.sent,
            "passed": summary.sent - summary.failed,
            "failed": summary.failed,
            "unanswered": summary.unanswered,
            "answer_counts": dict(summary.answers.most_common()),
            **_durations(summary.latencies),
            "elapsed_s": number_value(summary.seconds),
            "bad_signature_counts": {kind: dict(counts) for kind, counts in summary.bad_signatures.items()},
            "exit_code": int(summary.exit_code),
        }
        self._console.object(SUMMARY_SCHEMA, fields)

    def _print_object(self, judged: JudgedAttempt) -> None:
        self._console.object(SCHEMA, attempt_fields(judged, response=self._show_response.wants(judged)))


def attempt_fields(judged: JudgedAttempt, *, response: bool) -> dict[str, Any]:
    """Return one attempt as the fields of a JSON object, with the whole answer where ``response`` asks for it."""
    attempt, event, judgement = judged.attempt, judged.request, judged.judgement
    return {
        "time": time_value(judged.began),
        "event_type": event.event_type or None,
        "event_id": event.event_id or None,
        "outcome": str(attempt.outcome),
        "status": attempt.status,
        "duration_ms": milliseconds_value(attempt.seconds * 1000),
        "ok": judgement.ok,
        "reason": judgement.sentence or None,
        "risk": judgement.risk or None,
        "bad_signature": event.bad_signature,
        "bad_signature_handling": judgement.verdict,
        "response": _response(attempt) if response else None,
        "traceback": attempt.traceback or None,
    }


def _response(attempt: Attempt) -> dict[str, Any] | None:
    if attempt.status is None:
        return None
    return response_value(attempt.status, attempt.headers, attempt.body, truncated=attempt.body_truncated)


def _durations(latencies: Latencies) -> dict[str, float | None]:
    """Return what describes the latencies: of few of them the shortest, the median and the longest alone."""
    seconds = {
        "min": latencies.shortest,
        "p50": latencies.percentile(50),
        "p90": latencies.percentile(90) if latencies.are_many else None,
        "p99": latencies.percentile(99) if latencies.are_many else None,
        "max": latencies.longest,
    }
    return {
        f"duration_{name}_ms": None if one is None or not latencies.count else milliseconds_value(one * 1000)
        for name, one in seconds.items()
    }
