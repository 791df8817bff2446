"""The options of ``mhook check`` that say how its report is written, where to, and what it is compared with."""

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Annotated, NamedTuple

from typer import Option

from maileroo_cli.cli.option.shared import OUTPUT, NoColor, OptionGroup
from maileroo_cli.errors import MhookError, UsageError
from maileroo_cli.operation.check.baseline import BASELINE_FILE, NEW, CheckBaseline, read_baseline
from maileroo_cli.report.check.document.rendering import render
from maileroo_cli.report.check.format import CheckFormat, CheckReport, RepositoryPlace
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.written import tell_written
from maileroo_cli.transport.file.output import check_place, replace_file
from maileroo_cli.transport.file.source import STDIN
from maileroo_cli.webhook.text.nearest import suggest
from maileroo_cli.webhook.text.shown import show

_USUAL_FILE = "pyproject.toml"


class CheckOutputOptions(OptionGroup):
    """How the report of a check is shown, and in which files it is written too."""

    format: Annotated[
        CheckFormat,
        Option(
            "--format",
            "-f",
            help="text for people, json for one object per line, junit or sarif for servers, github for annotations, "
            "html for a page, markdown for a comment.",
            rich_help_panel=OUTPUT,
        ),
    ] = CheckFormat.TEXT
    report: Annotated[
        list[str],
        Option(
            "--report",
            metavar="FORMAT=FILE",
            help="Write a report into FILE as well, in any format that --format has. Repeatable.",
            default_factory=list,
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ]
    sarif_file: Annotated[
        str | None,
        Option(
            "--sarif-file",
            metavar="FILE[:LINE]",
            help="The place in your repository where sarif and github show findings, such as app/webhook.py:12. "
            "Without it the configuration file.",
            rich_help_panel=OUTPUT,
        ),
    ] = None
    baseline: Annotated[
        str | None,
        Option(
            "--baseline",
            metavar="FILE|new",
            help="An earlier JSON report: only findings that it does not have fail the check. new writes the first, "
            f"{BASELINE_FILE}, and fails nothing.",
            rich_help_panel=OUTPUT,
        ),
    ] = None
    no_color: NoColor = False


class ReportFile(NamedTuple):
    """One report that is written into a file; ``option`` is what named it."""

    format: CheckFormat
    name: str
    option: str = "--report"


def report_files(options: CheckOutputOptions) -> list[ReportFile]:
    """Return the files that reports go into, each of which can be made; what cannot be raises before anything is sent.

    With ``--baseline new`` the baseline is one of them.
    """
    files = [_report_file(text) for text in options.report]
    if options.baseline == NEW:
        files.append(ReportFile(CheckFormat.JSON, BASELINE_FILE, "--baseline"))
    paths = [os.path.realpath(one.name) for one in files]
    for number, one in enumerate(files):
        if paths[number] in paths[:number]:
            raise UsageError(f"two reports would go into {one.name!r}", "name a file of its own for each")
        check_place(one.name, one.option)
    return files


def refuse_unmade(options: CheckOutputOptions) -> None:
    """Raise ``UsageError`` where a dry run is asked for a verdict, which it does not have."""
    if options.format not in (CheckFormat.TEXT, CheckFormat.JSON):
        raise UsageError(f"--dry-run has no verdict for --format {options.format}", "use text or json")
    for name, given in (("--report", options.report), ("--baseline", options.baseline)):
        if given:
            raise UsageError(f"--dry-run has no verdict for {name}", "leave out one of the two")


def write_reports(files: Sequence[ReportFile], report: CheckReport, console: Console) -> None:
    """Write each report; a baseline only of a check that came to its end, since what is not in one counts as new.

    One that cannot be written keeps no other from being; the first error is raised at the end.
    """
    summary, errors = report.summary, list[MhookError]()
    for one in files:
        is_cut = summary.stopped is not None or summary.out_of_time
        if one.option == "--baseline" and (is_cut or not summary.opened):
            why = "the check did not come to its end" if is_cut else "no valid event is accepted"
            console.note(f"{one.name} is not written: {why}, so that hardly a rule was tried")
            continue
        try:
            replace_file(one.name, render(one.format, report), one.option)
        except MhookError as error:
            errors.append(error)
        else:
            tell_written(one.name, console)
    if errors:
        raise errors[0]


def given_baseline(options: CheckOutputOptions) -> CheckBaseline | None:
    """Return the baseline to compare with, where there is one."""
    return None if options.baseline in (None, NEW) else read_baseline(str(options.baseline))


def place_in_repository(text: str | None, config: Path | None = None) -> RepositoryPlace:
    """Return where findings are shown: the place that was named, or the file ``config`` of the settings, if any."""
    if text is None:
        return RepositoryPlace(_from_root(config or Path(_USUAL_FILE)))
    file, colon, number = text.rpartition(":")
    if not (colon and number.isascii() and number.isdigit() and int(number[:9])):
        file, number = text, "1"
    path = PurePosixPath(file.replace("\\", "/") if os.sep == "\\" else file)
    if not file.strip() or path.is_absolute() or ".." in path.parts or "://" in file:
        what = f"--sarif-file '{show(text)}' is not in the repository"
        raise UsageError(what, "name it from the root of the repository, like app/webhook.py:12")
    return RepositoryPlace(str(path), int(number[:9]))


def _from_root(file: Path) -> str:
    """Return a file by its path from the root of its repository; without one by its name."""
    try:
        whole = Path.cwd() / file
    except FileNotFoundError:  # the folder that the command runs in is gone
        return file.name
    for folder in whole.parents:
        if (folder / ".git").exists():
            return whole.relative_to(folder).as_posix()
    return file.name


def _report_file(text: str) -> ReportFile:
    word, equals, name = text.partition("=")
    formats = [str(one) for one in CheckFormat]
    if not equals or not name:
        raise UsageError(f"--report '{show(text)}' names no format and file", "write it like junit=report.xml")
    if word not in formats:
        raise UsageError(f"--report knows no format '{show(word)}'", suggest(word, formats))
    if name == STDIN:
        raise UsageError("--report writes into files", f"--format {word} writes to the standard output")
    return ReportFile(CheckFormat(word), name)
