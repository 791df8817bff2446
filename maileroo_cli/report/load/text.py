"""A load as text for people: what is sent, then what came of it, what is wrong, and the verdict in one sentence."""

from collections.abc import Iterable, Iterator

from maileroo_cli.delivery.load.judgement.finding import LoadFinding
from maileroo_cli.delivery.load.judgement.verdict import LoadVerdict
from maileroo_cli.errors import ExitCode
from maileroo_cli.report.load.format import LoadReport, LoadSetup, LoadSheet, shown_url
from maileroo_cli.report.load.table import CellTable, aligned, count_table, latency_table, sum_line
from maileroo_cli.report.load.wording import (
    effect_sentence,
    finding_title,
    mean_sentence,
    pace_sentence,
    plan_words,
    probe_sentence,
    slow_sentence,
    sustained_sentence,
    term_sentences,
    timed_sentence,
    worker_sentence,
)
from maileroo_cli.report.terminal.column import paragraph
from maileroo_cli.report.terminal.console import Ink

_INKS = {ExitCode.OK: Ink.GOOD, ExitCode.INTERRUPTED: Ink.RISK, ExitCode.TERMINATED: Ink.RISK}
_INDENT, _HANGING = "  ", "    "
_ENOUGH, _HEIGHT, _WIDEST = 10, 8, 100
"""From so many intervals on a chart is drawn, so many lines high and at most so many columns wide."""


def plan_lines(setup: LoadSetup, sheet: LoadSheet) -> Iterator[str]:
    """Yield what a load is going to send, and what it is judged by."""
    to = sheet.paint(shown_url(setup.plan.url), Ink.STRONG)
    words = plan_words(setup.plan)
    if len(words) + len(shown_url(setup.plan.url)) + 4 <= sheet.width:
        yield f"{words} to {to}"
    else:
        yield f"to {to}"
        yield from paragraph(words, sheet.width, _HANGING, first=_INDENT)
    yield from paragraph("; ".join(term_sentences(setup)), sheet.width, _HANGING, first=_INDENT)


def result_lines(verdict: LoadVerdict, sheet: LoadSheet, *, quiet: bool = False) -> Iterator[str]:
    """Yield what a load came to; with ``quiet`` only what is wrong, and the verdict."""
    if not quiet:
        yield from _figure_lines(verdict, sheet)
    for finding in verdict.findings:
        yield from finding_lines(finding, sheet)
        yield ""
    ink = _INKS.get(verdict.exit_code, Ink.BAD)
    yield from (sheet.paint(line, ink) for line in paragraph(verdict.sentence, sheet.width, _INDENT, first=""))


def finding_lines(finding: LoadFinding, sheet: LoadSheet) -> Iterator[str]:
    """Yield one thing that is wrong: what was seen, what it costs, and what to do."""
    title = finding_title(finding.problem, finding.sentence)
    yield from (sheet.paint(line, Ink.BAD) for line in paragraph(title, sheet.width, _INDENT, first=""))
    yield from paragraph(f"Cost: {finding.cost}.", sheet.width, _HANGING, first=_INDENT)
    yield from paragraph(f"Fix: {finding.fix}.", sheet.width, _HANGING, first=_INDENT)


def whole_text(report: LoadReport) -> str:
    """Return all of it as the text of a file."""
    sheet = LoadSheet()
    return "".join(f"{line}\n" for line in (*plan_lines(report.setup, sheet), "", *result_lines(report.verdict, sheet)))


def figure_sentences(verdict: LoadVerdict) -> Iterator[tuple[str, str]]:
    """Yield what is known beside the tables, each with a word that says what it is about."""
    result = verdict.result
    told = {
        "timed": timed_sentence(verdict),
        "mean": mean_sentence(result),
        "probe": probe_sentence(result),
        "rate": pace_sentence(result, verdict.pace) if result.tally.started else "",
        "sustained": sustained_sentence(verdict) if result.tally.started else "",
        "effects": effect_sentence(result),
        "slow": slow_sentence(result),
        "workers": worker_sentence(result),
    }
    yield from ((name, sentence) for name, sentence in told.items() if sentence)


def _figure_lines(verdict: LoadVerdict, sheet: LoadSheet) -> Iterator[str]:
    if verdict.result.tally.started or not verdict.was_probed_only:
        yield from _table(count_table(verdict), sheet)
        yield from paragraph(sum_line(verdict), sheet.width, _INDENT, first="")
        yield ""
        yield from _table(latency_table(verdict), sheet)
        yield ""
        yield from _chart_lines(verdict, sheet)
    yield from _named(figure_sentences(verdict), sheet)
    yield ""


def _chart_lines(verdict: LoadVerdict, sheet: LoadSheet) -> Iterator[str]:
    """Yield the latencies over time, where there is enough of it to see something."""
    if sum(one.ended > 0 for one in verdict.result.tally.intervals) < _ENOUGH:
        return
    from maileroo_cli.report.chart.terminal import terminal_chart
    from maileroo_cli.report.load.charts import latency_chart

    chart = latency_chart(verdict.result, verdict.budgets)
    yield from terminal_chart(chart, min(sheet.width, _WIDEST), _HEIGHT, ascii=sheet.ascii, paint=sheet.paint)
    yield ""


def _table(table: CellTable, sheet: LoadSheet) -> Iterator[str]:
    titles, *lines = aligned(table)
    yield sheet.paint(titles, Ink.FAINT)
    for row, line in zip(table.rows, lines, strict=True):
        yield sheet.paint(line, Ink.BAD) if row[0] in table.faults else line


def _named(rows: Iterable[tuple[str, str]], sheet: LoadSheet) -> Iterator[str]:
    every = list(rows)
    start = max((len(name) for name, _ in every), default=0) + 2
    for name, sentence in every:
        yield from paragraph(sentence, sheet.width, " " * start, first=name.ljust(start))
