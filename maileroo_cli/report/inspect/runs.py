"""Runs as objects for the inspector: a list of them, and one with its report as lines of text and its pictures.

A picture is a whole file of SVG, which needs no script and no other file.
"""

from typing import Any, NamedTuple

from maileroo_cli.delivery.storm.live.verdict import judge_storm
from maileroo_cli.operation.inspect.runs import DamagedRun, InspectedRun, ListedRun, ShownStorm, made_at
from maileroo_cli.operation.replay.picture import DrawnPicture
from maileroo_cli.operation.runs import KeptRun, ShownRun
from maileroo_cli.operation.storm.kept import KeptStorm
from maileroo_cli.report.chart.document import svg_chart
from maileroo_cli.report.inspect.collected import CollectedLines
from maileroo_cli.report.keys.value import time_value
from maileroo_cli.report.replay.report import ReplayReport
from maileroo_cli.report.runs.show import print_run
from maileroo_cli.report.runs.view import event_words, target_words
from maileroo_cli.report.storm.live.charts import storm_charts
from maileroo_cli.report.storm.live.text import text_lines
from maileroo_cli.report.storm.live.wording import plan_sentence
from maileroo_cli.report.terminal.console import ReportFormat
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.transport.run.state import NamedResult
from maileroo_cli.webhook.text.count import count

RUNS_SCHEMA = "mhook.inspector-runs/1"
RUN_SCHEMA = "mhook.inspector-run/1"
UNREADABLE = "unreadable"
_LONGEST = 1_000
_MOST_BYTES = 4 << 20


class _Picture(NamedTuple):
    """A picture and what it is called."""

    title: str
    svg: str


class _RunText(NamedTuple):
    """A run, its report as lines, and its pictures."""

    run: ListedRun
    lines: list[str]
    pictures: list[_Picture]


def runs_object(runs: list[ListedRun]) -> dict[str, Any]:
    """Return the list of runs, in their order."""
    return {"schema": RUNS_SCHEMA, "runs": [_fields(one) for one in runs]}


def run_object(run: InspectedRun) -> dict[str, Any]:
    """Return one run in full; a picture that is too large to be passed on is left out, and a line says so."""
    known, lines, pictures = _told(run)
    fitting = [one for one in pictures if len(one.svg) <= _MOST_BYTES]
    left_out = [f"The picture is too large to be shown here: {one.title}" for one in pictures if one not in fitting]
    return {
        "schema": RUN_SCHEMA,
        **_fields(known),
        "lines": [*lines, *left_out],
        "pictures": [{"title": one.title, "svg": one.svg} for one in fitting],
    }


def _fields(run: ListedRun) -> dict[str, Any]:
    kind, name, url, state = _identity(run)
    time, summary = time_value(made_at(run)), safe(_summary(run), _LONGEST)
    return {"kind": kind, "run": name, "time": time, "url": url, "state": state, "summary": summary}


def _identity(run: ListedRun) -> tuple[str, str, str | None, str]:
    """Return the kind, the id, the receiver and the state."""
    match run:
        case KeptRun():
            return "replay", run.summary.id, target_words(run.summary), str(run.summary.state)
        case KeptStorm():
            return "storm", run.id, parse_target(run.plan.url).display, str(run.state)
        case NamedResult():
            return str(run.kind), run.id, run.result.url, str(run.result.state)
        case DamagedRun():
            return run.kind, run.id, None, UNREADABLE


def _summary(run: ListedRun) -> str:
    match run:
        case KeptRun():
            counts, left = run.summary.counts, run.summary.open
            told = [f"{counts.accepted:,} accepted"]
            told += [f"{counts.given_up:,} given up"] if counts.given_up else []
            told += [f"{left:,} open"] if left else []
            return f"{event_words(run.summary)}: {', '.join(told)} after {count(counts.attempts, 'attempt')}"
        case KeptStorm():
            return plan_sentence(run.plan)
        case NamedResult():
            return run.result.reason
        case DamagedRun():
            return str(run.error)


def _told(run: InspectedRun) -> _RunText:
    match run:
        case ShownRun():
            return _replay(run)
        case ShownStorm():
            return _storm(run)
        case NamedResult():
            return _result(run)


def _replay(shown: ShownRun) -> _RunText:
    console, picture = CollectedLines(), DrawnPicture()
    report = ReplayReport(console, ReportFormat.TEXT, picture=picture)
    print_run(shown, report, console, ReportFormat.TEXT)
    pictures = [_Picture("Timeline of the deliveries", picture.text)] if picture.text else []
    return _RunText(shown.run, console.texts, pictures)


def _storm(shown: ShownStorm) -> _RunText:
    verdict, console = judge_storm(shown.result), CollectedLines()
    console.line(safe(plan_sentence(shown.storm.plan), _LONGEST))
    console.line()
    console.lines(text_lines(shown.result, verdict, console))
    pictures = [_Picture(chart.title, svg_chart(chart)) for chart in storm_charts(shown.result)]
    return _RunText(shown.storm, console.texts, pictures)


def _result(run: NamedResult) -> _RunText:
    """Return what was kept, which a file may hold in any form."""
    console = CollectedLines()
    console.lines(safe(line, _LONGEST) for line in run.result.lines)
    pictures = [_Picture(safe(title, _LONGEST), svg) for title, svg in run.result.pictures]
    return _RunText(run, console.texts, pictures)
