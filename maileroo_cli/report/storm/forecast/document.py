"""A forecast as a file of its own, SVG or HTML: the answer, the charts, the tables, and how sure all of it is."""

from collections.abc import Sequence
from typing import TypeVar, assert_never

from maileroo_cli.delivery.storm.forecast.definition import StormForecast
from maileroo_cli.operation.replay.picture import PictureKind
from maileroo_cli.report.chart.document import PagePart, charts_svg
from maileroo_cli.report.chart.page import PageList
from maileroo_cli.report.page.table import PageTable
from maileroo_cli.report.storm.forecast.charts import age_chart, attempts_chart, backlog_chart, outage_charts
from maileroo_cli.report.storm.forecast.facts import facts_of
from maileroo_cli.report.storm.forecast.sentence import comparison_sentences, forecast_sentences, scenario_words
from maileroo_cli.report.storm.forecast.table import minute_columns, minute_spans, outage_columns, outage_legend
from maileroo_cli.report.terminal.table import TableColumn
from maileroo_cli.webhook.text.instant import format_span

Row = TypeVar("Row")


def forecast_document(kind: PictureKind, forecasts: Sequence[StormForecast], gap: float) -> str:
    """Return the whole text of the file; two events of a pair lie ``gap`` seconds apart."""
    first = forecasts[0]
    parts: list[PagePart]
    if len(forecasts) == 1:
        heading, answer = f"{format_span(first.scenario.outage)} without your receiver", forecast_sentences(first, gap)
        minutes = _table("After the recovery, attempts a minute", minute_columns(first), minute_spans(first))
        parts = [attempts_chart(first), age_chart(first), backlog_chart(first), minutes]
    else:
        heading, answer = "Outages compared", comparison_sentences(forecasts)
        legend = outage_legend(forecasts)
        parts = [outage_charts(forecasts), _table("After the recovery", outage_columns(forecasts), forecasts, legend)]
    told = (answer, scenario_words(forecasts))
    match kind:
        case PictureKind.SVG:
            return charts_svg(heading, told, parts)
        case PictureKind.HTML:
            from maileroo_cli.report.chart.page import chart_page

            rows = [(fact.about, fact.text, str(fact.grade)) for fact in facts_of(forecasts)]
            sure = PageTable("How sure", ("about", "statement", "grade"), rows, numbers=0)
            return chart_page(heading, (scenario_words(forecasts),), [PageList("In short", [answer]), *parts, sure])
        case _:
            assert_never(kind)


def _table(title: str, columns: Sequence[TableColumn[Row]], rows: Sequence[Row], caption: str = "") -> PageTable:
    heads = [one.column.title for one in columns]
    return PageTable(title, heads, [[one.cell(row) for one in columns] for row in rows], caption=caption)
