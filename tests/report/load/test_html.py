"""The page of a load: its verdict, charts, tables that add up, and what is wrong, with nothing that acts or loads."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maileroo_cli.delivery.attempt.outcome import Attempt, Outcome
from maileroo_cli.delivery.load.judgement.budget import NO_ERRORS, LoadBudget
from maileroo_cli.delivery.load.kind import RequestKind
from maileroo_cli.delivery.load.result import LoadResult, ProbeResult
from maileroo_cli.delivery.load.tally import LoadTally
from maileroo_cli.report.load.format import LoadFormat, LoadReport, LoadSetup
from maileroo_cli.report.load.html import load_page
from maileroo_cli.report.load.rendering import render_load
from tests.load_result import ACCEPTED, load_plan, load_result
from tests.report.chart.test_page import Elements
from tests.report.chart.test_svg import ACTIVE, NASTY

EVENT, DUPLICATE, _, BAD = RequestKind
BROKEN = load_result(load_plan(100, 10.0), {(EVENT, 200): 80, (EVENT, 503): 14, (BAD, 401): 5, (BAD, 200): 1}, took=2.0)


def report_of(result: LoadResult, *budgets: LoadBudget) -> LoadReport:
    """Return the report of a load."""
    setup = LoadSetup(result.plan, budgets, NO_ERRORS)
    return LoadReport(setup, setup.judge(result))


def test_page() -> None:
    """The heading is the verdict; below are findings with what they cost, three charts, and both tables."""
    report = report_of(BROKEN, LoadBudget("p99", 1.0))
    text = load_page(report)
    page = Elements(text)
    assert page.open == []
    assert page.text.count(f"mhook load: {report.verdict.sentence}") == 2
    assert [name for name in page.text if name.startswith(("forged-accepted:", "too-many-errors:", "budget-broken:"))]
    assert page.seen.count("svg") == 3
    assert page.seen.count("table") == 3 + 2
    assert "81 + 5 + 14 = 100 started, + 0 not started = 100 planned" in page.text
    assert text.count('class="fault"') >= 2
    assert not ACTIVE.search(text)


def test_passed() -> None:
    """A load that passed has no findings, and no chart of errors."""
    page = Elements(load_page(report_of(load_result())))
    assert "Findings" not in page.text
    assert page.seen.count("svg") == 2


def test_probed_only() -> None:
    """Where the probe kept the window from beginning the page says so, and draws nothing."""
    refused = ProbeResult(ACCEPTED, ACCEPTED, takes_events=True, refuses_forged=False)
    plan = load_plan()
    page = Elements(load_page(report_of(LoadResult(plan, 0, LoadTally(1.0), refused, 0.0))))
    assert page.seen.count("svg") == 0
    assert page.seen.count("table") == 0
    assert "Findings" in page.text


@pytest.mark.parametrize("text", [NASTY, "</style><script>", '" onload="x'])
def test_texts_of_others(text: str) -> None:
    """What a user, a file or a peer wrote is shown as the text that it is."""
    probe = ProbeResult(Attempt(Outcome.ANSWERED, 0.1, 500, detail=text), None, takes_events=False, refuses_forged=True)
    result = load_result(load_plan(mix=text), probe=probe)
    page = load_page(report_of(replace(result, discrepancies=(text,))))
    assert not ACTIVE.search(page)
    assert page.replace("\n", "").isprintable()
    assert Elements(page).open == []


@settings(max_examples=25)
@given(st.dictionaries(st.tuples(st.sampled_from(RequestKind), st.integers(100, 599)), st.integers(1, 3), max_size=5))
def test_any_load(ends: dict[tuple[RequestKind, int | Outcome], int]) -> None:
    """Every load has a page, and the same one each time."""
    report = report_of(load_result(load_plan(max(1, sum(ends.values()))), ends))
    whole = render_load(LoadFormat.HTML, report)
    assert whole == render_load(LoadFormat.HTML, report)
    assert Elements(whole.decode()).open == []
