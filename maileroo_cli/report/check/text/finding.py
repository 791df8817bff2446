"""How one rule looks as text: what the receiver did, what that costs, and how to see it again and mend it."""

from collections.abc import Iterator, Sequence

from maileroo_cli.operation.check.plan import CheckPlan
from maileroo_cli.operation.check.results import RuleOutcome
from maileroo_cli.report.body.traceback import traceback_lines
from maileroo_cli.report.check.text.sheet import Sheet
from maileroo_cli.report.check.wording import (
    LONGEST,
    consequence_of,
    correct_sentence,
    cost_of,
    explain_command,
    fix_of,
    names_of,
    own_sentence,
)
from maileroo_cli.report.terminal.column import command_lines, paragraph
from maileroo_cli.report.terminal.console import Ink
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.rules.verdict import RuleResult, Severity

SEVERITY_INKS = {Severity.ERROR: Ink.BAD, Severity.WARNING: Ink.RISK, Severity.INFO: Ink.NAME}
_INDENT, _HANGING = "  ", "    "


def finding_lines(
    outcome: RuleOutcome, plan: CheckPlan, sheet: Sheet, note: str = "", alike: Sequence[RuleOutcome] = ()
) -> Iterator[str]:
    """Yield the lines of one finding and the names of those ``alike``; ``note`` is what the baseline says of it."""
    severity = outcome.severity or Severity.INFO
    head = f"{outcome.rule.id}  {severity}: {consequence_of(outcome)}{f' ({note})' if note else ''}"
    yield sheet.paint(head, SEVERITY_INKS[severity])
    yield from _told(correct_sentence(outcome.rule), sheet)
    yield from _told(safe(own_sentence(outcome), LONGEST), sheet)
    yield from _raised(outcome, sheet)
    if alike:
        yield from _told(f"The same was found by {names_of(one.rule.id for one in alike)}.", sheet)
    if cost := cost_of(outcome):
        yield from _told(f"Cost: {cost}", sheet)
    if fix := fix_of(outcome):
        yield from _told(f"Fix: {safe(fix, LONGEST)}", sheet)
    if command := sheet.again(plan, outcome.rule):
        needs = f", with {' and '.join(outcome.rule.needs)}" if outcome.rule.needs else ""
        yield f"{_INDENT}{sheet.paint(f'See and send it again{needs}:', Ink.FAINT)}"
        yield from command_lines(safe(command), sheet.width, _HANGING)
    yield f"{_INDENT}{sheet.paint('Learn more:', Ink.FAINT)} {explain_command(outcome.rule)}"


def _raised(outcome: RuleOutcome, sheet: Sheet) -> Iterator[str]:
    """Yield the exception of an application in this process, where it goes with the finding."""
    exchange = outcome.exchange
    if exchange is not None and exchange.attempt.traceback:
        yield f"{_INDENT}{sheet.paint('Your application raised:', Ink.FAINT)}"
        yield from (f"{_HANGING}{line}" for line in traceback_lines(exchange.attempt.traceback))


def outcome_lines(outcome: RuleOutcome, sheet: Sheet) -> Iterator[str]:
    """Yield the line of any rule: its id, what became of it, what a correct receiver does, and what this one did."""
    result = outcome.verdict.result
    word = "accepted" if outcome.accepted is not None else str(result)
    ink = {RuleResult.PASS: Ink.GOOD, RuleResult.FAIL: Ink.BAD, RuleResult.SKIP: Ink.FAINT}[result]
    if result is RuleResult.PASS and outcome.severity is not None:
        word, ink = str(outcome.severity), SEVERITY_INKS[outcome.severity]
    told = outcome.rule.title
    if outcome.verdict.reason:
        told += f": {safe(outcome.verdict.reason, LONGEST)}"
    name, state = f"{outcome.rule.id:<11}", f"{word:<8}"
    start = " " * (len(name) + len(state) + 2)
    first, *more = paragraph(f"{name} {state} {sheet.worded(told)}", sheet.width, start, first="") or [name]
    yield first.replace(word, sheet.paint(word, ink), 1)
    yield from more


def _told(sentence: str, sheet: Sheet) -> list[str]:
    return paragraph(sheet.worded(sentence), sheet.width, _HANGING, first=_INDENT)
