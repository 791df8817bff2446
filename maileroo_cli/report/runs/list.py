"""Showing which runs there are, one line per run."""

from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.operation.runs import KeptRun, KeptRuns
from maileroo_cli.report.runs.view import (
    SCHEMA,
    STATE_INKS,
    event_words,
    local_moment,
    next_words,
    run_fields,
    target_words,
)
from maileroo_cli.report.terminal.console import Console, Format
from maileroo_cli.report.terminal.fitted import Column
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.report.terminal.table import Table, TableColumn


def _holder(run: KeptRun) -> str:
    holder = run.summary.holder
    return "-" if holder is None else safe(str(holder), 60)


_COLUMNS: tuple[TableColumn[KeptRun], ...] = (
    TableColumn(Column("RUN"), lambda run: run.summary.id),
    TableColumn(Column("MADE"), lambda run: local_moment(run.summary.created)),
    TableColumn(Column("WHAT", least=12, rank=3), lambda run: event_words(run.summary)),
    TableColumn(Column("RECEIVER", least=12, rank=7), lambda run: target_words(run.summary)),
    TableColumn(Column("CLOCK", rank=6), lambda run: safe(run.summary.plan.clock, 24)),
    TableColumn(Column("STATE"), lambda run: run.summary.state, lambda run: STATE_INKS[run.summary.state]),
    TableColumn(Column("ACCEPTED", right=True, rank=2), lambda run: f"{run.summary.counts.accepted:,}"),
    TableColumn(Column("GIVEN UP", right=True, rank=1), lambda run: f"{run.summary.counts.given_up:,}"),
    TableColumn(Column("OPEN", right=True, rank=4), lambda run: f"{run.summary.open:,}"),
    TableColumn(Column("NEXT ATTEMPT", rank=5), next_words),
    TableColumn(Column("PLAYED BY", least=12, rank=8), _holder),
)
"""What a line shows: a column more is an entry more. What a run came to is left out last where room is short."""


def show_runs(kept: KeptRuns, console: Console) -> None:
    """Show the runs, the newest last; those that cannot be read are told as an error by whoever called."""
    if console.format is Format.JSON:
        for run in kept.runs:
            console.object(SCHEMA, run_fields(run))
    elif kept.runs:
        table = Table(_COLUMNS, console)
        lines = table.lines(kept.runs)
        console.lines([table.titles(), *lines])
    if kept.older:
        total = kept.older + len(kept.runs) + len(kept.unreadable)
        console.note(f"{len(kept.runs)} of {total} runs shown, the newest; -n 0 shows all")
    if not kept.runs and not kept.unreadable:
        console.note(f"there are no runs in {short_name(kept.folder)!r} yet; mhook replay makes them")
