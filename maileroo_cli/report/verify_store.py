"""Verifying what is in the store, capture by capture and in constant memory."""

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from maileroo_cli.capture.archive import Archive
from maileroo_cli.capture.assessment import explain_anomaly
from maileroo_cli.capture.check import Checked, Checker, Outcome
from maileroo_cli.capture.entry import Capture
from maileroo_cli.errors import ExitCode, InputError
from maileroo_cli.report.console import Console
from maileroo_cli.report.progress import Progress
from maileroo_cli.report.verification import Tally, render
from maileroo_cli.report.verify_output import open_output
from maileroo_cli.report.verify_run import Task

_BATCH = 200


def verify_store(path: Path, task: Task, console: Console) -> ExitCode:
    """Verify every capture in the store at ``path``; its place in the report is its id."""
    total = Tally()
    with Archive(path) as archive, closing(open_output(task.style, console)) as output:
        count = archive.count()
        if not count:
            raise InputError(f"there is no capture in {str(path)!r} yet", "mhook listen catches some, or name a file")
        console.note(f"verifying the captures in {str(path)!r}")
        checked = _check(archive.captures(), Checker(task.secrets, task.known))
        with Progress("verified", count, console, unit="items") as progress:
            while batch := list(islice(checked, _BATCH)):
                output.show(render(batch, task.style, total))
                progress.advance(len(batch))
        output.finish(total)
    return total.exit_code


def _check(captures: Iterator[Capture], checker: Checker) -> Iterator[Checked]:
    """Check each capture; what arrived malformed cannot be verified, whatever its signature."""
    for capture in captures:
        entry = capture.entry
        if entry.anomaly:
            reason = f"{entry.anomaly}: {explain_anomaly(entry)}"
            yield Checked(entry.id, Outcome.UNVERIFIABLE, entry.id, entry.event_type, entry.event_id, detail=reason)
        else:
            yield checker.check(capture.record, entry.id)
