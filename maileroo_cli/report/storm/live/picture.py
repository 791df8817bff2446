"""The picture of a storm that was sent: its charts, its figures and what is wrong, as SVG or as a page."""

from maileroo_cli.delivery.storm.live.result import StormResult
from maileroo_cli.delivery.storm.live.verdict import StormVerdict
from maileroo_cli.operation.replay.picture import PictureKind
from maileroo_cli.report.chart.document import charts_svg
from maileroo_cli.report.chart.page import PageList, chart_page
from maileroo_cli.report.page.table import PageTable
from maileroo_cli.report.storm.live.charts import storm_charts
from maileroo_cli.report.storm.live.wording import SCALED, finding_title, plan_sentence, result_rows


def draw_storm(kind: PictureKind, result: StormResult, verdict: StormVerdict) -> str:
    """Return the whole file."""
    heading, facts = verdict.sentence, (plan_sentence(result.plan), SCALED)
    charts = storm_charts(result)
    rows = [[row.about, row.text] for row in result_rows(result, verdict)]
    table = PageTable("What came of it", ("about", "what"), rows, numbers=0)
    findings = [finding_title(one.kind, f"{one.sentence}. Fix: {one.fix}") for one in verdict.findings]
    match kind:
        case PictureKind.SVG:
            return charts_svg(heading, (*facts, *findings), [*charts, table])
        case PictureKind.HTML:
            return chart_page(heading, facts, [PageList("What is wrong", findings), *charts, table])
