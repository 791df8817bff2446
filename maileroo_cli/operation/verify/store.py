"""Verifying what is in the store, capture by capture and in constant memory."""

from contextlib import closing
from itertools import islice
from pathlib import Path

from maileroo_cli.capture.check.assessment import check_capture
from maileroo_cli.capture.check.checker import Checker
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.errors import ExitCode, InputError
from maileroo_cli.operation.verify.records import VerifyTask
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.progress import Progress
from maileroo_cli.report.verify.lines import VerdictCounts, render
from maileroo_cli.report.verify.output import open_output

_BATCH = 200


def verify_store(path: Path, task: VerifyTask, console: Console) -> ExitCode:
    """Verify every capture in the store at ``path``; its place in the report is its id."""
    total = VerdictCounts()
    with Archive(path) as archive, closing(open_output(task.style, console)) as output:
        count = archive.count()
        if not count:
            raise InputError(f"there is no capture in {str(path)!r} yet", "mhook listen catches some, or name a file")
        console.note(f"verifying the captures in {str(path)!r}")
        checker = Checker(task.secrets, task.known)
        checked = (check_capture(capture, checker) for capture in archive.captures())
        with Progress("verified", count, console, unit="items") as progress:
            while batch := list(islice(checked, _BATCH)):
                output.show(render(batch, task.style, total))
                progress.advance(len(batch))
        output.finish(total)
    return total.exit_code
