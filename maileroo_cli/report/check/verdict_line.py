"""The verdict of a check: what its findings lead to, and how many rules came to which result."""

from maileroo_cli.operation.check.results import CheckSummary
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.rules.verdict import Consequence, RuleResult
from maileroo_cli.webhook.text.count import count


def verdict_line(summary: CheckSummary, console: Console) -> str:
    """Return what the findings lead to, the worst first."""
    found = summary.consequences
    if not found:
        return console.paint("nothing is wrong", Ink.GOOD)
    return console.paint(" · ".join(one.told(found[one]) for one in Consequence if found[one]), Ink.STRONG)


def tally_line(summary: CheckSummary) -> str:
    """Return how many rules there were, and what became of them."""
    results = summary.results
    words = {RuleResult.PASS: "passed", RuleResult.FAIL: "failed", RuleResult.SKIP: "skipped"}
    parts = [f"{results[one]} {word}" for one, word in words.items() if results[one]]
    total = count(len(summary.outcomes), "rule")
    return f"{total}: {', '.join(parts)}; {count(summary.sent, 'request')} in {summary.seconds:.1f} s"
