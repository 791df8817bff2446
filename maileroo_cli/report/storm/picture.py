"""The picture of a storm as a file of its own, SVG or HTML. What it shows is given by forecasts and by runs."""

from collections.abc import Sequence
from typing import assert_never

from maileroo_cli.operation.replay.picture import PictureKind
from maileroo_cli.report.chart.definition import Chart, ChartGroup
from maileroo_cli.report.page.table import PageList, PageTable


def storm_document(
    kind: PictureKind,
    heading: str,
    facts: Sequence[str],
    charts: Sequence[Chart | ChartGroup],
    tables: Sequence[PageTable] = (),
    lists: Sequence[PageList] = (),
) -> str:
    """Return the whole text of the file: the answer as its heading, the charts, the tables, and what is assumed.

    ``lists`` are sentences, such as findings and assumptions with their grades.
    """
    match kind:
        case PictureKind.SVG:
            from maileroo_cli.report.chart.document import charts_svg

            return charts_svg(heading, facts, [*charts, *tables, *lists])
        case PictureKind.HTML:
            from maileroo_cli.report.chart.page import chart_page

            return chart_page(heading, facts, [*charts, *tables, *lists])
        case _:
            assert_never(kind)
