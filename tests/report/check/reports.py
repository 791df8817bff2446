"""Reports of checks that nobody made: as many rules as wanted, with any text wherever a receiver's text can be."""

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.operation.check.baseline import CheckBaseline
from maileroo_cli.operation.check.plan import CheckPlan, PlannedRule
from maileroo_cli.operation.check.rehearsal import PlannedRequest
from maileroo_cli.operation.check.results import AcceptedFinding, CheckExchange, CheckSummary, RuleOutcome
from maileroo_cli.report.check.format import CheckReport, RepositoryPlace
from maileroo_cli.rules.definition import Rule
from maileroo_cli.rules.probe import Probe
from maileroo_cli.rules.step import Manner, Script
from maileroo_cli.rules.verdict import (
    PASSED,
    Consequence,
    RuleVerdict,
    Severity,
    failed,
    passed_with,
    skipped,
)
from maileroo_cli.webhook.catalogue.event import Grade
from maileroo_cli.webhook.signing.request import Request

URL = "http://127.0.0.1:8000/webhook"
HOSTILE = (
    "\x1b[31m\x07\x00\r\n::error::x%0A</pre></system-out>]]><script>alert(1)</script>|`*_[a](http://x)--><!--"
    "\u202e\u2028\ud800\ufffe\U0001f600&lt;\"'\\ {} ```"
)


def script(probe: Probe) -> Script:
    """Ask for nothing."""
    yield from ()
    return PASSED


def make_rule(number: int = 1, severity: Severity = Severity.ERROR, **changes: object) -> Rule:
    """Return a rule of which nothing matters but its name."""
    consequences = list(Consequence)
    consequence = changes.pop("consequence", consequences[number % len(consequences)])
    assert isinstance(consequence, Consequence)
    return Rule(f"SIG{number:03}", "refuses a forged event", severity, consequence, Grade.OFFICIAL, script)


def make_outcome(rule: Rule, verdict: RuleVerdict, text: str = "text", **changes: object) -> RuleOutcome:
    """Return what came of a rule that sent one request, with ``text`` in all that is not ours."""
    data = text.encode("utf-8", "surrogatepass")
    headers = (("x-text", text),)
    request = Request("POST", URL, headers, data)
    attempt = Attempt(Outcome.ANSWERED, 0.01, 200, headers, data, detail=text, location=text)
    exchange = CheckExchange(1, request, Manner.WHOLE, attempt)
    return RuleOutcome(rule, verdict, (exchange,), 1, 0.01, **changes)  # type: ignore[arg-type]


def make_report(
    outcomes: list[RuleOutcome],
    *,
    url: str = URL,
    overdue: tuple[str, ...] = (),
    baseline: CheckBaseline | None = None,
    fail_on: Severity = Severity.ERROR,
    place: RepositoryPlace | None = None,
    reached: bool = True,
) -> CheckReport:
    """Return the report of a check with these outcomes."""
    planned = tuple(
        PlannedRule(one.rule, tuple(PlannedRequest(each.request, each.manner, 401) for each in one.exchanges))
        for one in outcomes
    )
    plan = CheckPlan(url, "c0ffee00", 7, planned, 0.0, 120.0)
    summary = CheckSummary(fail_on, overdue=list(overdue), baseline=baseline, reached=reached, seconds=1.5)
    for one in outcomes:
        summary.add(one)
    return CheckReport(plan, summary, place or RepositoryPlace("pyproject.toml"), place is not None)


def hostile_report(number: int = 500, text: str = HOSTILE) -> CheckReport:
    """Return a report with so many failures, and some of every other result, and ``text`` in every field."""
    outcomes = [
        make_outcome(make_rule(one), failed(f"{text}{one}", fix=text, severity=list(Severity)[one % 3]), text)
        for one in range(1, number + 1)
    ]
    outcomes += [
        make_outcome(make_rule(901), skipped(text), text),
        make_outcome(make_rule(902), passed_with(Severity.WARNING, text), text),
        make_outcome(make_rule(903), failed(text), text, accepted=AcceptedFinding(text)),
        make_outcome(make_rule(904), PASSED, text, retries=2),
        make_outcome(make_rule(905), failed(text), text),
    ]
    baseline = CheckBaseline(text, {"SIG905": Severity.ERROR, "SIG904": Severity.ERROR})
    return make_report(outcomes, overdue=(text,), baseline=baseline)
