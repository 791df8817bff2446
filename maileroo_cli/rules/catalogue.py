"""All rules by their id, and how some of them are selected."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from importlib import import_module
from types import MappingProxyType

from maileroo_cli.errors import UsageError
from maileroo_cli.rules.definition import Family, Rule, RuleList
from maileroo_cli.webhook.text.nearest import did_you_mean, find_nearest
from maileroo_cli.webhook.text.shown import show

_MODULES: Mapping[Family, tuple[str, Sequence[str]]] = MappingProxyType(
    {
        Family.SIGNATURE: ("signature", ("alive", "disclosure", "first", "forged", "lenient", "rotation")),
        Family.ENCODING: ("encoding", ("framing", "style", "writing")),
        Family.SHAPE: ("shape", ("hostile", "known_type", "method", "reply", "unusable", "variant")),
        Family.ARRIVAL: ("arrival", ("age", "answer", "load", "repetition", "sequence")),
        Family.EFFECT: ("effect", ("once", "order", "outage", "suppression", "whole")),
        Family.LAYER: ("layer", ("gatekeeper", "intake", "place", "verification", "work")),
    }
)
"""Where the rules of each family are: the folder, and its modules that have a ``LIST``."""


class RuleCatalogue(Mapping[str, Rule]):
    """Every rule by its id: by family, and in each of them by number. A family is imported when it is asked for."""

    def __init__(self) -> None:
        self._families: dict[Family, dict[str, Rule]] = {}

    def of(self, family: Family) -> dict[str, Rule]:
        """Return the rules of a family."""
        if family not in self._families:
            folder, names = _MODULES[family]
            lists: list[RuleList] = [import_module(f"maileroo_cli.rules.{folder}.{name}").LIST for name in names]
            rules = sorted((rule for one in lists for rule in one.rules), key=lambda rule: rule.id)
            self._families[family] = {rule.id: rule for rule in rules}
        return self._families[family]

    def __getitem__(self, name: str) -> Rule:
        family = next((family for family in Family if name.startswith(family)), None)
        if family is None:
            raise KeyError(name)
        return self.of(family)[name]

    def __iter__(self) -> Iterator[str]:
        for family in Family:
            yield from self.of(family)

    def __len__(self) -> int:
        return sum(1 for _ in self)


RULES = RuleCatalogue()


def experiments() -> tuple[Rule, ...]:
    """Return what is tried where a valid event is refused, in order, until one explains it: no part of a suite."""
    return tuple(RULES.of(Family.LAYER).values())


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
    of_suite = (rule for rule in RULES.values() if rule.family is not Family.LAYER)
    chosen = _named(select) if select else {rule.id for rule in of_suite if suite is Suite.FULL or rule.smoke}
    left = [rule for rule in RULES.values() if rule.id in chosen - _named(ignore)]
    if not left:
        raise UsageError("no rule is left to be tried", "compare --select with --ignore")
    return left


def select_experiments(ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
    """Return the experiments without those that ``ignore`` names, in the manner of :func:`select_rules`."""
    ignored = _named(ignore)
    return tuple(rule for rule in experiments() if rule.id not in ignored)


def _named(texts: Iterable[str]) -> set[str]:
    return {rule.id for text in texts for word in text.split(",") if word.strip() for rule in _rules_of(word.strip())}


def _rules_of(word: str) -> list[Rule]:
    name = word.upper()
    if name in set(Family):
        return list(RULES.of(Family(name)).values())
    if name in RULES:
        return [RULES[name]]
    if found := _RANGE.fullmatch(name):
        first, last = int(found["first"]), int(found["last"])
        of_family = (rule for rule in RULES.values() if rule.family == found["family"])
        if some := [rule for rule in of_family if first <= int(rule.id.removeprefix(rule.family)) <= last]:
            return some
    near = find_nearest(name, [*Family, *RULES])
    raise UsageError(f"there is no rule and no family '{show(word)}'", did_you_mean(near, "mhook rules lists them"))
