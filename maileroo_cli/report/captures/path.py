"""Showing the store itself: where it is, and what was deleted from it."""

from pathlib import Path

from maileroo_cli.capture.store.file import is_there
from maileroo_cli.capture.store.lock import find_holder
from maileroo_cli.report.terminal.console import Console, Format
from maileroo_cli.report.terminal.safe_text import safe

SCHEMA = "mhook.store/1"


def show_store(path: Path, console: Console) -> None:
    """Print the store's path; as an object also whether it is there, what it holds, and who writes to it."""
    where = path.absolute()
    if console.format is Format.TEXT:
        console.line(safe(str(where)))
        return
    fields: dict[str, object] = {
        "path": str(where),
        "exists": is_there(path),
        "captures": 0,
        "bytes": 0,
        "file_bytes": 0,
        "writer": None,
    }
    if fields["exists"]:
        from maileroo_cli.capture.store.archive import Archive

        with Archive(path) as archive:
            fields |= {"captures": archive.count(), "bytes": archive.size(), "file_bytes": path.stat().st_size}
        if (holder := find_holder(path)) is not None:
            fields["writer"] = {"pid": holder.pid, "doing": holder.doing}
    console.object(SCHEMA, fields)
