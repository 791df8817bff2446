"""Telling which runs were deleted."""

from maileroo_cli.operation.runs import DeletedRuns
from maileroo_cli.report.terminal.console import Console, Format

SCHEMA = "mhook.runs-deleted/1"


def show_deleted(deleted: DeletedRuns, console: Console, *, dry_run: bool) -> None:
    """Tell which runs went, or would go; those that could not are errors for whoever called."""
    gone = deleted.ids
    if console.format is Format.JSON:
        console.object(SCHEMA, {"runs": gone, "deleted": len(gone), "dry_run": dry_run})
        return
    count = f"{len(gone)} {'run' if len(gone) == 1 else 'runs'}"
    names = f": {', '.join(gone)}" if gone else ""
    console.line(f"{count} {'would be deleted' if dry_run else 'deleted'}{names}")
