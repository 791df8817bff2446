"""Showing attempts as they come, and their sum: what was accepted, what failed and why, and how long it took."""

from collections.abc import Callable

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.delivery.attempt.refusal import SignatureVerdict
from maileroo_cli.operation.send import JudgedAttempt, SendSummary
from maileroo_cli.report.delivery.refusals import KIND_WIDTH, show_kinds, sign_of
from maileroo_cli.report.keys.value import milliseconds_value, number_value, response_value, time_value
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.local_time import local_time
from maileroo_cli.report.terminal.safe_text import safe, safe_lines

SCHEMA = "mhook.attempt/2"
SUMMARY_SCHEMA = "mhook.send-summary/2"
_ID_LENGTH = 12
_SHOWN_LINES = 40
_MOST_ANSWERS = 8
_MOST_REASONS = 5
_ENOUGH = 5
"""From how many attempts on percentiles say something."""


class AttemptReport:
    """Prints attempts one by one, then their sum; ``names_kinds`` where there are several kinds of bad signatures."""

    def __init__(self, console: Console, *, show_response: bool = False, names_kinds: bool = False) -> None:
        self._console = console
        self._names_kinds = names_kinds
        self._show_response = show_response

    def add(self, judged: JudgedAttempt) -> None:
        """Print one attempt as a line."""
        if self._console.format is Format.JSON:
            self._print_object(judged)
        else:
            self._print_line(judged)

    def finish(self, summary: SendSummary) -> None:
        """Print the sum of all attempts."""
        total = summary.sent
        percentiles = {f"p{percent}": summary.latencies.percentile(percent) * 1000 for percent in (50, 90, 99)}
        if self._console.format is Format.JSON:
            fields = {
                "sent": total,
                "passed": total - summary.failed,
                "failed": summary.failed,
                "unanswered": summary.unanswered,
                "answer_counts": dict(summary.answers.most_common()),
                **_durations(summary),
                "elapsed_s": number_value(summary.seconds),
                "bad_signature_counts": {kind: dict(counts) for kind, counts in summary.bad_signatures.items()},
                "exit_code": int(summary.exit_code),
            }
            self._console.object(SUMMARY_SCHEMA, fields)
            self._advise(summary)
            return
        if total > 1:
            self._print_sum(summary, percentiles)
        if summary.unanswered:
            self._console.line(unanswered_line(summary))
        elif total == 0:
            self._console.line("nothing was sent")
        self._print_reasons(summary)
        if len(summary.bad_signatures) > 1:
            self._console.line()
            show_kinds(summary.bad_signatures, self._console)
        self._advise(summary)

    def _advise(self, summary: SendSummary) -> None:
        if summary.advice:
            self._console.note(summary.advice)

    def _print_line(self, judged: JudgedAttempt) -> None:
        console, attempt, event, judgement = self._console, judged.attempt, judged.request, judged.judgement
        is_risky = judgement.risk or judgement.verdict is SignatureVerdict.LENIENT
        ink = Ink.BAD if not judgement.ok else Ink.RISK if is_risky else Ink.GOOD
        answer = console.paint(f"{attempt.word:<7}", ink)
        kind, identity = safe(event.event_type, 24) or "-", safe(event.event_id, _ID_LENGTH + 1) or "-"
        text = safe(judgement.risk or judgement.sentence, 400)
        duration = f"{attempt.seconds * 1000:7.1f} ms"
        clock = console.paint(local_time(judged.began), Ink.FAINT)
        forged = ""
        if judgement.verdict is not None:
            forged = f"{event.bad_signature or '':<{KIND_WIDTH}}  " if self._names_kinds else ""
            text = f"{sign_of(judgement.verdict, console, ok=judgement.ok)} {text}"
        shown = console.paint(text, ink)
        console.line(f"{clock}  {kind:<10}  {identity:<13}  {forged}{answer}  {duration}  {shown}")
        if self._show_response and attempt.status is not None:
            console.lines(response_lines(attempt))

    def _print_object(self, judged: JudgedAttempt) -> None:
        attempt, event, judgement = judged.attempt, judged.request, judged.judgement
        fields = {
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
            "response": self._response(attempt),
        }
        self._console.object(SCHEMA, fields)

    def _response(self, attempt: Attempt) -> dict[str, object] | None:
        if not self._show_response or attempt.status is None:
            return None
        return response_value(attempt.status, attempt.headers, attempt.body, truncated=attempt.body_truncated)

    def _print_sum(self, summary: SendSummary, percentiles: dict[str, float]) -> None:
        console, total = self._console, summary.sent
        answers = ", ".join(f"{count} x {name}" for name, count in summary.answers.most_common(_MOST_ANSWERS))
        others = total - sum(count for _, count in summary.answers.most_common(_MOST_ANSWERS))
        answers += f", and {others} more" if others else ""
        times = "  ".join(f"{name} {value:.1f} ms" for name, value in percentiles.items())
        console.line()
        console.line(f"{headline(summary, console.paint)}  ({answers})")
        if total >= _ENOUGH:
            console.line(f"{times}  {total / max(summary.seconds, 1e-9):.0f}/s")

    def _print_reasons(self, summary: SendSummary) -> None:
        """Repeat each reason once, where the lines that told it may have scrolled away."""
        if summary.sent <= 10:
            return
        told = summary.reasons.most_common(_MOST_REASONS)
        for sentence, count in told:
            self._console.lines(paragraph(f"{count} x {safe(sentence, 400)}", self._console.width, "  "))
        if others := summary.reasons.total() - sum(count for _, count in told):
            self._console.line(f"  and {others} more, in the lines above")


def headline(summary: SendSummary, paint: Callable[[str, Ink], str] | None = None) -> str:
    """Return the sum in one line, in colours where there is ``paint``; its numbers add up."""
    colour = paint or (lambda text, _: text)
    doubtful = {"at risk": summary.at_risk, "lenient": summary.lenient}
    notes = ", ".join(f"{number} of them {word}" for word, number in doubtful.items() if number)
    good = colour(f"{summary.sent - summary.failed} ok", Ink.GOOD) + (f" ({colour(notes, Ink.RISK)})" if notes else "")
    bad = f", {colour(f'{summary.failed} failed', Ink.BAD)}" if summary.failed else ""
    return f"{summary.sent} sent: {good}{bad}"


def unanswered_line(summary: SendSummary) -> str:
    """Return what is known of requests that an interruption broke off; empty where there were none."""
    number, more = summary.unanswered, " more" if summary.sent else ""
    if not number:
        return ""
    were = f"{number}{more} requests were" if number > 1 else f"1{more} request was"
    return f"{were} under way and may have arrived: no answer was seen"


def _durations(summary: SendSummary) -> dict[str, float | None]:
    percents = {"min": 0, "p50": 50, "p90": 90, "p99": 99, "max": 100}
    found = {name: summary.latencies.percentile(percent) * 1000 for name, percent in percents.items()}
    return {f"duration_{name}_ms": milliseconds_value(found[name]) if summary.sent else None for name in found}


def response_lines(attempt: Attempt) -> list[str]:
    """Return an answer as lines: its status, its headers, and as much of its body as fits on a screen."""
    lines = [f"    HTTP {attempt.status}"]
    lines += [f"    {safe(name)}: {safe(value, 400)}" for name, value in attempt.headers]
    body = safe_lines(attempt.body) if attempt.body else []
    lines += ["", *(f"    {line}" for line in body[:_SHOWN_LINES])] if body else []
    if attempt.body_truncated or len(body) > _SHOWN_LINES:
        lines.append("    …")
    return lines
