"""A check as a report in JUnit's XML: a case for each rule, and one for each accepted finding that is overdue."""

from collections import Counter
from dataclasses import replace

from maileroo_cli.operation.check.results import CheckSummary, RuleOutcome
from maileroo_cli.report.body.traceback import traceback_lines
from maileroo_cli.report.check.format import CheckReport
from maileroo_cli.report.check.text.exchange import request_lines
from maileroo_cli.report.check.wording import (
    check_command,
    consequence_of,
    correct_sentence,
    cost_of,
    fix_of,
    own_sentence,
)
from maileroo_cli.report.ci.junit import JunitCase, JunitResult, write_case, write_report
from maileroo_cli.rules.verdict import RuleResult

SUITE = "mhook check"


def junit_report(report: CheckReport) -> bytes:
    """Return the document."""
    summary = report.summary
    cases = [replace(_case(one, report), seconds=one.seconds) for one in summary.outcomes]
    cases += [
        JunitCase(f"{SUITE}.accepted", sentence.partition(" ")[0], JunitResult.FAILURE, "overdue", sentence)
        for sentence in summary.overdue
    ]
    counts = Counter(case.result for case in cases)
    return b"".join(write_report(SUITE, counts, (write_case(case).encode() for case in cases)))


def _case(outcome: RuleOutcome, report: CheckReport) -> JunitCase:
    rule = outcome.rule
    group, name = f"{SUITE}.{rule.family}", f"{rule.id} {rule.title}"
    result = _result_of(outcome, report.summary)
    reason = outcome.verdict.reason
    if result is JunitResult.SKIPPED:
        if outcome.accepted is not None:
            return JunitCase(group, name, result, "accepted", outcome.accepted.reason, output=(own_sentence(outcome),))
        return JunitCase(group, name, result, "skipped", reason)
    if outcome.severity is None:
        return JunitCase(group, name, result)
    told = _story(outcome, report)
    if result is JunitResult.PASSED:
        return JunitCase(group, name, result, output=told)
    return JunitCase(group, name, result, str(outcome.consequence), f"{consequence_of(outcome)}: {reason}", told)


def _result_of(outcome: RuleOutcome, summary: CheckSummary) -> JunitResult:
    """Return what a rule is in the report: a finding that does not fail the check is told of a case that passed."""
    if outcome.verdict.result is RuleResult.SKIP or outcome.accepted is not None:
        return JunitResult.SKIPPED
    if not summary.fails(outcome):
        return JunitResult.PASSED
    return JunitResult.FAILURE if summary.reached else JunitResult.ERROR


def _story(outcome: RuleOutcome, report: CheckReport) -> tuple[str, ...]:
    lines = [
        correct_sentence(outcome.rule),
        own_sentence(outcome),
        *(f"Cost: {cost}" for cost in [cost_of(outcome)] if cost),
        *(f"Fix: {fix}" for fix in [fix_of(outcome)] if fix),
        *(f"See and send it again: {line}" for line in [check_command(report.plan, outcome.rule)] if line),
    ]
    if (exchange := outcome.exchange) is not None:
        lines += [
            "",
            *request_lines(exchange.request, exchange.manner, is_public=True, has_curl=not report.plan.in_process),
            "",
            f"  came back: {exchange.attempt.word}",
            *(f"  {line}" for line in traceback_lines(exchange.attempt.traceback)),
        ]
    return tuple(lines)
