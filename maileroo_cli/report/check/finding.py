"""How one finding looks: what the receiver did, what that leads to, and how to see it again."""

from collections.abc import Iterator

from maileroo_cli.operation.check.plan import CheckPlan
from maileroo_cli.operation.check.results import RuleOutcome
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.safe_text import safe, safe_lines
from maileroo_cli.rules.verdict import Severity

_INKS = {Severity.ERROR: Ink.BAD, Severity.WARNING: Ink.RISK, Severity.INFO: Ink.NAME}
_LONGEST = 600


def finding_lines(outcome: RuleOutcome, console: Console, plan: CheckPlan) -> Iterator[str]:
    """Yield the lines of one finding."""
    severity = outcome.severity or Severity.INFO
    yield console.paint(f"{outcome.rule.id}  {severity}: {outcome.consequence.told(1)[2:]}", _INKS[severity])
    yield from paragraph(f"A correct receiver {outcome.rule.title}.", console.width, "  ")
    yield from paragraph(f"Yours: {safe(outcome.verdict.reason, _LONGEST)}.", console.width, "  ")
    if outcome.verdict.fix:
        yield from paragraph(f"Fix: {safe(outcome.verdict.fix, _LONGEST)}.", console.width, "  ")
    yield f"  mhook check {safe(plan.url)} --select {outcome.rule.id} --seed {plan.seed} --show"


def exchange_lines(outcome: RuleOutcome) -> Iterator[str]:
    """Yield each request of a rule that was kept, and what came of it."""
    for one in outcome.exchanges:
        yield f"{outcome.rule.id} request {one.number} ({one.manner}): {one.attempt.word}"
        for name, value in one.request.headers:
            yield f"  {safe(name)}: {safe(value)}"
        yield from (f"  {line}" for line in safe_lines(one.request.body))
