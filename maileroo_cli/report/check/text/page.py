"""A whole check as text: the plan before, and after it the findings, what was not tried, and the verdict."""

from collections.abc import Iterable, Iterator

from maileroo_cli.operation.check.baseline import BaselineChange
from maileroo_cli.operation.check.plan import CheckPlan, PlannedRule
from maileroo_cli.operation.check.results import CheckSummary
from maileroo_cli.report.check.text.exchange import planned_lines
from maileroo_cli.report.check.text.finding import finding_lines
from maileroo_cli.report.check.text.sheet import Sheet
from maileroo_cli.report.check.wording import (
    LONGEST,
    accepted_sentences,
    baseline_sentence,
    ended,
    gathered,
    place_of,
    plan_sentences,
    retried_sentences,
    shown_url,
    skipped_sentences,
    tally_sentence,
    verdict_sentence,
)
from maileroo_cli.report.terminal.column import lay_out, paragraph
from maileroo_cli.report.terminal.console import Ink
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.count import count

_UNBROKEN = "\N{NO-BREAK SPACE}"


def plan_lines(plan: CheckPlan, sheet: Sheet) -> Iterator[str]:
    """Yield what a check is going to do."""
    yield sheet.paint(safe(place_of(plan, shown_url(plan.url))), Ink.STRONG)
    for sentence in plan_sentences(plan):
        yield from paragraph(sentence, sheet.width, "    ", first="  ")


def planned_rule_lines(plan: CheckPlan, sheet: Sheet, *, in_full: bool) -> Iterator[str]:
    """Yield each rule of a plan with its number of requests, and ``in_full`` with the requests themselves."""
    if in_full:
        for one in plan.rules:
            yield from planned_lines(one, sheet, has_curl=not plan.in_process)
        return
    rows = []
    for one in plan.rules:
        needs = f" (skipped: {_why_skipped(one)})" if not one.is_tried else ""
        rows.append((one.rule.id, count(len(one.requests), "request"), f"{one.rule.title}{needs}"))
    yield from lay_out(rows, sheet.width, [lambda text: sheet.paint(text, Ink.NAME)])


def _why_skipped(planned: PlannedRule) -> str:
    return planned.left_out or f"it needs {planned.lacks}"


def closing_lines(plan: CheckPlan, summary: CheckSummary, sheet: Sheet) -> Iterator[str]:
    """Yield what comes after the last rule: findings, what was skipped or accepted, and the verdict."""
    known = summary.changed(BaselineChange.UNCHANGED)
    for outcome, *alike in gathered(one for one in summary.findings if one not in known):
        yield ""
        yield from finding_lines(outcome, plan, sheet, str(summary.change(outcome) or ""), alike)
    yield ""
    yield from _listed("as before", (f"{one.rule.id}: {ended(one.verdict.reason)}" for one in known), sheet)
    yield from _listed("skipped", map(ended, skipped_sentences(summary)), sheet)
    yield from _listed("retried", map(ended, retried_sentences(summary)), sheet, Ink.RISK)
    yield from _listed("accepted", map(ended, accepted_sentences(summary)), sheet)
    yield from _listed("overdue", map(ended, summary.overdue), sheet, Ink.BAD)
    bad = summary.findings or summary.overdue or summary.out_of_time or not summary.reached
    ink = Ink.STRONG if bad else Ink.GOOD
    yield from (sheet.paint(line, ink) for line in _verdict_lines(verdict_sentence(summary), sheet))
    if compared := baseline_sentence(summary):
        yield from paragraph(safe(compared), sheet.width, "  ", first="")
    yield from paragraph(tally_sentence(summary), sheet.width, "  ", first="")


def whole_page(plan: CheckPlan, summary: CheckSummary, sheet: Sheet | None = None) -> str:
    """Return all of it as the text of a file."""
    sheet = sheet or Sheet()
    lines = [*plan_lines(plan, sheet), *closing_lines(plan, summary, sheet)]
    return "".join(f"{line}\n" for line in lines)


def _verdict_lines(verdict: str, sheet: Sheet) -> list[str]:
    """Return a verdict in lines that break between its parts alone, where these fit."""
    joined = verdict.replace(" ", _UNBROKEN).replace(f"·{_UNBROKEN}", "· ")
    longest = max(map(len, joined.split(" ")))
    lines = paragraph(joined if longest <= sheet.width else verdict, sheet.width)
    return [line.replace(_UNBROKEN, " ") for line in lines]


def _listed(word: str, sentences: Iterable[str], sheet: Sheet, ink: Ink = Ink.FAINT) -> Iterator[str]:
    listed = [safe(sentence, LONGEST) for sentence in sentences]
    for sentence in listed:
        first, *more = paragraph(f"{word}  {sentence}", sheet.width, " " * (len(word) + 2), first="")
        yield first.replace(word, sheet.paint(word, ink), 1)
        yield from more
    if listed:
        yield ""
