"""Showing attempts as they come, and their sum: what was accepted, what failed and why, and how long it took."""

import time
from collections import Counter
from dataclasses import dataclass, replace

from maileroo_cli.delivery.attempt.expected_outcome import ExpectedOutcome
from maileroo_cli.delivery.attempt.judgement import Judgement, Success, judge
from maileroo_cli.delivery.attempt.latency import Latencies
from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.attempt.requests import OutgoingRequest
from maileroo_cli.delivery.attempt.sender import SendResult
from maileroo_cli.errors import ExitCode
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.safe_text import safe, safe_lines
from maileroo_cli.webhook.signing.secret import MASK, Secret

SCHEMA = "mhook.attempt/1"
SUMMARY_SCHEMA = "mhook.send-summary/1"
_ID_LENGTH = 12
_SHOWN_LINES = 40
_ENOUGH = 5
"""From how many attempts on percentiles say something."""


@dataclass(frozen=True, slots=True)
class SendTerms:
    """What counts as success: the provider's rule, or what the user expects; ``forged`` names a bad signature."""

    success: Success
    expectation: ExpectedOutcome | None = None
    forged: str | None = None


class DeliveryReport:
    """Takes results one by one, prints each, and knows the sum and the exit code."""

    def __init__(
        self, console: Console, terms: SendTerms, *, show_response: bool = False, hidden: Secret | None = None
    ) -> None:
        """``hidden`` is a secret that was sent, and that an answer may repeat: it is masked there."""
        self._console = console
        self._terms = terms
        self._show_response = show_response
        self._hidden = hidden
        self._latencies = Latencies()
        self._answers: Counter[str] = Counter()
        self._sentences: Counter[str] = Counter()
        self._failed = 0
        self._risks = 0
        self._reached = False
        self._began: float | None = None

    def add(self, result: SendResult[OutgoingRequest]) -> None:
        """Print one attempt as a line and count it."""
        if self._hidden is not None:
            result = SendResult(result.item, _masked(result.attempt, self._hidden), result.began)
        attempt = result.attempt
        judgement = self._judge(attempt)
        if self._began is None:
            self._began = time.monotonic() - attempt.seconds
        self._answers[answer_word(attempt)] += 1
        self._latencies.add(attempt.seconds)
        self._reached = self._reached or attempt.reached_receiver
        if judgement.risk:
            self._risks += 1
            self._sentences[judgement.risk] += 1
        if not judgement.ok:
            self._failed += 1
            self._sentences[judgement.sentence] += 1
        if self._console.format is Format.JSON:
            self._print_object(result, judgement)
        else:
            self._print_line(result, judgement)

    @property
    def sent(self) -> int:
        """How many attempts there were."""
        return sum(self._answers.values())

    @property
    def exit_code(self) -> ExitCode:
        """``OK`` where every attempt was good, ``UNREACHABLE`` where none reached the receiver, else ``FAILED``."""
        if not self._failed:
            return ExitCode.OK
        return ExitCode.FAILED if self._reached else ExitCode.UNREACHABLE

    def summary(self) -> None:
        """Print the sum of all attempts."""
        total = self.sent
        seconds = 0.0 if self._began is None else time.monotonic() - self._began
        percentiles = {f"p{percent}": self._latencies.percentile(percent) * 1000 for percent in (50, 90, 99)}
        if self._console.format is Format.JSON:
            fields = {
                "sent": total,
                "ok": total - self._failed,
                "failed": self._failed,
                "answers": dict(self._answers.most_common()),
                "milliseconds": {name: round(value, 3) for name, value in percentiles.items()},
                "seconds": round(seconds, 3),
                "exit_code": int(self.exit_code),
            }
            self._console.object(SUMMARY_SCHEMA, fields)
            return
        if total == 0:
            self._console.line("nothing was sent")
        elif total > 1:
            self._print_sum(total, seconds, percentiles)
        self._print_reasons(total)

    def _judge(self, attempt: Attempt) -> Judgement:
        judgement = judge(attempt, self._terms.success, self._terms.expectation)
        if self._terms.forged is None or attempt.status is None:
            return judgement
        if judgement.ok:
            return Judgement(True, f"refused with {attempt.status}, as it should be")
        if 200 <= attempt.status < 300:
            what = f"accepted a bad signature ({self._terms.forged}): anybody could send such an event"
            return Judgement(False, f"{what}; the receiver has to answer 401")
        if attempt.status >= 500:
            what = f"answered {attempt.status} to a bad signature ({self._terms.forged})"
            return Judgement(False, f"{what}: the check itself failed; the receiver has to answer 401")
        return judgement

    def _print_line(self, result: SendResult[OutgoingRequest], judgement: Judgement) -> None:
        console, attempt, event = self._console, result.attempt, result.item
        ink = Ink.BAD if not judgement.ok else Ink.RISK if judgement.risk else Ink.GOOD
        answer = console.paint(f"{answer_word(attempt):<7}", ink)
        kind, identity = safe(event.event_type, 24) or "-", safe(event.event_id, _ID_LENGTH + 1) or "-"
        text = safe(judgement.risk or judgement.sentence, 400)
        duration = f"{attempt.seconds * 1000:7.1f} ms"
        clock = console.paint(_clock(result.began), Ink.FAINT)
        console.line(f"{clock}  {kind:<10}  {identity:<13}  {answer}  {duration}  {console.paint(text, ink)}")
        if self._show_response and attempt.status is not None:
            console.lines(_response(attempt))

    def _print_object(self, result: SendResult[OutgoingRequest], judgement: Judgement) -> None:
        attempt, event = result.attempt, result.item
        fields = {
            "time": round(result.began, 6),
            "event_type": event.event_type,
            "event_id": event.event_id,
            "outcome": str(attempt.outcome),
            "status": attempt.status,
            "milliseconds": round(attempt.seconds * 1000, 3),
            "ok": judgement.ok,
            "reason": judgement.sentence,
            "risk": judgement.risk or None,
        }
        if self._show_response:
            fields["response"] = {
                "headers": [list(pair) for pair in attempt.headers],
                "body": attempt.body.decode("utf-8", "backslashreplace"),
                "truncated": attempt.body_truncated,
            }
        self._console.object(SCHEMA, fields)

    def _print_sum(self, total: int, seconds: float, percentiles: dict[str, float]) -> None:
        console = self._console
        good = console.paint(f"{total - self._failed} ok", Ink.GOOD)
        bad = f", {console.paint(f'{self._failed} failed', Ink.BAD)}" if self._failed else ""
        risky = f", {console.paint(f'{self._risks} at risk', Ink.RISK)}" if self._risks else ""
        answers = ", ".join(f"{count} x {name}" for name, count in self._answers.most_common(8))
        times = "  ".join(f"{name} {value:.1f} ms" for name, value in percentiles.items())
        console.line()
        console.line(f"{total} sent: {good}{bad}{risky}  ({answers})")
        if total >= _ENOUGH:
            console.line(f"{times}  {total / max(seconds, 1e-9):.0f}/s")

    def _print_reasons(self, total: int) -> None:
        """Repeat each reason once, where the lines that told it may have scrolled away."""
        if total <= 10:
            return
        for sentence, count in self._sentences.most_common(5):
            self._console.lines(paragraph(f"{count} x {safe(sentence, 400)}", self._console.width, "  "))


def answer_word(attempt: Attempt) -> str:
    """Return what came back in one word: the status of a whole answer, or how the attempt ended."""
    answered = attempt.outcome is Outcome.ANSWERED and attempt.status is not None
    return str(attempt.status) if answered else str(attempt.outcome)


def _clock(began: float) -> str:
    return f"{time.strftime('%H:%M:%S', time.localtime(began))}.{int(began % 1 * 1000):03}"


def _masked(attempt: Attempt, secret: Secret) -> Attempt:
    key = secret.reveal()
    text = key.decode("latin-1")
    return replace(
        attempt,
        headers=tuple((name, value.replace(text, MASK)) for name, value in attempt.headers),
        body=attempt.body.replace(key, MASK.encode()),
        location=None if attempt.location is None else attempt.location.replace(text, MASK),
    )


def _response(attempt: Attempt) -> list[str]:
    lines = [f"    HTTP {attempt.status}"]
    lines += [f"    {safe(name)}: {safe(value, 400)}" for name, value in attempt.headers]
    body = safe_lines(attempt.body) if attempt.body else []
    lines += ["", *(f"    {line}" for line in body[:_SHOWN_LINES])] if body else []
    if attempt.body_truncated or len(body) > _SHOWN_LINES:
        lines.append("    …")
    return lines
