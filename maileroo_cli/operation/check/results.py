"""What a check yields, and what all of it comes to."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.errors import ExitCode, MhookError
from maileroo_cli.operation.check.baseline import BaselineChange, CheckBaseline
from maileroo_cli.rules.catalogue import GATE
from maileroo_cli.rules.definition import Family, Rule
from maileroo_cli.rules.judging import is_accepted
from maileroo_cli.rules.step import Manner
from maileroo_cli.rules.verdict import Consequence, RuleResult, RuleVerdict, Severity
from maileroo_cli.webhook.signing.request import Request


class CheckExchange(NamedTuple):
    """One request of a rule, and what came of it; ``number`` counts from 1 within the rule."""

    number: int
    request: Request
    manner: Manner
    attempt: Attempt


class AcceptedFinding(NamedTuple):
    """Why a finding counts in no report: what the user wrote about it, and the last day that this holds, if any."""

    reason: str
    until: dt.date | None = None

    def is_over(self, today: dt.date) -> bool:
        """Whether that day is past."""
        return self.until is not None and self.until < today


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What came of one rule in one check.

    ``exchanges`` are the first of its requests, and the one that shows the finding; ``sent`` is how many there were in
    all. ``retries`` tells how many times the rule was tried again before it passed, or was given up.
    """

    rule: Rule
    verdict: RuleVerdict
    exchanges: Sequence[CheckExchange] = ()
    sent: int = 0
    seconds: float = 0.0
    retries: int = 0
    accepted: AcceptedFinding | None = None

    @property
    def severity(self) -> Severity | None:
        """How much its finding weighs; ``None`` where there is none."""
        if self.verdict.result is RuleResult.FAIL:
            return self.verdict.severity or self.rule.severity
        return self.verdict.severity

    @property
    def consequence(self) -> Consequence:
        """What its finding leads to; where the rule is kept all the same, to nothing that the rule names."""
        if self.verdict.result is RuleResult.PASS:
            return self.verdict.consequence or Consequence.COSMETIC
        return self.verdict.consequence or self.rule.consequence

    @property
    def is_refusal(self) -> bool:
        """Whether it failed, and not only since the application failed after its answer."""
        seen = self.verdict.seen
        return self.verdict.result is RuleResult.FAIL and not (seen is not None and seen.failed_afterwards)

    @property
    def has_accepted(self) -> bool:
        """Whether one of its requests was accepted."""
        return any(is_accepted(one.attempt) for one in self.exchanges)

    @property
    def exchange(self) -> CheckExchange | None:
        """The request that shows the finding: the one that the verdict names, or the last."""
        seen = self.verdict.seen
        return next(
            (one for one in self.exchanges if one.attempt is seen), self.exchanges[-1] if self.exchanges else None
        )


@dataclass(slots=True)
class CheckSummary:
    """The sum of a check; ``fail_on`` is from which severity on a finding fails it.

    ``overdue`` are accepted findings that are expired or no longer needed, each as a sentence: they fail it too. With a
    ``baseline`` the findings that it has do not fail the check, and none does where it ``is_first``. ``opened`` tells
    that a valid event is accepted: where none is, hardly a rule was tried. ``failure`` is what went wrong with an
    observer or a command of the user's: it is to be raised after the report. ``out_of_time`` tells that rules were left
    when the time was over: that fails the check, since nobody knows what they would have found.
    """

    fail_on: Severity = Severity.ERROR
    outcomes: list[RuleOutcome] = field(default_factory=list)
    overdue: list[str] = field(default_factory=list)
    baseline: CheckBaseline | None = None
    is_first: bool = False
    sent: int = 0
    seconds: float = 0.0
    reached: bool = True
    opened: bool = True
    stopped: ExitCode | None = None
    failure: MhookError | None = None
    out_of_time: bool = False

    def add(self, outcome: RuleOutcome) -> None:
        """Add what came of one rule."""
        self.outcomes.append(outcome)
        self.sent += outcome.sent

    @property
    def findings(self) -> list[RuleOutcome]:
        """All that is not well and not accepted: the heaviest first, then the worst consequence, then by id.

        Why a valid event is refused comes right after that it is.
        """
        found = [one for one in self.outcomes if one.severity is not None and one.accepted is None]
        first = sorted((one for one in found if one.rule.family is not Family.LAYER), key=_lightness)
        place = next((number for number, one in enumerate(first, 1) if one.rule.id == GATE), len(first))
        return [*first[:place], *(one for one in found if one.rule.family is Family.LAYER), *first[place:]]

    @property
    def accepted(self) -> list[RuleOutcome]:
        """The findings that the user has accepted."""
        return [one for one in self.outcomes if one.accepted is not None]

    @property
    def is_green(self) -> bool:
        """Whether nothing fails the check, since its report becomes the baseline."""
        return self.is_first and self.opened and not self.out_of_time

    def change(self, outcome: RuleOutcome) -> BaselineChange | None:
        """Return what became of a rule since the baseline, ``None`` where there is nothing to say."""
        if self.baseline is None or outcome.accepted is not None:
            return None
        return self.baseline.compare(outcome.rule.id, outcome.verdict.result, outcome.severity)

    def changed(self, change: BaselineChange) -> list[RuleOutcome]:
        """Return the rules of which that became since the baseline."""
        return [one for one in self.outcomes if self.change(one) is change]

    def fails(self, outcome: RuleOutcome) -> bool:
        """Return whether one outcome fails the check: its finding weighs enough, is not accepted and not known."""
        if (
            self.is_green
            or outcome.severity is None
            or outcome.accepted is not None
            or not outcome.severity.reaches(self.fail_on)
        ):
            return False
        change = self.change(outcome)
        return change is None or change.fails

    @property
    def results(self) -> Counter[RuleResult]:
        """How many rules came to which result, those aside whose finding is accepted."""
        return Counter(one.verdict.result for one in self.outcomes if one.accepted is None)

    @property
    def consequences(self) -> Counter[Consequence]:
        """How many findings lead to what, infos aside; why a valid event is refused is no other finding than that."""
        counted = (one for one in self.findings if one.rule.family is not Family.LAYER)
        return Counter(one.consequence for one in counted if one.severity is not Severity.INFO)

    @property
    def exit_code(self) -> ExitCode:
        """``UNREACHABLE`` where nothing was reached, ``FAILED`` where a finding weighs enough."""
        if self.stopped is not None:
            return self.stopped
        if self.failure is not None:
            return self.failure.exit_code
        if not self.reached:
            return ExitCode.UNREACHABLE
        failed = self.out_of_time or (self.overdue and not self.is_green) or any(map(self.fails, self.outcomes))
        return ExitCode.FAILED if failed else ExitCode.OK


def _lightness(outcome: RuleOutcome) -> tuple[int, int, str]:
    severity = list(Severity).index(outcome.severity or Severity.INFO)
    return severity, list(Consequence).index(outcome.consequence), outcome.rule.id
