"""Showing the store itself: where it is, and what it holds."""

from maileroo_cli.operation.captures.path import StoreContents, StorePlace
from maileroo_cli.report.keys.value import process_value
from maileroo_cli.report.terminal.console import Console, Format
from maileroo_cli.report.terminal.safe_text import safe

SCHEMA = "mhook.store/2"


def show_store(place: StorePlace, console: Console) -> None:
    """Print the store's path; as an object also whether it is there, what it holds, and who writes to it."""
    if console.format is Format.TEXT:
        console.line(safe(str(place.path)))
        return
    captures, size, file_size, writer = place.contents or StoreContents()
    fields = {
        "store": str(place.path),
        "exists": place.contents is not None,
        "captures": captures,
        "captures_bytes": size,
        "file_bytes": file_size,
        "held_by": None if writer is None else process_value(writer.pid, writer.doing),
    }
    console.object(SCHEMA, fields)
