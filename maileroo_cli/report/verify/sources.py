"""From the files that the user named to verified requests: what each file holds is recognised by its content."""

import os
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from maileroo_cli.capture.check.checker import Checker
from maileroo_cli.capture.formats.recognise import RECORDS, format_names
from maileroo_cli.errors import ExitCode, InputError, UsageError
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.progress import Progress
from maileroo_cli.report.verify.lines import VerdictCounts, render
from maileroo_cli.report.verify.output import Output, open_output
from maileroo_cli.report.verify.records import VerifiedBlock, VerifyTask, verify_records
from maileroo_cli.transport.file.captures import UnknownFormatError, open_recognised
from maileroo_cli.transport.file.folder import Folder, is_folder, list_folder
from maileroo_cli.transport.file.source import STDIN, describe, read_source

if TYPE_CHECKING:
    from maileroo_cli.capture.read_result import ReadResult

_BATCH = 200
_NAMED = 5
"""So many of the files that are passed over are named."""


def verify_body(files: list[str], signature: str, task: VerifyTask, console: Console) -> ExitCode:
    """Verify one bare body with the value of its signature header."""
    if len(files) > 1:
        raise UsageError("--signature belongs to one body, but several files were named", "name one file, or -")
    source = files[0] if files else STDIN
    checked = Checker(task.secrets, task.known).check_body(read_source(source), signature, _label(source))
    tally = VerdictCounts()
    with closing(open_output(task.style, console)) as output:
        output.show(render([checked], task.style, tally))
        output.finish(tally)
    return tally.exit_code


def verify_sources(files: list[str], task: VerifyTask, jobs: int, console: Console) -> ExitCode:
    """Verify every request of the named files and folders, or of the standard input where none is named."""
    sources = [Source(name, _folder(name)) for name in files or [STDIN]]
    with closing(open_output(task.style, console)) as output:
        with Progress("verified", _size(sources), console, unit="bytes") as progress:
            run = _Run(task, jobs, console, output, progress)
            for source in sources:
                try:
                    run.verify(source)
                except InputError as error:
                    if len(files) < 2:
                        raise
                    run.skip(source.name, error)
        return run.finish()


class Source(NamedTuple):
    """What the user named: a file, or a folder with what is in it."""

    name: str
    folder: Folder | None


class _Run:
    """One run over several sources: what was found, and what could not be read."""

    def __init__(self, task: VerifyTask, jobs: int, console: Console, output: Output, progress: Progress) -> None:
        self._task, self._jobs = task, jobs
        self._console, self._output, self._progress = console, output, progress
        self._total, self._unread = VerdictCounts(), False

    def verify(self, source: Source) -> None:
        """Verify a file, or each file of a folder; what cannot be read raises ``InputError``."""
        if source.folder is None:
            self._verify_file(source.name)
            return
        strange, (files, errors) = [], source.folder
        for error in errors:
            self.skip(source.name, error)
        for name in files:
            try:
                self._verify_file(name)
            except UnknownFormatError:
                strange.append(name)
            except InputError as error:
                self.skip(name, error)
        if len(strange) == len(files):
            hint = f"one of them should hold {format_names('or')}"
            raise InputError(f"no file in {source.name!r} holds captured requests", hint)
        if strange:
            self._console.note(_tell_strange(strange))

    def skip(self, name: str, error: InputError) -> None:
        """Tell that a source could not be read, and go on."""
        self._unread = True
        self._console.error(error)
        self._output.unread(name, error)

    def finish(self) -> ExitCode:
        """Show the sum and return the exit code."""
        total = self._total
        if not total.outcomes:
            raise InputError("there is no request in the input", f"it should hold {format_names('or')}")
        self._output.finish(total)
        return ExitCode.INPUT if self._unread and total.exit_code is ExitCode.OK else total.exit_code

    def _verify_file(self, name: str) -> None:
        for done in _verify(name, self._task, self._jobs, self._console):
            self._output.show(done.lines)
            self._total.merge(done.tally)
            self._progress.advance(done.size)


def _folder(name: str) -> Folder | None:
    return list_folder(name) if name != STDIN and is_folder(name) else None


def _tell_strange(names: list[str]) -> str:
    shown = ", ".join(map(repr, names[:_NAMED])) + (f" and {len(names) - _NAMED} more" if names[_NAMED:] else "")
    if len(names) == 1:
        return f"1 file holds no captured requests and was passed over: {shown}"
    return f"{len(names)} files hold no captured requests and were passed over: {shown}"


def _verify(name: str, task: VerifyTask, jobs: int, console: Console) -> Iterator[VerifiedBlock]:
    with open_recognised(name, "for a bare body give --signature with the header's value") as (form, stream):
        if form is RECORDS:
            yield from verify_records(stream, _label(name), task, jobs, None if name == STDIN else name)
        else:
            yield from _verify_findings(form.read(stream), name, task, console)


def _verify_findings(
    findings: "Iterator[ReadResult]", name: str, task: VerifyTask, console: Console
) -> Iterator[VerifiedBlock]:
    checker, results = Checker(task.secrets, task.known), []
    for checked in checker.check_results(findings, _label(name)):
        results.append(checked)
        if len(results) == _BATCH:
            tally = VerdictCounts()
            yield VerifiedBlock(render(results, task.style, tally), tally, 0)
            results = []
    tally = VerdictCounts()
    yield VerifiedBlock(render(results, task.style, tally), tally, 0)
    if passed_over := getattr(findings, "passed_over", 0):
        several = "other requests were" if passed_over > 1 else "other request was"
        console.note(f"{passed_over} {several} passed over in {describe(name)}: no body and no signature")


def _label(name: str) -> str:
    return "stdin" if name == STDIN else name


def _size(sources: list[Source]) -> int | None:
    """Return how many bytes there are to read, where that is known."""
    names = [name for source in sources for name in (source.folder.files if source.folder else [source.name])]
    try:
        return None if STDIN in names else sum(map(os.path.getsize, names))
    except (OSError, ValueError):
        return None
