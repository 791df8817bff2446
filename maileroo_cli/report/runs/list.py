"""Showing which runs there are, a line each."""

from collections.abc import Sequence

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
from maileroo_cli.report.terminal.console import Console, Format, Ink
from maileroo_cli.report.terminal.fitted import GAP, Column, cell, fit
from maileroo_cli.report.terminal.safe_text import safe

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


def show_runs(kept: KeptRuns, console: Console) -> None:
    """Show the runs, the newest last; those that cannot be read are told as an error by whoever called."""
    if console.format is Format.JSON:
        for run in kept.runs:
            console.object(SCHEMA, run_fields(run))
    elif kept.runs:
        console.lines(_lines(kept.runs, console))
    if not kept.runs and not kept.unreadable:
        console.note(f"there is no run yet in {str(kept.folder)!r}: mhook replay makes them")


def _lines(runs: Sequence[KeptRun], console: Console) -> list[str]:
    rows = [_cells(run) for run in runs]
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
            cells[place] = console.paint(cells[place], STATE_INKS[run.summary.state])
        lines.append(GAP.join(cells).rstrip())
    return lines


def _cells(kept: KeptRun) -> tuple[str, ...]:
    run = kept.summary
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
        next_words(kept),
        "-" if run.holder is None else safe(str(run.holder), 60),
    )
