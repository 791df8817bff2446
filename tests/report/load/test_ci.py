"""A load for continuous integration: a JUnit case for each thing that is judged, and what GitHub shows."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.judgement.budget import ErrorAllowance, LoadBudget
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.plan import LoadPlan
from maileroo_cli.delivery.load.result import EffectsResult, LoadResult, ProbeResult
from maileroo_cli.report.ci.markdown import markdown_text
from maileroo_cli.report.load.ci import annotation_lines, junit_report, step_summary
from maileroo_cli.report.load.format import LoadReport, LoadSetup
from tests.load_result import ACCEPTED, load_plan, load_result

EVENT, DUPLICATE, AT_ONCE, BAD = RequestKind
NASTY = "\x1b[31m|</testcase>`\u202e\r\n::error::%0A"


def report(result: LoadResult, *budgets: LoadBudget) -> LoadReport:
    """Return the report of a load."""
    setup = LoadSetup(result.plan, budgets, ErrorAllowance(5))
    return LoadReport(setup, setup.judge(result))


def cases(result: LoadResult, *budgets: LoadBudget) -> Mapping[str, tuple[str, str]]:
    """Return what became of each case of the JUnit report, and its message."""
    (suite,) = ET.fromstring(junit_report(report(result, *budgets)))
    assert int(str(suite.get("tests"))) == len(suite)
    told = {}
    for case in suite:
        ends = [(child.tag, str(child.get("message"))) for child in case if child.tag != "system-out"]
        (told[str(case.get("name"))],) = ends or [("passed", "")]
    return told


def test_a_case_for_each_thing_that_is_judged() -> None:
    """All that is judged of a load that passed has a case, the budgets and errors with what is allowed."""
    result = load_result(effects=EffectsResult(1_000, 1_000, 1, settled=True))
    names = [
        "the endpoint takes events and refuses forged ones",
        "all counts add up",
        "the load was the planned one",
        "duplicates are accepted as events are",
        "each event has its effect once",
        "errors, 5 at most",
        "budget p50=100ms",
        "budget p99=1s",
    ]
    assert cases(result, LoadBudget("p50", 0.1), LoadBudget("p99", 1)) == dict.fromkeys(names, ("passed", ""))
    assert "each event has its effect once" not in cases(load_result())


def test_the_report_is_there_once() -> None:
    """Whether all passed or several failed, the whole report stands in one case, if it can be in one that failed."""
    good = junit_report(report(load_result())).decode()
    bad = junit_report(report(load_result(ends={(EVENT, 503): 900}, took=0.2), LoadBudget("p99", 0.1))).decode()
    assert good.count("<system-out>") == bad.count("<system-out>") == 1
    (suite,) = ET.fromstring(bad)
    (told,) = [case for case in suite if case.find("system-out") is not None]
    assert told.find("failure") is not None


def test_a_budget_that_mhook_broke_fails_its_case() -> None:
    """Its case says that requests were late, and not that answers were."""
    told = cases(load_result(late=0.09), LoadBudget("p99", 0.05), LoadBudget("max", 5))
    assert told["budget p99=50ms"][0] == told["the load was the planned one"][0] == "failure"
    assert told["budget max=5s"][0] == "passed"


def test_a_failure_is_that_of_its_own_case() -> None:
    """What is wrong fails the case that it belongs to, and no other."""
    result = load_result(load_plan(100, 1), {(EVENT, 200): 85, (EVENT, 503): 10, (BAD, 200): 5}, took=0.2)
    told = cases(result, LoadBudget("p99", 0.1), LoadBudget("max", 5))
    assert {name: message for name, (end, message) in told.items() if end == "failure"} == {
        "the endpoint takes events and refuses forged ones": "5 of 5 requests with a bad signature were accepted",
        "errors, 5 at most": "10 of 100 requests went wrong otherwise (10 x 503), and 5 may",
        "budget p99=100ms": "p99 is 200 ms from due, over p99=100ms",
    }


def test_a_load_that_was_cut_short() -> None:
    """An interrupted load has skipped cases, one whose receiver is not there errors, one without a window one case."""
    ends = set(cases(load_result(ends={(EVENT, 200): 10}, interrupted=True, seconds=0.1)).values())
    assert ends == {("skipped", "the load was interrupted")}
    told = cases(load_result(ends={(EVENT, Outcome.REFUSED): 1_000}))
    assert told["errors, 5 at most"][0] == "error"
    probe = ProbeResult(ACCEPTED, ACCEPTED, takes_events=True, refuses_forged=False)
    told = cases(load_result(ends={(EVENT, 200): 0}, planned=0, probe=probe, seconds=0.0))
    assert [end for end, _ in told.values()] == ["failure"]


def test_annotations() -> None:
    """Each thing that is wrong is an annotation with its cost and its fix; where all is well there is none."""
    assert list(annotation_lines(report(load_result()))) == []
    (line,) = annotation_lines(report(load_result(discrepancies=(NASTY,))))
    assert line.startswith("::error title=mhook load%3A counts-differ::")
    assert "%0ACost: no number of this run can be relied upon.%0AFix: " in line
    assert line.isprintable()


def test_the_summary_of_a_step() -> None:
    """The summary has the verdict, the tables that add up, and what is wrong; text from outside is no markup."""
    summary = step_summary(report(load_result(discrepancies=(NASTY,))))
    assert summary.startswith(f"### mhook load: failed: {markdown_text('counts-differ')}; 1,000 of 1,000 requests")
    assert "| answered 200 | 1,000 | 1,000 |" in summary
    assert "| finding | what was seen | what it costs | what to do |" in summary
    assert "\x1b" not in summary
    assert "</testcase>" not in summary


def test_a_lifecycle_with_a_nasty_name_is_shown_as_text() -> None:
    """A name from outside goes into no report as it is."""
    changes: dict[str, Any] = {"lifecycle": NASTY, "lifecycle_text": "x"}
    plan: LoadPlan = load_plan(10, 1, **changes)
    document = junit_report(report(load_result(plan))).decode()
    assert "\x1b" not in document
    assert "</testcase>`" not in document
