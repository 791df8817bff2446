"""Showing what checks and loads came to: which there are, one line each, and one of them in full, as it was kept."""

from maileroo_cli.errors import UsageError
from maileroo_cli.operation.replay.picture import PictureFile, PictureKind
from maileroo_cli.operation.runs import KeptResults
from maileroo_cli.report.keys.value import time_value
from maileroo_cli.report.runs.view import STATE_INKS, local_moment
from maileroo_cli.report.terminal.console import Console, Format, ReportFormat
from maileroo_cli.report.terminal.fitted import Column
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.report.terminal.table import Table, TableColumn
from maileroo_cli.report.terminal.written import tell_written
from maileroo_cli.transport.run.state import NamedResult, ResultKind

CHECK_SCHEMA = "mhook.kept-check/1"
LOAD_SCHEMA = "mhook.kept-load/1"
_SCHEMAS = {ResultKind.CHECK: CHECK_SCHEMA, ResultKind.LOAD: LOAD_SCHEMA}
_LONGEST = 1_000

_COLUMNS: tuple[TableColumn[NamedResult], ...] = (
    TableColumn(Column("RESULT"), lambda one: one.id),
    TableColumn(Column("MADE"), lambda one: local_moment(one.result.made)),
    TableColumn(Column("OF"), lambda one: one.kind),
    TableColumn(Column("VERDICT", least=20, rank=1), lambda one: safe(one.result.reason, 200)),
    TableColumn(Column("RECEIVER", least=12, rank=2), lambda one: safe(one.result.url, 200)),
    TableColumn(Column("STATE"), lambda one: one.result.state, lambda one: STATE_INKS[one.result.state]),
)


def show_results(kept: KeptResults, console: Console) -> None:
    """Show the results, the newest last; those that cannot be read are told as an error by whoever called."""
    if console.format is Format.JSON:
        for one in kept.results:
            console.object(_SCHEMAS[one.kind], result_fields(one))
    elif kept.results:
        table = Table(_COLUMNS, console)
        lines = table.lines(kept.results)
        console.lines([table.titles(), *lines])
    if kept.older:
        console.note(f"{kept.older} older results are not shown; -n 0 shows all")


def print_result(one: NamedResult, console: Console, format: ReportFormat, picture: PictureFile | None) -> None:
    """Show one result as it was kept: its text, or its objects; its picture goes into a file, where that is wanted."""
    if format not in (ReportFormat.TEXT, ReportFormat.JSON):
        raise UsageError(f"a kept {one.kind} has no report for --format {format}", "use text or json")
    if picture is not None:
        _check_picture(one, picture)
    if format is ReportFormat.JSON:
        console.object(_SCHEMAS[one.kind], result_fields(one))
        console.lines(safe(line, len(line)) for line in one.result.objects)
    else:
        console.lines(safe(line, len(line)) for line in one.result.lines)
    if picture is not None:
        picture.save(one.result.pictures[0][1])
        tell_written(picture.name, console)


def result_fields(one: NamedResult) -> dict[str, object]:
    """Return what is known of a result, but for its report, as the fields of a JSON object."""
    result = one.result
    return {
        "run": one.id,
        "time": time_value(result.made),
        "url": result.url,
        "state": str(result.state),
        "reason": result.reason,
        "exit_code": result.exit_code,
    }


def _check_picture(one: NamedResult, picture: PictureFile) -> None:
    if picture.kind is not PictureKind.SVG or not one.result.pictures:
        what = f"of the {one.kind} {one.id} there is no picture for {picture.name!r}"
        raise UsageError(what, f"end its name with .svg, or write a page with mhook {one.kind} --report html=FILE")
