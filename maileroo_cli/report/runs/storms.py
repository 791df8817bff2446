"""Showing which storms are kept, one line each."""

from maileroo_cli.operation.storm.kept import KeptStorm, KeptStorms
from maileroo_cli.report.keys.value import process_value, time_value
from maileroo_cli.report.runs.view import STATE_INKS, local_moment
from maileroo_cli.report.terminal.console import Console, Format
from maileroo_cli.report.terminal.fitted import Column
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.report.terminal.table import Table, TableColumn
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
