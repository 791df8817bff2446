"""A check as Markdown: for a comment on a pull request, and for the summary of a step.

The hidden mark on its first line lets a script find the comment of the run before, and replace it.
"""

from collections.abc import Iterator

from maileroo_cli.operation.check.baseline import BaselineChange
from maileroo_cli.operation.check.results import RuleOutcome
from maileroo_cli.report.check.format import CheckReport
from maileroo_cli.report.check.wording import (
    LONGEST,
    accepted_sentences,
    baseline_sentence,
    check_command,
    consequence_of,
    cost_of,
    ended,
    fix_of,
    place_of,
    retried_sentences,
    skipped_sentences,
    tally_sentence,
    verdict_sentence,
)
from maileroo_cli.report.ci.markdown import markdown_table, markdown_text
from maileroo_cli.report.terminal.safe_text import safe

MARK = "<!-- mhook-check -->"
_MOST_BYTES = 60_000
"""GitHub takes a comment of 65,536 characters."""

_HEADS = ("rule", "severity", "consequence", "a correct receiver", "yours")


def comment(report: CheckReport) -> str:
    """Return the whole text; of too many findings the worst are in it."""
    head, tail = "".join(_head(report)), "".join(_tail(report))
    if len(tail.encode()) > _MOST_BYTES // 3:
        tail = f"{markdown_text(tally_sentence(report.summary))}\n"
    room = _MOST_BYTES - len(head.encode()) - len(tail.encode())
    return f"{head}{_findings(report, room)}{tail}"


def _head(report: CheckReport) -> Iterator[str]:
    summary = report.summary
    yield f"{MARK}\n### mhook check: {markdown_text(verdict_sentence(summary))}\n\n"
    yield f"{markdown_text(safe(place_of(report.plan), LONGEST))}\n\n"
    if compared := baseline_sentence(summary):
        yield f"{markdown_text(safe(compared, 2_000))}\n\n"
    overdue = [f"- {markdown_text(ended(safe(one, LONGEST)))}\n" for one in summary.overdue[:50]]
    if overdue:
        yield "Accepted findings to look at again:\n\n" + "".join(overdue) + "\n"


def _findings(report: CheckReport, room: int) -> str:
    """Return the table of the findings and their details, as many of the worst as there is room for."""
    findings = report.summary.findings
    if not findings:
        return ""
    rows, details, taken = [], [], 400
    for one in findings:
        row, detail = _row(one, report), _detail(one, report)
        taken += len(markdown_table(_HEADS, [row]).encode()) + len(detail.encode())
        if taken > room:
            break
        rows.append(row)
        details.append(detail)
    left = len(findings) - len(rows)
    more = f"\n{left} more of less weight are not shown here.\n" if left else ""
    folded = f"\n<details><summary>How to see and mend them</summary>\n\n{''.join(details)}\n</details>\n"
    return f"{markdown_table(_HEADS, rows)}{more}{folded if details else ''}\n"


def _row(outcome: RuleOutcome, report: CheckReport) -> tuple[str, ...]:
    change = report.summary.change(outcome)
    severity = f"{outcome.severity}{', as before' if change is BaselineChange.UNCHANGED else ''}"
    reason = safe(outcome.verdict.reason, LONGEST)
    return (outcome.rule.id, severity, consequence_of(outcome), outcome.rule.title, reason)


def _detail(outcome: RuleOutcome, report: CheckReport) -> str:
    told = [cost_of(outcome), safe(fix_of(outcome), LONGEST)]
    text = " ".join(markdown_text(one) for one in told if one)
    command = safe(check_command(report.plan, outcome.rule), LONGEST)
    if not command:
        return f"**{outcome.rule.id}** {text}\n"
    fence = "````" if "```" in command else "```"
    return f"**{outcome.rule.id}** {text}\n{fence}sh\n{command}\n{fence}\n"


def _tail(report: CheckReport) -> Iterator[str]:
    summary = report.summary
    for word, sentences in (
        ("Skipped", list(skipped_sentences(summary))),
        ("Retried", list(retried_sentences(summary))),
        ("Accepted", list(accepted_sentences(summary))),
    ):
        if sentences:
            listed = "".join(f"- {markdown_text(ended(safe(one, LONGEST)))}\n" for one in sentences)
            yield f"<details><summary>{word}</summary>\n\n{listed}\n</details>\n\n"
    yield f"{markdown_text(tally_sentence(summary))}\n"
