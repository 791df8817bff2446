"""What a check is going to do, before anything is sent: which requests, how many, and how long it may take.

The requests are those that a correct receiver gets. A check of one that is not may need fewer, or a few more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.operation.check.rehearsal import PlannedRequest, rehearse
from maileroo_cli.operation.check.settings import CheckSettings
from maileroo_cli.rules.catalogue import GATE, RULES
from maileroo_cli.rules.definition import Need, Rule
from maileroo_cli.rules.probe import Probe, ProbeSettings
from maileroo_cli.rules.step import Hook
from maileroo_cli.transport.file.vocabulary import load_vocabulary
from maileroo_cli.webhook.generation.vocabulary import DEFAULT_LOCALE


@dataclass(frozen=True, slots=True)
class PlannedRule:
    """One rule of a check; ``lacks`` is what it needs and is not there, so that it is skipped."""

    rule: Rule
    requests: tuple[PlannedRequest, ...]
    lacks: Need | None = None


@dataclass(frozen=True, slots=True)
class CheckPlan:
    """All that a check is going to do, the gate first; ``marker`` begins every reference id."""

    url: str
    marker: str
    seed: int
    rules: tuple[PlannedRule, ...]
    waits: float
    limit: float

    @property
    def requests(self) -> int:
        """How many requests there are."""
        return sum(len(one.requests) for one in self.rules if one.lacks is None)


def make_probes(settings: CheckSettings) -> "Probes":
    """Return the maker of probes for a check."""
    shared = ProbeSettings(
        settings.url,
        settings.secret,
        settings.marker,
        settings.now,
        load_vocabulary(DEFAULT_LOCALE),
        settings.headers,
        settings.budget,
        settings.quantile,
        settings.effect_types,
    )
    return Probes(shared, settings.seed)


class Probes:
    """Makes a probe for each rule, the same for the same rule, whatever is selected beside it."""

    def __init__(self, shared: ProbeSettings, seed: int) -> None:
        self._shared = shared
        self._seed = seed

    def of(self, rule: Rule, refused: Attempt | None = None) -> Probe:
        """Return a probe of its own for ``rule``; ``refused`` is what became of a valid event."""
        return Probe(self._shared, Random(f"{self._seed} {rule.id}"), refused)


def make_plan(settings: CheckSettings, probes: Probes) -> CheckPlan:
    """Return the plan of a check; nothing is sent."""
    rules = with_gate(settings.rules)
    planned = tuple(
        PlannedRule(rule, tuple(rehearse(rule.script(probes.of(rule)))), lacking(rule, settings)) for rule in rules
    )
    waits = [one.rule.waits for one in planned if one.lacks is None]
    return CheckPlan(settings.url, settings.marker, settings.seed, planned, max(waits, default=0.0), settings.limit)


def with_gate(rules: Iterable[Rule]) -> list[Rule]:
    """Return the rules with the gate before them, whether or not it was selected."""
    return [RULES[GATE], *(rule for rule in rules if rule.id != GATE)]


def lacking(rule: Rule, settings: CheckSettings) -> Need | None:
    """Return the first thing that a rule needs and the settings do not have."""
    there = {
        Need.OBSERVER: settings.observer is not None,
        Need.BREAK: {Hook.BREAK, Hook.MEND} <= settings.hooks.keys(),
        Need.RESTART: Hook.RESTART in settings.hooks,
        Need.SECRET_HOOK: Hook.SECRET in settings.hooks,
    }
    return next((need for need in rule.needs if not there.get(need, False)), None)
