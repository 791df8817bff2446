"""A check as GitHub's annotations, the worst first: a step shows ten of each kind, and a job fifty."""

from collections.abc import Iterator

from maileroo_cli.operation.check.baseline import BaselineChange
from maileroo_cli.operation.check.results import RuleOutcome
from maileroo_cli.report.check.format import CheckReport
from maileroo_cli.report.check.wording import (
    LONGEST,
    check_command,
    consequence_of,
    correct_sentence,
    cost_of,
    fix_of,
    names_of,
    own_sentence,
)
from maileroo_cli.report.ci.github import Level, annotation
from maileroo_cli.rules.verdict import Severity

MOST = 10
"""GitHub shows so many of each kind from one step."""

LEVELS = {Severity.ERROR: Level.ERROR, Severity.WARNING: Level.WARNING, Severity.INFO: Level.NOTICE}


def annotation_lines(report: CheckReport) -> Iterator[str]:
    """Yield the annotations of each kind; the last of those that are shown names what does not fit."""
    summary = report.summary
    overdue = [annotation(Level.ERROR, [sentence[:LONGEST]], "accepted finding") for sentence in summary.overdue]
    for level in Level:
        found = [one for one in summary.findings if _level_of(one, report) is level]
        first = overdue if level is Level.ERROR else []
        room = max(MOST - len(first), 1)
        yield from first[: MOST - 1]
        shown = found if len(found) <= room else found[: room - 1]
        yield from (_annotated(one, level, report) for one in shown)
        if left := found[len(shown) :]:
            names = names_of(one.rule.id for one in left)
            yield annotation(level, [f"{len(left)} more: {names}"[:LONGEST]], "mhook check")


def _level_of(outcome: RuleOutcome, report: CheckReport) -> Level:
    """Return how much a finding weighs here: what the baseline has already is but a notice."""
    if report.summary.change(outcome) is BaselineChange.UNCHANGED:
        return Level.NOTICE
    return LEVELS[outcome.severity or Severity.INFO]


def _annotated(outcome: RuleOutcome, level: Level, report: CheckReport) -> str:
    lines = [
        correct_sentence(outcome.rule),
        own_sentence(outcome)[:LONGEST],
        *(f"Cost: {cost}" for cost in [cost_of(outcome)] if cost),
        *(f"Fix: {fix[:LONGEST]}" for fix in [fix_of(outcome)] if fix),
        *(line[:LONGEST] for line in [check_command(report.plan, outcome.rule)] if line),
    ]
    file, line = report.place if report.named else ("", None)
    return annotation(level, lines, f"{outcome.rule.id}: {consequence_of(outcome)}", file, line)
