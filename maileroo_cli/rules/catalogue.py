"""All rules by their id, and how some of them are selected."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from maileroo_cli.errors import UsageError
from maileroo_cli.rules.definition import Family, Rule
from maileroo_cli.rules.encoding import framing, style, writing
from maileroo_cli.rules.shape import answer, hostile, known_type, method, unusable, variant
from maileroo_cli.rules.signature import forged
from maileroo_cli.webhook.text.nearest import suggest
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
    answer.LIST,
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.id: rule for family in Family for part in _LISTS for rule in part.rules if rule.family is family}
)
"""Every rule by its id: by family, and in each of them in order."""

GATE = "SIG001"
"""The rule that is tried before all others: where a valid event is not accepted, most of them say nothing."""


class Suite(StrEnum):
    """Which rules are tried where none are named."""

    SMOKE = "smoke"
    FULL = "full"


def find_rule(name: str) -> Rule:
    """Return the rule with this id, in any case of its letters; an unknown one raises ``UsageError``."""
    rule = RULES.get(name.strip().upper())
    if rule is None:
        raise UsageError(f"there is no rule '{show(name)}'", suggest(name.upper(), RULES))
    return rule


def select_rules(suite: Suite, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[Rule]:
    """Return the rules of a suite, or those that ``select`` names, without those that ``ignore`` names.

    Each name is an id, a family, or several with commas between; an unknown one raises ``UsageError``. The rules come
    in the order of the catalogue. Where none is left ``UsageError`` is raised.
    """
    chosen = _named(select) if select else {rule.id for rule in RULES.values() if suite is Suite.FULL or rule.smoke}
    left = [rule for rule in RULES.values() if rule.id in chosen - _named(ignore)]
    if not left:
        raise UsageError("no rule is left to be tried", "compare --select with --ignore")
    return left


def _named(texts: Iterable[str]) -> set[str]:
    return {rule.id for text in texts for word in text.split(",") if word.strip() for rule in _rules_of(word.strip())}


def _rules_of(word: str) -> list[Rule]:
    name = word.upper()
    if name in set(Family):
        return [rule for rule in RULES.values() if rule.family is Family(name)]
    if name in RULES:
        return [RULES[name]]
    raise UsageError(f"there is no rule and no family '{show(word)}'", suggest(name, [*Family, *RULES]))
