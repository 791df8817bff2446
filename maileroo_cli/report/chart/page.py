"""Charts as a page: each with its numbers beside it, tables, and sentences.

It needs no script and no other file, and its policy lets a browser load none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from maileroo_cli.report.chart.definition import Chart, ChartGroup
from maileroo_cli.report.chart.description import numbers_of
from maileroo_cli.report.chart.document import LEAST_WIDTH, PagePart, svg_figure
from maileroo_cli.report.chart.look import RULES
from maileroo_cli.report.page.frame import page_end, page_start
from maileroo_cli.report.page.table import TABLE_RULES, PageTable, html_table
from maileroo_cli.report.terminal.markup import markup

_SENTENCE = 1_000
_RULES = (
    "figure{margin:20px 0 0;overflow-x:auto}"
    f"figure svg{{display:block;width:100%;min-width:{LEAST_WIDTH}px;height:auto}}\n"
    "details{margin:2px 0 0;font-size:13px}summary{cursor:pointer;color:var(--faint)}li{margin:4px 0}\n"
    "@media print{figure,table{break-inside:avoid}figure svg{min-width:0}details:not([open]){display:none}}\n"
)


@dataclass(frozen=True, slots=True)
class PageList:
    """Sentences below a title, such as findings; without any it is left out."""

    title: str
    sentences: Sequence[str]


def chart_page(heading: str, facts: Sequence[str], parts: Sequence[PagePart | PageList]) -> str:
    """Return a whole page: the heading, the facts, and the parts one below the other."""
    title = markup(heading, _SENTENCE)
    lines = [page_start(title, f"{TABLE_RULES}{RULES}{_RULES}"), f"<h1>{title}</h1>"]
    if facts:
        lines.append(f'<p class="facts">{markup("; ".join(facts), 2 * _SENTENCE)}</p>')
    for number, part in enumerate(parts, 1):
        lines += _lines(part, f"chart-{number}")
    return "\n".join([*lines, page_end("Drawn by mhook.")])


def _lines(part: PagePart | PageList, name: str) -> Iterator[str]:
    match part:
        case Chart() | ChartGroup():
            yield f'<figure tabindex="0" aria-label="a chart, which scrolls">\n{svg_figure(part, name)}\n</figure>'
            for chart in [part] if isinstance(part, Chart) else part.charts:
                yield from _numbers(chart)
        case PageTable():
            yield f"<h2>{markup(part.title, _SENTENCE)}</h2>" if part.title else ""
            yield from html_table(part)
        case PageList():
            if part.sentences:
                yield f"<h2>{markup(part.title, _SENTENCE)}</h2>\n<ul>"
                yield from (f"<li>{markup(sentence, _SENTENCE)}</li>" for sentence in part.sentences)
                yield "</ul>"


def _numbers(chart: Chart) -> Iterator[str]:
    table = numbers_of(chart)
    if table.rows:
        yield f"<details><summary>The numbers: {markup(table.title, _SENTENCE)}</summary>"
        yield from html_table(table)
        yield "</details>"
