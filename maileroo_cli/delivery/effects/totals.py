"""Deliveries added up to the result of a run. The line that a person reads last is in ``verdict_sentence``."""

from collections import Counter
from collections.abc import Sequence

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.effects import sentences as finding_text
from maileroo_cli.delivery.effects.absence import AbsentEffects
from maileroo_cli.delivery.effects.observed import EffectCounter
from maileroo_cli.delivery.effects.result import DeliveryResult, FindingKind, RunResult
from maileroo_cli.delivery.effects.verdict_sentence import VerdictFacts, verdict
from maileroo_cli.delivery.fault.kind import Fault, FaultStage
from maileroo_cli.delivery.replay.records import AttemptResult, DeliveryEnd
from maileroo_cli.delivery.schedule.definition import Schedule
from maileroo_cli.errors import ExitCode


class Reachability:
    """Whether the receiver could be reached by the attempts that really tried to; a fault before it does not try."""

    def __init__(self) -> None:
        self._tried = self._failed = self._refused = 0
        self._refusals: set[int] = set()
        self.outcome: Outcome | None = None
        """How the last attempt to reach it failed."""

    def take(self, fault: Fault | None, result: AttemptResult) -> None:
        """Take one attempt."""
        attempt = result.attempt
        if fault is not None and fault.nature.stage is FaultStage.BEFORE:
            return
        self._tried += 1
        if not attempt.reached_receiver:
            self._failed += 1
            self.outcome = attempt.outcome
        elif result.refused:
            self._refused += 1
            self._refusals.update(result.answers)

    @property
    def never(self) -> bool:
        """Whether there were such attempts and each of them failed."""
        return 0 < self._tried == self._failed

    @property
    def refusals(self) -> tuple[int, ...]:
        """The statuses with which the receiver refused, if it refused every such attempt."""
        return tuple(sorted(self._refusals)) if 0 < self._tried == self._refused else ()


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

    def result(
        self,
        total: int,
        effects: EffectCounter | None,
        absent: AbsentEffects | None = None,
        unobserved: Sequence[int] = (),
    ) -> RunResult:
        """Return the sum; ``total`` deliveries are in the run, where that is more than began.

        ``absent`` knows which events had no effect, ``unobserved`` is how many times each event came of which nobody
        knows how many it had.
        """
        deliveries = max(total, sum(self._ends.values()))
        accepted, given_up = self._ends[DeliveryEnd.ACCEPTED], self._ends[DeliveryEnd.GIVEN_UP]
        hidden = 0 if absent is None else absent.hidden
        self._findings[FindingKind.NO_EFFECT] += hidden
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
            bool(hidden),
            0 if absent is None else absent.passed,
            self._reachability.refusals,
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
            () if absent is None else absent.of_run(),
            len(unobserved),
            _warning(unobserved),
        )


def _warning(unobserved: Sequence[int]) -> str:
    if not unobserved:
        return ""
    return finding_text.UNOBSERVED_BOTH if max(unobserved) == 2 else finding_text.UNOBSERVED


def _exit_code(given_up: int, findings: dict[FindingKind, int], unreached: Outcome | None) -> ExitCode:
    """Return the exit code; deliveries that are open are not judged."""
    if unreached is not None:
        return ExitCode.UNREACHABLE
    return ExitCode.FAILED if given_up or any(kind.fails for kind in findings) else ExitCode.OK
