"""A load as a page of its own: the verdict, what went out and came back over time, and tables that add up.

It needs no script and no other file, and its policy lets a browser load none.
"""

from collections.abc import Iterator

from maileroo_cli.delivery.load.judgement.verdict import LoadVerdict
from maileroo_cli.report.chart.document import PagePart
from maileroo_cli.report.chart.page import PageList, chart_page
from maileroo_cli.report.load.charts import load_charts
from maileroo_cli.report.load.format import LoadReport, shown_url
from maileroo_cli.report.load.table import CellTable, count_table, latency_table, sum_line
from maileroo_cli.report.load.text import figure_sentences
from maileroo_cli.report.load.wording import finding_title, plan_words, term_sentences
from maileroo_cli.report.page.table import PageTable

_SUMS = frozenset(("started", "planned"))


def load_page(report: LoadReport) -> str:
    """Return the whole page, its heading the verdict."""
    setup, verdict = report.setup, report.verdict
    facts = [f"{plan_words(setup.plan)} to {shown_url(setup.plan.url)}", *term_sentences(setup)]
    return chart_page(f"mhook load: {verdict.sentence}", facts, list(_parts(verdict)))


def _parts(verdict: LoadVerdict) -> Iterator[PagePart | PageList]:
    """Yield what is wrong, the charts, the tables, and what is known beside them."""
    findings = [
        f"{finding_title(one.problem, one.sentence)}. Cost: {one.cost}. Fix: {one.fix}." for one in verdict.findings
    ]
    yield PageList("Findings", findings)
    yield from load_charts(verdict.result, verdict.budgets)
    if verdict.result.tally.started or not verdict.was_probed_only:
        yield _page_table("What came of the requests", count_table(verdict), sum_line(verdict))
        yield _page_table("Latency", latency_table(verdict))
    yield PageList("Figures", [f"{name}: {sentence}" for name, sentence in figure_sentences(verdict)])


def _page_table(title: str, table: CellTable, caption: str = "") -> PageTable:
    return PageTable(title, table.titles, table.rows, caption, sums=_SUMS, faults=table.faults)
