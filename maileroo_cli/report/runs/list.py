"""Showing which runs there are, a line each."""

from collections.abc import Sequence
from pathlib import Path

from maileroo_cli.delivery.replay.clock import Timekeeper
from maileroo_cli.errors import InputError
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
from maileroo_cli.transport.run.folder import run_id
from maileroo_cli.transport.run.summary import RunSummary, UnreadableRun, survey_runs


def list_runs(folder: Path, console: Console, keeper: Timekeeper) -> None:
    """Show the runs in ``folder``, the newest last; those that cannot be read raise ``InputError`` after the others."""
    found = list(survey_runs(folder))
    runs = [one for one in found if isinstance(one, RunSummary)]
    if console.format is Format.JSON:
        for run in runs:
            console.object(SCHEMA, run_fields(run, keeper))
    elif runs:
        console.lines(_lines(runs, console, keeper))
    if not found:
        console.note(f"there is no run yet in {str(folder)!r}: mhook replay makes them")
    _tell([one for one in found if isinstance(one, UnreadableRun)])


def _tell(unreadable: Sequence[UnreadableRun]) -> None:
    if len(unreadable) == 1:
        raise unreadable[0].error
    if unreadable:
        ids = ", ".join(run_id(one.path) for one in unreadable)
        first = unreadable[0].error
        raise InputError(f"{len(unreadable)} runs cannot be read ({ids}); of the first: {first.message}", first.hint)


def _lines(runs: Sequence[RunSummary], console: Console, keeper: Timekeeper) -> list[str]:
    table = Table(_columns(keeper), console)
    lines = table.lines(runs)
    return [table.titles(), *lines]


def _columns(keeper: Timekeeper) -> tuple[TableColumn[RunSummary], ...]:
    """Return what a line shows: a column more is an entry more."""
    return (
        TableColumn(Column("RUN"), lambda run: run.id),
        TableColumn(Column("MADE", rank=4), lambda run: local_moment(run.created)),
        TableColumn(Column("WHAT", least=12), event_words),
        TableColumn(Column("RECEIVER", least=12, rank=5), target_words),
        TableColumn(Column("CLOCK", rank=3), lambda run: safe(run.plan.clock, 24)),
        TableColumn(Column("STATE"), lambda run: run.state, lambda run: STATE_INKS[run.state]),
        TableColumn(Column("ACCEPTED", right=True, rank=1), lambda run: f"{run.counts.accepted:,}"),
        TableColumn(Column("GIVEN UP", right=True, rank=1), lambda run: f"{run.counts.given_up:,}"),
        TableColumn(Column("OPEN", right=True, rank=1), lambda run: f"{run.open:,}"),
        TableColumn(Column("NEXT ATTEMPT", rank=2), lambda run: next_words(run, keeper)),
        TableColumn(Column("PLAYED BY", least=12, rank=6), _holder),
    )


def _holder(run: RunSummary) -> str:
    return "-" if run.holder is None else safe(str(run.holder), 60)
