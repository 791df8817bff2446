"""What a check gives: its rules and what they come to. They are tried in ``checking``."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from maileroo_cli.errors import UsageError
from maileroo_cli.library.argument.wording import in_python, python_wording
from maileroo_cli.library.request import WebhookRequest
from maileroo_cli.report.check.text.exchange import one_exchange_lines
from maileroo_cli.report.check.text.finding import finding_lines, outcome_lines

if TYPE_CHECKING:
    from maileroo_cli.delivery.attempt.outcome import Attempt
    from maileroo_cli.library.receiver.target import WantedReceiver
    from maileroo_cli.operation.check.plan import CheckPlan
    from maileroo_cli.operation.check.results import RuleOutcome
    from maileroo_cli.operation.check.run import CheckRun
    from maileroo_cli.report.check.text.sheet import Sheet
    from maileroo_cli.rules.definition import Rule

SeverityName: TypeAlias = Literal["error", "warning", "info"]
ResultName: TypeAlias = Literal["pass", "fail", "skip"]


@dataclass(frozen=True, slots=True)
class CheckedRule:
    """One rule and what came of it.

    ``title`` says what a correct receiver does, ``reason`` what this one did, or why the rule was skipped; it is empty
    where all is well. ``severity`` is that of the finding, ``None`` where there is none, and ``fails`` tells whether it
    fails the check. ``request`` and ``attempt`` are those that show it. ``text`` tells all of it, as ``str()`` gives
    it: what the receiver did, what that costs, how to mend it, the request and the answer.
    """

    id: str
    title: str
    result: ResultName
    severity: SeverityName | None
    fails: bool
    reason: str
    seconds: float
    sent: int
    request: WebhookRequest | None = field(repr=False)
    attempt: Attempt | None = field(repr=False)
    text: str = field(repr=False)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class CheckTotals:
    """What a check came to: ``ok`` where nothing fails it.

    ``verdict`` says it in a line, and ``text`` is the whole report, as ``str()`` gives it.
    """

    ok: bool
    rules: tuple[CheckedRule, ...]
    sent: int
    seconds: float
    verdict: str
    text: str = field(repr=False)

    @property
    def findings(self) -> tuple[CheckedRule, ...]:
        """The rules of which not all is well."""
        return tuple(one for one in self.rules if one.severity is not None)

    def __str__(self) -> str:
        return self.text


class Check(Iterator[CheckedRule]):
    """The rules of one :func:`check`, tried as they are iterated; the gate, ``SIG001``, comes first."""

    def __init__(self, rules: Generator[CheckedRule, None, CheckTotals]) -> None:
        self._rules = rules
        self._summary: CheckTotals | None = None

    def __next__(self) -> CheckedRule:
        with python_wording():
            try:
                return next(self._rules)
            except StopIteration as end:
                self._summary = self._summary or end.value
                raise

    @property
    def summary(self) -> CheckTotals:
        """What all of it came to; rules that are left are tried first."""
        for _ in self:
            pass
        if self._summary is None:
            raise UsageError("a check that was closed has no summary", "take it before")
        return self._summary

    def close(self) -> None:
        """Break off what is under way."""
        self._rules.close()


def make_rule(outcome: RuleOutcome, run: CheckRun, sheet: Sheet) -> CheckedRule:
    """Return a rule as the library tells it; ``sheet`` says how it is written."""
    exchange, verdict, severity = outcome.exchange, outcome.verdict, outcome.severity
    return CheckedRule(
        outcome.rule.id,
        outcome.rule.title,
        str(verdict.result),  # type: ignore[arg-type]
        None if severity is None else str(severity),  # type: ignore[arg-type]
        run.summary.fails(outcome),
        in_python(verdict.reason),
        outcome.seconds,
        outcome.sent,
        None if exchange is None else WebhookRequest(exchange.request),
        None if exchange is None else exchange.attempt,
        _told(outcome, run, sheet),
    )


def _told(outcome: RuleOutcome, run: CheckRun, sheet: Sheet) -> str:
    lines: list[str] = []
    if outcome.severity is None:
        lines += outcome_lines(outcome, sheet)
    else:
        lines += finding_lines(outcome, run.plan, sheet)
        if (exchange := outcome.exchange) is not None:
            has_curl = not run.plan.in_process
            lines += ["", *one_exchange_lines(outcome, exchange, sheet, has_curl=has_curl)]
    return in_python("\n".join(lines))


def call_again(receiver: WantedReceiver) -> Callable[[CheckPlan, Rule], str]:
    """Return what tells the call that sends the requests of one rule again."""
    to = repr(receiver.to) if isinstance(receiver.to, str) else "app"
    path = "" if receiver.path is None else f", path={receiver.path!r}"

    def call(plan: CheckPlan, rule: Rule) -> str:
        return f"assert_rules({to}, secret, select={rule.id!r}, seed={plan.seed}{path})"

    return call
