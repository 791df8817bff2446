"""Telling which file was written under a name that the user gave. The file itself is written elsewhere."""

from pathlib import Path

from maileroo_cli.capture.database.wording import short_name
from maileroo_cli.report.terminal.console import Console


def tell_written(name: str, console: Console, what: str = "") -> None:
    """Name a file that is there now, on stderr, from the current folder; ``what`` says how much is in it."""
    console.aside(f"wrote {short_name(Path(name))}{f': {what}' if what else ''}")
