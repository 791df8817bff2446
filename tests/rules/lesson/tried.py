"""Which rules show that the code of a lesson is wrong, and what comes of trying it."""

from collections.abc import Sequence
from dataclasses import replace

from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.rules.lesson.definition import Framework
from maileroo_cli.rules.verdict import RuleResult
from maileroo_cli.webhook.signing.request import Headers
from tests.rules.checking import make_settings

F = Framework
RULES_OF = {
    "verify": ["SIG001", "WHY014"],
    "refuse-first": ["SIG023"],
    "compare-safely": ["SIG009"],
    "no-secret": ["SIG002"],
    "quiet": ["SIG028"],
    "raw-body": ["SIG001", "WHY012"],
    "limit": ["BYTES021"],
    "unknown-event": ["SHAPE016"],
    "read-fields": ["SIG001"],
    "bad-json": ["SHAPE020"],
    "methods": ["SHAPE022"],
    "escape": ["SHAPE032"],
    "answer-200": ["DELIVERY001"],
    "fast": ["DELIVERY002"],
    "no-age": ["DELIVERY011", "SIG001"],
    "no-rate-limit": ["DELIVERY015"],
    "route": ["SIG001", "WHY002"],
    "csrf": ["SIG001", "WHY004"],
    "host": ["SIG001"],
    "body-parser": ["SIG001", "BYTES017", "SHAPE001"],
    "proxy": ["SIG001", "WHY002"],
}
"""The rules of which there is a finding with the wrong code of each lesson: one of them, in whatever framework."""

EXPERIMENTAL = ("verify", "raw-body", "route", "csrf", "host", "body-parser", "proxy")
"""The lessons that those rules have which find the layer that refused an event."""

UNTRIED = {("csrf", F.FLASK), ("csrf", F.FASTAPI)}
"""Code that needs what is not installed: an extension, or the rest of an application."""


HEADERS: dict[str, Headers] = {"proxy": (("X-Forwarded-Proto", "https"),)}
"""What a proxy in front of the application adds to each request."""

BUDGET = 0.4
"""Seconds within which answers have to come."""


def find(url: str, name: str, rules: Sequence[str]) -> dict[str, str]:
    """Return the findings of these rules with the code of a lesson, or that a rule was skipped, each with its reason."""
    settings = replace(make_settings(url, rules), headers=HEADERS.get(name, ()), budget=BUDGET)
    run = CheckRun(settings if name in EXPERIMENTAL else replace(settings, experiments=()))
    for _ in run:
        pass
    skipped = [one.rule.id for one in run.summary.outcomes if one.verdict.result is RuleResult.SKIP]
    reasons = {one.rule.id: one.verdict.reason for one in run.summary.findings}
    return {**dict.fromkeys(skipped, "skipped"), **reasons}
