"""Showing which storms are kept, one line each, and one of them in full."""

from maileroo_cli.operation.inspect.runs import ShownStorm
from maileroo_cli.operation.storm.kept import KeptStorm, KeptStorms
from maileroo_cli.operation.storm.results import StormEnded
from maileroo_cli.report.keys.value import process_value, time_value
from maileroo_cli.report.runs.view import STATE_INKS, local_moment
from maileroo_cli.report.storm.live.view import StormReport
from maileroo_cli.report.storm.live.wording import plan_sentence
from maileroo_cli.report.terminal.console import Console, Format, ReportFormat
from maileroo_cli.report.terminal.fitted import Column
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.report.terminal.table import Table, TableColumn
from maileroo_cli.transport.run.state import RunState
from maileroo_cli.webhook.text.instant import format_span

SCHEMA = "mhook.kept-storm/1"


def _what(storm: KeptStorm) -> str:
    return f"{'closed' if storm.plan.closed else 'open'}, {format_span(storm.plan.outage)} down"


_COLUMNS: tuple[TableColumn[KeptStorm], ...] = (
    TableColumn(Column("STORM"), lambda storm: storm.id),
    TableColumn(Column("MADE"), lambda storm: local_moment(storm.made)),
    TableColumn(Column("WHAT", least=12, rank=1), _what),
    TableColumn(Column("RECEIVER", least=12, rank=2), lambda storm: safe(storm.plan.url, 200)),
    TableColumn(Column("STATE"), lambda storm: storm.state, lambda storm: STATE_INKS[storm.state]),
)


def show_storms(kept: KeptStorms, console: Console) -> None:
    """Show the storms, the newest last; those that cannot be read are told as an error by whoever called."""
    if console.format is Format.JSON:
        for storm in kept.storms:
            console.object(SCHEMA, _fields(storm))
    elif kept.storms:
        table = Table(_COLUMNS, console)
        lines = table.lines(kept.storms)
        console.lines([table.titles(), *lines])
    if kept.older:
        console.note(f"{kept.older} older storms are not shown; -n 0 shows all")


def print_storm(shown: ShownStorm, report: StormReport, console: Console, format: ReportFormat) -> None:
    """Show what a storm came to, or has come to so far, as the command that sent it does at its end."""
    if format is ReportFormat.JSON:
        console.object(SCHEMA, _fields(shown.storm))
    elif format is ReportFormat.TEXT:
        console.lines([safe(plan_sentence(shown.storm.plan), 900), ""])
    with report:
        report.take(StormEnded(shown.result, None))
    if shown.storm.state is RunState.INTERRUPTED:
        console.note(f"it is not over: mhook storm --resume {shown.storm.id} goes on with it")


def _fields(storm: KeptStorm) -> dict[str, object]:
    plan, holder = storm.plan, storm.holder
    return {
        "run": storm.id,
        "time": time_value(storm.made),
        "url": plan.url,
        "schedule": plan.scenario.schedule.name,
        "events_per_minute": plan.scenario.per_second * 60,
        "outage_s": plan.outage,
        "closed": plan.closed,
        "state": str(storm.state),
        "held_by": None if holder is None else process_value(holder.pid, holder.doing),
    }
