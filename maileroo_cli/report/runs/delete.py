"""Deleting runs, and telling which went."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from maileroo_cli.errors import InputError, UsageError
from maileroo_cli.report.terminal.console import Console, Format
from maileroo_cli.transport.run.folder import check_deletable, delete_run, find_run, run_id
from maileroo_cli.transport.run.state import RunState, UnreadableRun
from maileroo_cli.transport.run.summary import survey_runs

SCHEMA = "mhook.runs-deleted/1"


class Deletion(NamedTuple):
    """What goes: runs that are named, those that are finished, or all; ``dry_run`` only names them."""

    names: tuple[str, ...]
    finished: bool
    everything: bool
    dry_run: bool


def delete_runs(folder: Path, deletion: Deletion, console: Console) -> None:
    """Delete what is to go and tell what went; nothing that is being played goes.

    Without any condition, or where a name is that of nothing, ``UsageError`` is raised before anything is deleted; one
    that cannot be deleted raises ``InputError`` once the others have gone.
    """
    if not (deletion.names or deletion.finished or deletion.everything):
        raise UsageError("nothing says which runs are to go", "give --finished, --all, or ids")
    chosen = dict.fromkeys([*(find_run(folder, name) for name in deletion.names), *_fitting(folder, deletion)])
    gone: list[str] = []
    errors: list[InputError] = []
    for path in chosen:
        try:
            check_deletable(path) if deletion.dry_run else delete_run(path)
            gone.append(run_id(path))
        except InputError as error:
            errors.append(error)
    _tell(console, gone, dry_run=deletion.dry_run)
    if errors:
        raise errors[0]


def _fitting(folder: Path, deletion: Deletion) -> Iterator[Path]:
    """Yield the runs that are to go without being named."""
    if not (deletion.finished or deletion.everything):
        return
    for one in survey_runs(folder):
        if isinstance(one, UnreadableRun):
            if deletion.everything:
                yield one.path
        elif one.holder is None and (deletion.everything or one.state is RunState.FINISHED):
            yield one.path


def _tell(console: Console, gone: list[str], *, dry_run: bool) -> None:
    if console.format is Format.JSON:
        console.object(SCHEMA, {"runs": gone, "deleted": len(gone), "dry_run": dry_run})
        return
    count = f"{len(gone)} {'run' if len(gone) == 1 else 'runs'}"
    names = f": {', '.join(gone)}" if gone else ""
    console.line(f"{count} {'would be deleted' if dry_run else 'deleted'}{names}")
