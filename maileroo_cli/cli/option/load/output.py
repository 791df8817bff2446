"""The options of ``mhook load`` that say how its report is written, and into which files."""

import os
from collections.abc import Sequence
from typing import Annotated, NamedTuple

from typer import Option

from maileroo_cli.cli.option.shared import OUTPUT, NoColor, OptionGroup
from maileroo_cli.errors import MhookError, UsageError
from maileroo_cli.report.load.format import LoadFormat, LoadReport
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.written import tell_written
from maileroo_cli.transport.file.output import check_place, replace_file
from maileroo_cli.transport.file.source import STDIN
from maileroo_cli.webhook.text.nearest import suggest
from maileroo_cli.webhook.text.shown import show

_OPTION = "--report"


class LoadOutputOptions(OptionGroup):
    """How the report of a load is shown, and in which files it is written too."""

    format: Annotated[
        LoadFormat,
        Option(
            "--format",
            "-f",
            help="text for people, json for one object per line, junit for an XML report, github for annotations, "
            "html for a page with charts.",
            rich_help_panel=OUTPUT,
        ),
    ] = LoadFormat.TEXT
    report: Annotated[
        list[str],
        Option(
            _OPTION,
            metavar="FORMAT=FILE",
            help="Write a report into FILE as well, in any format that --format has, like html=load.html. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ]
    dry_run: Annotated[
        bool,
        Option("--dry-run", help="Print what would be sent, and when, and send nothing.", rich_help_panel=OUTPUT),
    ] = False
    quiet: Annotated[
        bool, Option("--quiet", "-q", help="Only what is wrong, and the verdict.", rich_help_panel=OUTPUT)
    ] = False
    no_color: NoColor = False


class LoadReportFile(NamedTuple):
    """One report that is written into a file."""

    format: LoadFormat
    name: str


def load_report_files(options: LoadOutputOptions) -> list[LoadReportFile]:
    """Return the files that reports go into, each of which can be made; what cannot be raises before anything is sent.

    A dry run has no verdict to write.
    """
    if options.dry_run:
        if options.format not in (LoadFormat.TEXT, LoadFormat.JSON):
            raise UsageError(f"--dry-run has no verdict for --format {options.format}", "use text or json")
        if options.report:
            raise UsageError("--dry-run has no verdict for --report", "leave out one of the two")
    files = [_file(text) for text in options.report]
    paths = [os.path.realpath(one.name) for one in files]
    for number, one in enumerate(files):
        if paths[number] in paths[:number]:
            raise UsageError(f"two reports would go into {one.name!r}", "name a file of its own for each")
        check_place(one.name, _OPTION)
    return files


def write_load_reports(files: Sequence[LoadReportFile], report: LoadReport, console: Console) -> None:
    """Write each report. One that cannot be written keeps no other from being; the first error is raised at the end."""
    from maileroo_cli.report.load.rendering import render_load

    errors = list[MhookError]()
    for one in files:
        try:
            replace_file(one.name, render_load(one.format, report), _OPTION)
        except MhookError as error:
            errors.append(error)
        else:
            tell_written(one.name, console)
    if errors:
        raise errors[0]


def _file(text: str) -> LoadReportFile:
    word, equals, name = text.partition("=")
    formats = [str(one) for one in LoadFormat]
    if not equals or not name:
        raise UsageError(f"{_OPTION} '{show(text)}' names no format and file", "write it like html=load.html")
    if word not in formats:
        raise UsageError(f"{_OPTION} knows no format '{show(word)}'", suggest(word, formats))
    if name == STDIN:
        raise UsageError(f"{_OPTION} writes into files", f"--format {word} writes to the standard output")
    return LoadReportFile(LoadFormat(word), name)
