"""Deliveries added up to the result of a run. The line that a person reads last is in ``verdict_sentence``."""

from collections import Counter

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.effects.observed import EffectCounter
from maileroo_cli.delivery.effects.result import DeliveryResult, FindingKind, RunResult
from maileroo_cli.delivery.effects.verdict_sentence import VerdictFacts, verdict
from maileroo_cli.delivery.fault.kind import Fault, FaultStage
from maileroo_cli.delivery.replay.records import DeliveryEnd
from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.errors import ExitCode


class Reachability:
    """Whether the receiver could be reached by the attempts that really tried to; a fault before it does not try."""

    def __init__(self) -> None:
        self._tried = self._failed = 0
        self.outcome: Outcome | None = None
        """How the last attempt to reach it failed."""

    def take(self, fault: Fault | None, attempt: Attempt) -> None:
        """Take one attempt."""
        if fault is not None and fault.nature.stage is FaultStage.BEFORE:
            return
        self._tried += 1
        if not attempt.reached_receiver:
            self._failed += 1
            self.outcome = attempt.outcome

    @property
    def never(self) -> bool:
        """Whether there were such attempts and each of them failed."""
        return 0 < self._tried == self._failed


class RunTotals:
    """Adds deliveries up."""

    def __init__(self, schedule: Schedule, reachability: Reachability) -> None:
        self._schedule = schedule
        self._reachability = reachability
        self._ends: Counter[DeliveryEnd | None] = Counter()
        self._findings: Counter[FindingKind] = Counter()
        self._lost_under: Counter[str] = Counter()
        self._losable = self._attempts = self._unknown = 0
        self._refused = False
        self._only: DeliveryResult | None = None

    def add(self, one: DeliveryResult) -> None:
        """Add one delivery."""
        self._ends[one.end] += 1
        self._attempts += one.attempts
        self._unknown += one.unknown
        self._refused |= one.end is DeliveryEnd.GIVEN_UP and one.attempts < self._schedule.attempts
        self._findings.update(finding.kind for finding in one.findings)
        self._lost_under.update(one.lost_under)
        self._losable += bool(one.lost_under)
        self._only = one

    def result(self, total: int, effects: EffectCounter | None) -> RunResult:
        """Return the sum; ``total`` deliveries are in the run, where that is more than began."""
        deliveries = max(total, sum(self._ends.values()))
        accepted, given_up = self._ends[DeliveryEnd.ACCEPTED], self._ends[DeliveryEnd.GIVEN_UP]
        findings = {kind: self._findings[kind] for kind in FindingKind if self._findings[kind]}
        looked = effects is not None and effects.looked
        unreached = self._reachability.outcome if self._reachability.never and given_up and not accepted else None
        facts = VerdictFacts(
            self._schedule,
            deliveries,
            accepted,
            given_up,
            self._unknown,
            effects.total if effects is not None and looked else None,
            effects.unattributed if effects is not None else 0.0,
            findings,
            self._losable,
            tuple(name for name, _ in self._lost_under.most_common()),
            unreached,
            self._refused,
        )
        return RunResult(
            deliveries,
            accepted,
            given_up,
            deliveries - accepted - given_up,
            self._attempts,
            self._unknown,
            facts.effects,
            facts.unattributed,
            effects.fell if effects is not None else 0,
            findings,
            _exit_code(given_up, findings, unreached),
            verdict(facts, self._only if deliveries == 1 else None),
        )


def _exit_code(given_up: int, findings: dict[FindingKind, int], unreached: Outcome | None) -> ExitCode:
    """Return the exit code; deliveries that are open are not judged."""
    if unreached is not None:
        return ExitCode.UNREACHABLE
    return ExitCode.FAILED if given_up or any(kind.fails for kind in findings) else ExitCode.OK
