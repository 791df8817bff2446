"""What is kept of a check or a load: its report as text and objects, and its pictures, without anything secret.

Requests with their headers are left out, and so is what a URL has after its path.
"""

import json
from typing import Any

from maileroo_cli.report.chart.document import svg_chart
from maileroo_cli.report.check.document.object import report_lines
from maileroo_cli.report.check.document.picture import TITLE, check_svg
from maileroo_cli.report.check.format import CheckReport, without_query
from maileroo_cli.report.check.text.page import whole_page
from maileroo_cli.report.check.wording import verdict_sentence
from maileroo_cli.report.load.charts import load_charts
from maileroo_cli.report.load.format import LoadReport, shown_url
from maileroo_cli.report.load.object import object_lines
from maileroo_cli.report.load.text import whole_text
from maileroo_cli.transport.run.state import KeptResult, RunState

_MOST_BYTES = 2 << 20
"""A picture that is larger is not kept."""


def check_result(report: CheckReport, state: RunState, made: float) -> KeptResult:
    """Return what is kept of a check."""
    report = without_query(report)
    plan, summary = report.plan, report.summary
    return KeptResult(
        made,
        plan.url,
        state if summary.stopped is None else RunState.INTERRUPTED,
        verdict_sentence(summary),
        int(summary.exit_code),
        tuple(_changed(line, exchange=None) for line in report_lines(report)),
        tuple(whole_page(plan, summary).splitlines()),
        ((TITLE, check_svg(summary)),) if summary.outcomes else (),
    )


def load_result(report: LoadReport, state: RunState, made: float) -> KeptResult:
    """Return what is kept of a load."""
    verdict, url = report.verdict, shown_url(report.setup.plan.url)
    charts = load_charts(verdict.result, report.setup.budgets)
    pictures = ((chart.title, svg_chart(chart)) for chart in charts)
    return KeptResult(
        made,
        url,
        RunState.INTERRUPTED if verdict.result.interrupted else state,
        verdict.sentence,
        int(verdict.exit_code),
        tuple(_changed(line, url=url) for line in object_lines(report)),
        tuple(whole_text(report).splitlines()),
        tuple(one for one in pictures if len(one[1]) <= _MOST_BYTES),
    )


def _changed(line: str, **values: Any) -> str:
    """Return an object of one line with other values for the keys that it has."""
    found = json.loads(line)
    return json.dumps({name: values.get(name, value) for name, value in found.items()}, separators=(",", ":"))
