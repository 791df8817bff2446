"""What a check is going to do, before anything is sent: which requests, how many, and how long it may take.

The requests are those that a correct receiver gets. A check of one that is not may need fewer, or a few more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.operation.check.rehearsal import PlannedRequest, count_settlings, rehearse, sends_at_once
from maileroo_cli.operation.check.settings import CheckSettings
from maileroo_cli.rules.catalogue import GATE, RULES
from maileroo_cli.rules.definition import Need, Rule
from maileroo_cli.rules.in_process import why_blind
from maileroo_cli.rules.probe import Probe, ProbeSettings
from maileroo_cli.rules.step import Hook
from maileroo_cli.transport.file.vocabulary import load_vocabulary
from maileroo_cli.webhook.generation.vocabulary import DEFAULT_LOCALE


@dataclass(frozen=True, slots=True)
class PlannedRule:
    """One rule of a check; ``lacks`` is what it needs and is not there, so that it is skipped.

    ``waits`` is how many seconds it waits by nature, or for the receiver to settle. ``left_out`` is why it is skipped
    where it lacks nothing that somebody could give: an application in this process cannot show it.
    """

    rule: Rule
    requests: tuple[PlannedRequest, ...]
    lacks: Need | None = None
    waits: float = 0.0
    left_out: str = ""

    @property
    def is_tried(self) -> bool:
        """Whether it will be tried, as far as that is known beforehand."""
        return self.lacks is None and not self.left_out


@dataclass(frozen=True, slots=True)
class CheckPlan:
    """All that a check is going to do, the gate first; ``marker`` begins every reference id.

    ``application`` is the name of one in this process, empty where there is none; ``app`` are the words that name it on
    a command line, where any can.
    """

    url: str
    marker: str
    seed: int
    rules: tuple[PlannedRule, ...]
    waits: float
    limit: float
    app: str = ""
    application: str = ""

    @property
    def in_process(self) -> bool:
        """Whether requests go into an application in this process."""
        return bool(self.application)

    @property
    def requests(self) -> int:
        """How many requests there are."""
        return sum(len(one.requests) for one in self.rules if one.is_tried)


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
        settings.observer is None or settings.observer.per_event,
        settings.settle_seconds,
    )
    return Probes(shared, settings.seed)


class Probes:
    """Makes a probe for each rule, the same for the same rule, whatever is selected beside it."""

    def __init__(self, shared: ProbeSettings, seed: int) -> None:
        self._shared = shared
        self._seed = seed

    def of(self, rule: Rule, refused: Attempt | None = None, number: int = 0) -> Probe:
        """Return a probe of its own for ``rule``, and for its retry of that ``number``, which has other events.

        ``refused`` is what became of a valid event. What a rule looks at has to be new each time: a receiver rightly
        does nothing for an event of an earlier check.
        """
        drawn = f" {number}" if number else ""
        if {Need.OBSERVER, Need.STATE} & set(rule.needs):
            drawn = f" {self._shared.now!r} {number}"
        return Probe(self._shared, Random(f"{self._seed} {rule.id}{drawn}"), refused)


def make_plan(settings: CheckSettings, probes: Probes) -> CheckPlan:
    """Return the plan of a check; nothing is sent."""
    rules = with_gate(settings.rules)
    planned = tuple(_plan_rule(rule, settings, probes) for rule in rules)
    return CheckPlan(
        settings.url,
        settings.marker,
        settings.seed,
        planned,
        _waits(planned, settings),
        settings.limit,
        settings.app,
        "" if settings.endpoint.application is None else settings.endpoint.application.name,
    )


def is_alone(rule: Rule, settings: CheckSettings) -> bool:
    """Return whether a rule is tried while nothing else is sent: where only all effects are counted, all are its.

    Where an application is called in the thread of the check, every rule is.
    """
    observer = settings.observer
    return (
        rule.alone
        or settings.is_single_threaded
        or (observer is not None and not observer.per_event and Need.OBSERVER in rule.needs)
    )


def looks(rule: Rule) -> bool:
    """Return whether a rule looks at what the receiver has done, and so is tried before others give it much to do.

    Work that waits behind theirs would seem to be lost. What takes the receiver down is tried after all that.
    """
    return bool(rule.needs) and set(rule.needs) <= {Need.OBSERVER, Need.STATE}


def _plan_rule(rule: Rule, settings: CheckSettings, probes: Probes) -> PlannedRule:
    probe = probes.of(rule)
    per_event = probe.settings.per_event
    settlings = count_settlings(rule.script(probes.of(rule)), per_event=per_event) if rule.needs else 0
    is_told = settings.endpoint.application is not None and settings.settle is None  # it tells when all is done
    waits = rule.waits + (0.0 if is_told else settlings * settings.settle_seconds)
    requests = tuple(rehearse(rule.script(probe)))
    left_out = _why_left_out(rule, settings, probes)
    return PlannedRule(rule, requests, None if left_out else lacking(rule, settings), waits, left_out)


def _why_left_out(rule: Rule, settings: CheckSettings, probes: Probes) -> str:
    """Return why an application in this process cannot show a rule; empty where it can, and for a URL."""
    if settings.endpoint.application is None:
        return ""
    if reason := why_blind(rule.id):
        return reason
    if settings.is_single_threaded and sends_at_once(rule.script(probes.of(rule))):
        return "it takes several requests at a time, and the application is called in one thread"
    return ""


def _waits(planned: Iterable[PlannedRule], settings: CheckSettings) -> float:
    """Return how many seconds rules wait in all; those that are not alone wait beside each other."""
    alone, together = 0.0, [0.0]
    for one in planned:
        if one.is_tried and is_alone(one.rule, settings):
            alone += one.waits
        elif one.is_tried:
            together.append(one.waits)
    return alone + max(*together, sum(together) / settings.concurrency)


def with_gate(rules: Iterable[Rule]) -> list[Rule]:
    """Return the rules with the gate before them, whether or not it was selected."""
    return [RULES[GATE], *(rule for rule in rules if rule.id != GATE)]


def lacking(rule: Rule, settings: CheckSettings) -> Need | None:
    """Return the first thing that a rule needs and the settings do not have."""
    there = {
        Need.OBSERVER: settings.observer is not None,
        Need.STATE: settings.state is not None,
        Need.BREAK: {Hook.BREAK, Hook.MEND} <= settings.hooks.keys(),
        Need.RESTART: Hook.RESTART in settings.hooks,
        Need.SECRET_HOOK: Hook.SECRET in settings.hooks,
    }
    return next((need for need in rule.needs if not there.get(need, False)), None)
