"""What a check is going to do, before anything is sent: which requests, how many, and how long it may take.

The requests are those that a correct receiver gets. A check of one that is not may need fewer, or a few more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome, Phase
from maileroo_cli.operation.check.settings import CheckSettings
from maileroo_cli.rules.catalogue import GATE, RULES
from maileroo_cli.rules.definition import Need, Rule
from maileroo_cli.rules.probe import Probe, ProbeSettings
from maileroo_cli.rules.step import Hook, LookAt, Manner, SendMany, SendOne, SendTwin, Step, StepResult
from maileroo_cli.transport.file.vocabulary import load_vocabulary
from maileroo_cli.webhook.generation.vocabulary import DEFAULT_LOCALE
from maileroo_cli.webhook.signing.request import Request


class PlannedRequest(NamedTuple):
    """One request of a rule as it would be sent, and the status that a correct receiver answers."""

    request: Request
    manner: Manner
    ideal: int


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

    def of(self, rule: Rule, retry: int = 0) -> Probe:
        """Return a probe of its own for ``rule``; each ``retry`` has other events, which the receiver does not know."""
        return Probe(self._shared, Random(f"{self._seed} {rule.id}{f' {retry}' if retry else ''}"))


def make_plan(settings: CheckSettings, probes: Probes) -> CheckPlan:
    """Return the plan of a check; nothing is sent."""
    rules = with_gate(settings.rules)
    planned = tuple(PlannedRule(rule, tuple(_requests(rule, probes)), lacking(rule, settings)) for rule in rules)
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


def _requests(rule: Rule, probes: Probes) -> Iterator[PlannedRequest]:
    """Play the script against a receiver that does everything right."""
    script = rule.script(probes.of(rule))
    result: StepResult = None
    while True:
        try:
            step = script.send(result)
        except StopIteration:
            return
        yield from _sent_by(step)
        result = _ideal(step)


def _sent_by(step: Step) -> Iterator[PlannedRequest]:
    match step:
        case SendOne():
            yield PlannedRequest(step.request, step.manner, step.ideal)
        case SendTwin():
            yield from [PlannedRequest(step.request, Manner.WHOLE, step.ideal)] * 2
        case SendMany():
            yield from (PlannedRequest(request, Manner.WHOLE, step.ideal) for request in step.requests)
        case _:
            return


def _ideal(step: Step) -> StepResult:
    match step:
        case SendOne():
            return _answered(step.ideal)
        case SendTwin():
            return [_answered(step.ideal), _answered(step.ideal)]
        case SendMany():
            return [_answered(step.ideal) for _ in step.requests]
        case LookAt():
            return step.ideal
        case _:
            return None


def _answered(status: int) -> Attempt:
    return Attempt(Outcome.ANSWERED, 0.001, status, phase=Phase.READING)
