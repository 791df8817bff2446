"""The sum of the attempts of ``send`` in words: what was accepted, what failed and why, and how long it took."""

from collections.abc import Callable

from maileroo_cli.operation.attempts.summary import SendSummary
from maileroo_cli.report.delivery.refusals import show_kinds
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.duration import format_took
from maileroo_cli.report.terminal.rows import sentence_lines
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.count import count

_SENTENCE = 400
_MOST_ANSWERS = 8
_MOST_REASONS = 5
_ENOUGH = 5
"""From how many attempts on it says something how long they took."""

_SCREEN = 10
"""The lines of more attempts may have scrolled away."""


def show_summary(summary: SendSummary, console: Console, *, quiet: bool = False) -> None:
    """Print the sum of all attempts; of one alone only what its line does not tell, unless that was ``quiet``."""
    if summary.sent > 1 or (quiet and summary.sent and not summary.failed):
        _show_sum(summary, console)
    for sentence in (unanswered_line(summary), summary.retry):
        if sentence:
            console.lines(sentence_lines(sentence, console))
    if not summary.sent and not summary.unanswered:
        console.line("nothing was sent")
    _show_reasons(summary, console)
    if len(summary.bad_signatures) > 1:
        console.line()
        show_kinds(summary.bad_signatures, console)


def headline(summary: SendSummary, paint: Callable[[str, Ink], str] | None = None) -> str:
    """Return the sum in one line, in colours where there is ``paint``; its numbers add up."""
    colour = paint or (lambda text, _: text)
    doubtful = {"at risk": summary.at_risk, "lenient": summary.lenient}
    notes = ", ".join(f"{number:,} of them {word}" for word, number in doubtful.items() if number)
    good = colour(f"{summary.sent - summary.failed:,} ok", Ink.GOOD)
    good += f" ({colour(notes, Ink.RISK)})" if notes else ""
    bad = f", {colour(f'{summary.failed:,} failed', Ink.BAD)}" if summary.failed else ""
    return f"{summary.sent:,} sent: {good}{bad}"


def unanswered_line(summary: SendSummary) -> str:
    """Return what is known of requests that an interruption broke off; empty where there were none."""
    number = summary.unanswered
    if not number:
        return ""
    were, more = "was" if number == 1 else "were", "more " if summary.sent else ""
    return f"{count(number, f'{more}request')} {were} under way and may have arrived: no answer was seen"


def _show_sum(summary: SendSummary, console: Console) -> None:
    told = summary.answers.most_common(_MOST_ANSWERS)
    answers = ", ".join(f"{number:,} x {name}" for name, number in told)
    others = summary.sent - sum(number for _, number in told)
    answers = f"({answers}{f', and {others:,} more' if others else ''})"
    console.line()
    if len(headline(summary)) + 2 + len(answers) <= console.width:
        console.line(f"{headline(summary, console.paint)}  {answers}")
    else:
        console.line(headline(summary, console.paint))
        console.lines(paragraph(answers, console.width, "  "))
    if summary.sent < _ENOUGH:
        return
    times = [f"{figure.name} {format_took(figure.seconds * 1000)}" for figure in summary.latencies.figures()]
    console.line("  ".join([*times, f"{summary.sent / max(summary.seconds, 1e-9):,.0f} per second"]))


def _show_reasons(summary: SendSummary, console: Console) -> None:
    """Repeat each reason once, where the lines that told it may have scrolled away."""
    if summary.sent <= _SCREEN:
        return
    told = summary.reasons.most_common(_MOST_REASONS)
    for sentence, number in told:
        console.lines(paragraph(f"{number:,} x {safe(sentence, _SENTENCE)}", console.width, "    ", first="  "))
    if others := summary.reasons.total() - sum(number for _, number in told):
        console.line(f"  and {others:,} more, in the lines above")
