"""Telling how many captures went, and how much is left."""

from maileroo_cli.operation.captures.prune import PruneResult
from maileroo_cli.report.terminal.console import Console, Format
from maileroo_cli.report.terminal.safe_text import safe
from maileroo_cli.webhook.text.size import format_size

SCHEMA = "mhook.prune-summary/2"


def show_pruned(result: PruneResult, console: Console) -> None:
    """Tell what was deleted, or would be."""
    gone, left, size, dry_run, through = result
    if through:
        console.note(f"deleted through {safe(through)}, which has the store open")
    if console.format is Format.JSON:
        console.object(SCHEMA, {"deleted": gone, "left": left, "captures_bytes": size, "dry_run": dry_run})
        return
    count = f"{gone:,} {'capture' if gone == 1 else 'captures'}"
    if dry_run:
        console.line(f"{count} would be deleted, {left:,} would remain")
    else:
        console.line(f"{count} deleted, {left:,} left ({format_size(size)})")
