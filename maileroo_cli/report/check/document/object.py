"""A check as JSON objects: the plan, one for each rule, and the sum."""

from collections.abc import Iterator
from typing import Any

from maileroo_cli.operation.check.baseline import RULE_SCHEMA, BaselineChange
from maileroo_cli.operation.check.plan import CheckPlan
from maileroo_cli.operation.check.rehearsal import PlannedRequest
from maileroo_cli.operation.check.results import CheckExchange, CheckSummary, RuleOutcome
from maileroo_cli.report.check.format import CheckReport
from maileroo_cli.report.check.wording import check_command, cost_of, fix_of, verdict_sentence
from maileroo_cli.report.keys.value import body_value, headers_value, milliseconds_value, number_value, response_value
from maileroo_cli.report.terminal.console import dump_object
from maileroo_cli.rules.verdict import Consequence, RuleResult
from maileroo_cli.webhook.signing.request import Request

PLAN_SCHEMA = "mhook.check-plan/1"
REQUEST_SCHEMA = "mhook.check-request/1"
SUMMARY_SCHEMA = "mhook.check-summary/1"
_MOST_BYTES = 65_536
"""So many bytes of a body are told; a rule may send 50 MiB."""


def report_lines(report: CheckReport) -> Iterator[str]:
    """Yield all objects of a check, one a line."""
    yield plan_object(report.plan)
    for outcome in report.summary.outcomes:
        yield rule_object(outcome, report.plan, report.summary, shows_all=report.shows_all)
    yield summary_object(report.plan, report.summary)


def plan_object(plan: CheckPlan) -> str:
    """Return what a check is going to do."""
    rules = [
        {
            "rule": one.rule.id,
            "title": one.rule.title,
            "severity": str(one.rule.severity),
            "consequence": str(one.rule.consequence),
            "grade": str(one.rule.grade),
            "lacks": None if one.lacks is None else str(one.lacks),
            "left_out": one.left_out or None,
            "requests": len(one.requests),
        }
        for one in plan.rules
    ]
    fields = {
        "url": plan.url,
        "application": plan.application or None,
        "marker": plan.marker,
        "seed": plan.seed,
        "rules": rules,
        "requests": plan.requests,
        "waiting_s": number_value(plan.waits),
        "limit_s": number_value(plan.limit + plan.waits),
    }
    return dump_object(PLAN_SCHEMA, fields)


def request_objects(plan: CheckPlan) -> Iterator[str]:
    """Yield each request of a plan."""
    for planned in plan.rules:
        for one in planned.requests:
            yield _request_object(planned.rule.id, one)


def _request_object(rule: str, planned: PlannedRequest) -> str:
    fields = {
        "rule": rule,
        "manner": str(planned.manner),
        "expected_status": planned.ideal,
        **_request_fields(planned.request),
    }
    return dump_object(REQUEST_SCHEMA, fields)


def rule_object(outcome: RuleOutcome, plan: CheckPlan, summary: CheckSummary, *, shows_all: bool = False) -> str:
    """Return what came of one rule; its request is told where there is a finding, or all are wanted."""
    rule, verdict, found = outcome.rule, outcome.verdict, outcome.severity is not None
    entry, change = outcome.accepted, summary.change(outcome)
    exchange = outcome.exchange if found or shows_all else None
    fields = {
        "rule": rule.id,
        "title": rule.title,
        "result": str(verdict.result),
        "severity": None if outcome.severity is None else str(outcome.severity),
        "consequence": str(outcome.consequence) if found else None,
        "reason": verdict.reason or None,
        "fix": (fix_of(outcome) if found else "") or None,
        "cost": (cost_of(outcome) if found else "") or None,
        "grade": str(rule.grade),
        "retries": outcome.retries,
        "requests": outcome.sent,
        "duration_ms": milliseconds_value(outcome.seconds * 1000),
        "accepted_reason": None if entry is None else entry.reason,
        "accepted_until": None if entry is None or entry.until is None else entry.until.isoformat(),
        "baseline_change": None if change is None else str(change),
        "command": check_command(plan, rule) or None,
        "exchange": None if exchange is None else _exchange_value(exchange),
    }
    return dump_object(RULE_SCHEMA, fields)


def summary_object(plan: CheckPlan, summary: CheckSummary) -> str:
    """Return what all of it came to."""
    results, found = summary.results, summary.consequences

    def changed(change: BaselineChange) -> list[str]:
        return [one.rule.id for one in summary.changed(change)]

    fields = {
        "url": plan.url,
        "application": plan.application or None,
        "marker": plan.marker,
        "seed": plan.seed,
        "reason": verdict_sentence(summary),
        "consequence_counts": {str(one): found[one] for one in Consequence if found[one]},
        "passed": results[RuleResult.PASS],
        "failed": results[RuleResult.FAIL],
        "skipped": results[RuleResult.SKIP],
        "accepted_rules": [one.rule.id for one in summary.accepted],
        "overdue": list(summary.overdue),
        "regressed": [*changed(BaselineChange.REGRESSED), *changed(BaselineChange.NEW)],
        "mended": changed(BaselineChange.MENDED),
        "unchanged": changed(BaselineChange.UNCHANGED),
        "requests": summary.sent,
        "elapsed_s": number_value(summary.seconds),
        "exit_code": int(summary.exit_code),
    }
    return dump_object(SUMMARY_SCHEMA, fields)


def _request_fields(request: Request) -> dict[str, Any]:
    body = request.body
    return {
        "method": request.method,
        "url": request.url,
        "headers": headers_value(request.headers),
        **body_value(body[:_MOST_BYTES]),
        "bytes": len(body),
        "truncated": len(body) > _MOST_BYTES,
    }


def _exchange_value(exchange: CheckExchange) -> dict[str, Any]:
    attempt = exchange.attempt
    answered = None
    if attempt.status is not None:
        body = attempt.body[:_MOST_BYTES]
        is_cut = attempt.body_truncated or len(attempt.body) > _MOST_BYTES
        answered = response_value(attempt.status, attempt.headers, body, truncated=is_cut)
    return {
        "manner": str(exchange.manner),
        **_request_fields(exchange.request),
        "outcome": str(attempt.outcome),
        "duration_ms": milliseconds_value(attempt.seconds * 1000),
        "response": answered,
        "traceback": attempt.traceback or None,
    }
