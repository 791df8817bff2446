"""Where the outcomes of a check go: a progress bar while it runs, and the report of the format that was asked for."""

from contextlib import closing

from maileroo_cli.errors import interruption_code
from maileroo_cli.operation.check.plan import CheckPlan
from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.report.check.finding import exchange_lines, finding_lines
from maileroo_cli.report.check.verdict_line import tally_line, verdict_line
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.progress import Progress
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.rules.verdict import RuleResult
from maileroo_cli.webhook.text.count import count


def show_plan(plan: CheckPlan, console: Console, *, in_full: bool) -> None:
    """Say what a check is going to do, and how long that may take."""
    rules = [one for one in plan.rules if one.lacks is None]
    waits = f", of which {plan.waits:g} s are waits" if plan.waits else ""
    text = (
        f"{count(len(rules), 'rule')}, {count(plan.requests, 'request')}, at most {plan.limit + plan.waits:g} s{waits};"
        f" every message_reference_id begins with {plan.marker}; --seed {plan.seed} makes the same requests again"
    )
    console.line(console.paint(safe(plan.url), Ink.STRONG))
    console.lines(paragraph(text, console.width, ""))
    if in_full:
        for one in plan.rules:
            console.line(f"{one.rule.id}  {one.rule.title} ({count(len(one.requests), 'request')})")


def show_check(run: CheckRun, console: Console, *, verbose: bool, in_full: bool) -> None:
    """Show a check as it goes on, and what it came to, also where the user interrupts."""
    with closing(run), Progress("tried", len(run.plan.rules), console, unit="items") as progress:
        try:
            for outcome in run:
                progress.advance()
                if in_full:
                    console.lines(exchange_lines(outcome))
                if verbose and outcome.verdict.result is not RuleResult.FAIL:
                    console.line(f"{outcome.rule.id}  {outcome.verdict.result}  {outcome.rule.title}")
        except KeyboardInterrupt as stop:
            run.close()
            run.summary.stopped = interruption_code(stop)
            raise
    for outcome in run.summary.findings:
        console.line()
        console.lines(finding_lines(outcome, console, run.plan))
    console.line()
    console.line(verdict_line(run.summary, console))
    console.line(tally_line(run.summary))
