"""A check as SARIF 2.1.0, as GitHub's code scanning takes it.

GitHub refuses a file with an address of http in a place, and with a result that has no place in the repository: each
result is shown at the one place that the report names. Accepted findings are left out.
"""

import json
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from maileroo_cli.operation.check.baseline import BaselineChange
from maileroo_cli.operation.check.results import RuleOutcome
from maileroo_cli.report.check.format import CheckReport
from maileroo_cli.report.check.wording import (
    LONGEST,
    check_command,
    consequence_of,
    correct_sentence,
    cost_of,
    explain_command,
    fix_of,
    own_sentence,
)
from maileroo_cli.report.rules.markdown import explanation_markdown
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.rules.definition import Rule
from maileroo_cli.rules.explanation import find_text
from maileroo_cli.rules.verdict import Consequence, Severity
from maileroo_cli.version import __version__

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SECURITY = {
    Consequence.FORGED: "9.1",
    Consequence.LEAKED: "7.5",
    Consequence.STOPPED: "6.5",
    Consequence.CRASHED: "5.3",
}
"""How GitHub is told to sort what strangers can abuse."""

_STATES = {
    BaselineChange.NEW: "new",
    BaselineChange.REGRESSED: "new",
    BaselineChange.UNCHANGED: "unchanged",
}


def sarif_report(report: CheckReport) -> bytes:
    """Return the document."""
    rules = [one.rule for one in report.summary.outcomes]
    places = {rule.id: number for number, rule in enumerate(rules)}
    driver = {"name": "mhook", "version": __version__, "rules": [_rule(rule) for rule in rules]}
    run = {
        "tool": {"driver": driver},
        "results": [_result(one, places[one.rule.id], report) for one in report.summary.findings],
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": "mhook-check/"},
        "invocations": [{"executionSuccessful": report.summary.reached and report.summary.stopped is None}],
    }
    document = {"version": "2.1.0", "runs": [run]}
    return json.dumps(document, separators=(",", ":")).encode() + b"\n"


def _rule(rule: Rule) -> dict[str, Any]:
    tags = ["webhook", str(rule.family), f"fact-{rule.grade}"]
    properties: dict[str, Any] = {"precision": "very-high"}
    if rule.consequence in _SECURITY:
        tags.append("security")
        properties["security-severity"] = _SECURITY[rule.consequence]
    return {
        "id": rule.id,
        "name": rule.id,
        "shortDescription": {"text": correct_sentence(rule)},
        "fullDescription": {"text": _described(rule)},
        "help": {"text": "\n".join(_help(rule)), "markdown": explanation_markdown(rule)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": tags, **properties},
    }


def _described(rule: Rule) -> str:
    return " ".join([correct_sentence(rule), f"One that does not {rule.consequence.told(1)[2:]}."])


def _help(rule: Rule) -> list[str]:
    text = find_text(rule.id)
    lines = [_described(rule)]
    if text is not None:
        lines += [text.sent, text.correct, f"Cost: {text.cost}"]
        lines += [f"No mistake where: {text.false_alarms}"] if text.false_alarms else []
        lines += [f"Seen: {text.seen}"]
    return [safe(line) for line in [*lines, f"Wrong and right code: {explain_command(rule)}"]]


def _result(outcome: RuleOutcome, number: int, report: CheckReport) -> dict[str, Any]:
    place, change = report.place, report.summary.change(outcome)
    told = [
        correct_sentence(outcome.rule),
        own_sentence(outcome)[:LONGEST],
        *(f"Cost: {cost}" for cost in [cost_of(outcome)] if cost),
        *(f"Fix: {fix[:LONGEST]}" for fix in [fix_of(outcome)] if fix),
        f"See and send it again: {check_command(report.plan, outcome.rule)}"[:LONGEST],
    ]
    result = {
        "ruleId": outcome.rule.id,
        "ruleIndex": number,
        "level": _LEVELS[outcome.severity or Severity.INFO],
        "message": {"text": " ".join(map(safe, told))},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(place.file), "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": place.line},
                }
            }
        ],
        "partialFingerprints": _fingerprints(outcome.rule, place.file),
        "properties": {"consequence": consequence_of(outcome)},
    }
    return {**result, "baselineState": _STATES[change]} if change in _STATES else result


def _fingerprints(rule: Rule, file: str) -> dict[str, str]:
    """Return what tells that a finding is the same as one of another run: its rule, and where it is shown."""
    digest = sha256(f"{rule.id}\n{file}".encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return {"primaryLocationLineHash": f"{digest}:1", "mhookRule/v1": rule.id}
