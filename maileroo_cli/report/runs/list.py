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
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.fitted import GAP, Column, cell, fit
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.transport.run.folder import run_id
from maileroo_cli.transport.run.state import RunSummary, UnreadableRun
from maileroo_cli.transport.run.summary import survey_runs

_STATE = 5
_COLUMNS = (
    Column("RUN"),
    Column("MADE", rank=4),
    Column("WHAT", least=12),
    Column("RECEIVER", least=12, rank=5),
    Column("CLOCK", rank=3),
    Column("STATE"),
    Column("ACCEPTED", right=True, rank=1),
    Column("GIVEN UP", right=True, rank=1),
    Column("OPEN", right=True, rank=1),
    Column("NEXT ATTEMPT", rank=2),
    Column("PLAYED BY", least=12, rank=6),
)


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
    rows = [_cells(run, keeper) for run in runs]
    titles = [column.title for column in _COLUMNS]
    natural = [max(map(len, column)) for column in zip(titles, *rows, strict=True)]
    widths = fit(_COLUMNS, natural, console.width)
    kept = [index for index, width in enumerate(widths) if width]

    def line(row: Sequence[str]) -> list[str]:
        return [cell(row[index], widths[index], right=_COLUMNS[index].right) for index in kept]

    lines = [console.paint(GAP.join(line(titles)).rstrip(), Ink.FAINT)]
    for run, row in zip(runs, rows, strict=True):
        cells = line(row)
        if console.color:
            place = kept.index(_STATE)
            cells[place] = console.paint(cells[place], STATE_INKS[run.state])
        lines.append(GAP.join(cells).rstrip())
    return lines


def _cells(run: RunSummary, keeper: Timekeeper) -> tuple[str, ...]:
    return (
        run.id,
        local_moment(run.created),
        event_words(run),
        target_words(run),
        safe(run.plan.clock, 24),
        run.state,
        f"{run.counts.accepted:,}",
        f"{run.counts.given_up:,}",
        f"{run.open:,}",
        next_words(run, keeper),
        "-" if run.holder is None else safe(str(run.holder), 60),
    )
