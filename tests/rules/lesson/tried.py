"""Which rules show that the code of a lesson is wrong, and what comes of trying it."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple, cast

from maileroo_cli.operation.check.run import CheckRun
from maileroo_cli.rules.catalogue import RULES
from maileroo_cli.rules.definition import Family
from maileroo_cli.rules.lesson.definition import Framework
from maileroo_cli.rules.verdict import RuleResult
from maileroo_cli.webhook.signing.request import Headers
from tests.receivers.insight import ReceiverObserver, RecipientState, hooks_of
from tests.rules.checking import make_settings
from tests.rules.lesson.frame import Served

RULES_OF = {
    "verify": ["SIG001", "SIG009", "WHY013"],
    "refuse-first": ["SIG023"],
    "compare-safely": ["SIG010"],
    "no-secret": ["SIG002", "SIG003", "SIG030"],
    "rotate": ["SIG031"],
    "quiet": ["SIG028"],
    "raw-body": ["SIG001", "WHY012"],
    "limit": ["BYTES020"],
    "unknown-event": ["SHAPE016"],
    "read-fields": ["SIG001"],
    "bad-json": ["SHAPE020"],
    "methods": ["SHAPE022"],
    "escape": ["SHAPE032"],
    "answer-200": ["DELIVERY001", "DELIVERY004"],
    "fast": ["DELIVERY002"],
    "dedupe": ["EFFECT005"],
    "no-age": ["DELIVERY011"],
    "no-rate-limit": ["DELIVERY015"],
    "store-first": ["EFFECT015"],
    "suppress": ["EFFECT009"],
    "order": ["EFFECT012", "EFFECT013"],
    "route": ["SIG001", "WHY002"],
    "csrf": ["SIG001", "WHY004"],
    "host": ["SIG001"],
    "body-parser": ["SIG001", "WHY012"],
    "proxy": ["SIG001", "WHY002"],
}
"""The rules of which there is a finding with the wrong code of each lesson."""

RULES_IN: dict[tuple[str, Framework], list[str]] = {
    ("body-parser", Framework.FASTAPI): ["SHAPE001"],
    ("body-parser", Framework.DJANGO): ["BYTES017"],
}
"""The same, where the mistake is another one in a framework."""

UNTRIED = {("csrf", Framework.FLASK), ("csrf", Framework.FASTAPI)}
"""Code that needs what is not installed: an extension, or the rest of an application."""

HEADERS: dict[str, Headers] = {"proxy": (("X-Forwarded-Proto", "https"),)}
"""What a proxy in front of the application adds to each request."""

BUDGET = 0.4
"""Seconds within which answers have to come."""


def rules_of(name: str, framework: Framework) -> list[str]:
    """Return the rules that the wrong code of a lesson breaks."""
    return RULES_IN.get((name, framework), RULES_OF[name])


class Found(NamedTuple):
    """The rules that are broken, and those of which nothing can be said, each with its reason."""

    broken: dict[str, str]
    skipped: dict[str, str]


def find(served: Served, name: str, rules: Sequence[str]) -> Found:
    """Return what comes of trying these rules with the code of a lesson.

    The rules that find the layer which refused an event are tried where one of the others asks for it.
    """
    chosen = [rule for rule in rules if RULES[rule].family is not Family.LAYER]
    receiver = cast(Any, served)
    settings = replace(
        make_settings(served.url, chosen),
        headers=HEADERS.get(name, ()),
        budget=BUDGET,
        now=time.time(),
        observer=cast(Any, ReceiverObserver(receiver)),
        state=RecipientState(receiver),
        hooks=hooks_of(receiver),
    )
    run = CheckRun(settings if len(chosen) < len(rules) else replace(settings, experiments=()))
    outcomes = list(run)
    skipped = {one.rule.id: one.verdict.reason for one in outcomes if one.verdict.result is RuleResult.SKIP}
    return Found({one.rule.id: one.verdict.reason for one in run.summary.findings}, skipped)
