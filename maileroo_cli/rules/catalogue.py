"""All rules by their id, and how some of them are selected."""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from maileroo_cli.errors import UsageError
from maileroo_cli.rules.arrival import age, answer, load, repetition, sequence
from maileroo_cli.rules.definition import Family, Rule
from maileroo_cli.rules.effect import once, order, outage, suppression, whole
from maileroo_cli.rules.encoding import framing, style, writing
from maileroo_cli.rules.layer import gatekeeper, intake, place, verification, work
from maileroo_cli.rules.shape import hostile, known_type, method, reply, unusable, variant
from maileroo_cli.rules.signature import alive, disclosure, first, forged, lenient, rotation
from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest
from maileroo_cli.webhook.text.shown import show

_LISTS = (
    forged.LIST,
    style.LIST,
    writing.LIST,
    framing.LIST,
    known_type.LIST,
    variant.LIST,
    unusable.LIST,
    method.LIST,
    hostile.LIST,
    reply.LIST,
    gatekeeper.LIST,
    place.LIST,
    intake.LIST,
    verification.LIST,
    work.LIST,
    answer.LIST,
    repetition.LIST,
    sequence.LIST,
    age.LIST,
    load.LIST,
    lenient.LIST,
    alive.LIST,
    first.LIST,
    disclosure.LIST,
    rotation.LIST,
    whole.LIST,
    once.LIST,
    suppression.LIST,
    order.LIST,
    outage.LIST,
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.id: rule
        for family in Family
        for rule in sorted((one for part in _LISTS for one in part.rules), key=lambda one: one.id)
        if rule.family is family
    }
)
"""Every rule by its id: by family, and in each of them by number."""

EXPERIMENTS = tuple(rule for rule in RULES.values() if rule.family is Family.LAYER)
"""What is tried where a valid event is refused, in order, until one explains it; they are no part of a suite."""

TOLD_BY: Mapping[str, tuple[str, ...]] = MappingProxyType({"WHY001": ("DELIVERY003",), "WHY002": ("DELIVERY003",)})
"""Rules of which nothing more is to be said where an experiment has said it."""

GATE = "SIG001"
"""The rule that is tried before all others: where a valid event is not accepted, most of them say nothing."""

BEFORE_OTHERS = ("SIG021", "SIG022")
"""Rules that are tried right after the gate: where one request ends the receiver, this has to be known for the rest."""

_RANGE = re.compile(r"(?P<family>[A-Z]+)(?P<first>\d+)-(?P=family)?(?P<last>\d+)")
"""Several rules of a family as reports name them: SIG002-005."""


class Suite(StrEnum):
    """Which rules are tried where none are named."""

    SMOKE = "smoke"
    FULL = "full"


def find_rule(name: str) -> Rule:
    """Return the rule with this id, in any case of its letters; an unknown one raises ``UsageError``."""
    rule = RULES.get(name.strip().upper())
    if rule is None:
        near = find_nearest(name.upper(), RULES)
        raise UsageError(f"there is no rule '{show(name)}'", did_you_mean(near, "mhook rules lists them"))
    return rule


def select_rules(suite: Suite, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[Rule]:
    """Return the rules of a suite, or those that ``select`` names, without those that ``ignore`` names.

    Each name is an id, a family, a range like SIG002-005, or several of these with commas between; an unknown one
    raises ``UsageError``. The rules come in the order of the catalogue. Where none is left ``UsageError`` is raised.
    """
    of_suite = (rule for rule in RULES.values() if rule not in EXPERIMENTS)
    chosen = _named(select) if select else {rule.id for rule in of_suite if suite is Suite.FULL or rule.smoke}
    left = [rule for rule in RULES.values() if rule.id in chosen - _named(ignore)]
    if not left:
        raise UsageError("no rule is left to be tried", "compare --select with --ignore")
    return left


def select_experiments(ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
    """Return the experiments without those that ``ignore`` names, in the manner of :func:`select_rules`."""
    ignored = _named(ignore)
    return tuple(rule for rule in EXPERIMENTS if rule.id not in ignored)


def _named(texts: Iterable[str]) -> set[str]:
    return {rule.id for text in texts for word in text.split(",") if word.strip() for rule in _rules_of(word.strip())}


def _rules_of(word: str) -> list[Rule]:
    name = word.upper()
    if name in set(Family):
        return [rule for rule in RULES.values() if rule.family is Family(name)]
    if name in RULES:
        return [RULES[name]]
    if found := _RANGE.fullmatch(name):
        first, last = int(found["first"]), int(found["last"])
        of_family = (rule for rule in RULES.values() if rule.family == found["family"])
        if some := [rule for rule in of_family if first <= int(rule.id.removeprefix(rule.family)) <= last]:
            return some
    near = find_nearest(name, [*Family, *RULES])
    raise UsageError(f"there is no rule and no family '{show(word)}'", did_you_mean(near, "mhook rules lists them"))
