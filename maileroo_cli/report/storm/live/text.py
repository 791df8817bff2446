"""A storm that was sent as text for people: the answer in a sentence, then charts, figures, and what is wrong."""

from collections.abc import Iterator

from maileroo_cli.delivery.storm.live.result import StormResult
from maileroo_cli.delivery.storm.live.verdict import StormOutcome, StormVerdict
from maileroo_cli.report.chart.terminal import console_chart
from maileroo_cli.report.storm.live.charts import pending_chart, rate_chart
from maileroo_cli.report.storm.live.wording import SCALED, finding_title, result_rows
from maileroo_cli.report.terminal.column import lay_out, paragraph
from maileroo_cli.report.terminal.console import Console, Ink
from maileroo_cli.report.terminal.safe_text import safe

_INKS = {
    StormOutcome.RECOVERS: Ink.GOOD,
    StormOutcome.DRAINS: Ink.RISK,
    StormOutcome.STAYS_DOWN: Ink.BAD,
    StormOutcome.UNDECIDED: Ink.RISK,
}
_LONGEST = 600
_HEIGHT = 8


def text_lines(result: StormResult, verdict: StormVerdict, console: Console) -> Iterator[str]:
    """Yield the lines of a whole report."""
    width = console.width
    for line in paragraph(safe(verdict.sentence, _LONGEST), width, "  ", ""):
        yield console.paint(line, _INKS[verdict.outcome])
    for finding in verdict.findings:
        yield ""
        for line in paragraph(safe(finding_title(finding.kind, finding.sentence), _LONGEST), width, "  ", ""):
            yield console.paint(line, Ink.BAD)
        yield from paragraph(f"Fix: {safe(finding.fix, _LONGEST)}", width, "    ", "  ")
    for chart in (rate_chart(result), pending_chart(result)):
        yield ""
        yield from console_chart(chart, console, _HEIGHT)
    yield ""
    rows = [(row.about, safe(row.text, _LONGEST)) for row in result_rows(result, verdict)]
    yield from lay_out(rows, width, [lambda text: console.paint(text, Ink.STRONG)], "  ")
    yield ""
    yield from (console.paint(line, Ink.FAINT) for line in paragraph(f"Scaled: {SCALED}.", width, "  ", ""))
