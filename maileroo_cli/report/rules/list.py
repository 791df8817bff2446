"""The list of all rules."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from maileroo_cli.report.terminal.column import lay_out, paragraph
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.rules.definition import Family, Rule

SCHEMA = "mhook.rule/1"


def show_rules(console: Console, rules: Iterable[Rule]) -> None:
    """Show every rule in a line, by family."""
    if console.format is Format.JSON:
        for rule in rules:
            console.object(SCHEMA, rule_fields(rule))
        return
    for family, members in groupby(rules, lambda rule: rule.family):
        console.lines(paragraph(f"{family}  {family.meaning}", console.width))
        rows = [(rule.id, str(rule.severity), f"{rule.title}{_marks(rule)}") for rule in members]
        inks = [lambda text: console.paint(text, Ink.NAME), lambda text: console.paint(text, Ink.FAINT)]
        console.lines(lay_out(rows, console.width, inks, "  "))
        console.line()
    told = "A correct receiver does all of this. * is in the smoke suite, + needs an option that its explanation names."
    console.lines(paragraph(told, console.width))
    console.line("One rule in full, with code: mhook rules explain RULE")


def rule_fields(rule: Rule) -> dict[str, Any]:
    """Return what every object of a rule begins with."""
    return {
        "rule": rule.id,
        "family": str(rule.family),
        "severity": str(rule.severity),
        "consequence": str(rule.consequence),
        "title": rule.title,
        "grade": str(rule.grade),
        "suites": _suites(rule),
        "needs": [str(need) for need in rule.needs],
    }


def _marks(rule: Rule) -> str:
    return f"{' *' if rule.smoke else ''}{' +' if rule.needs else ''}"


def _suites(rule: Rule) -> list[str]:
    """Return the suites of a rule; what finds out who refused a valid event is in none."""
    if rule.family is Family.LAYER:
        return []
    return ["smoke", "full"] if rule.smoke else ["full"]
