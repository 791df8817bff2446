"""What is told of captures that a command cannot work on."""

from maileroo_cli.report.terminal.console import Console


def tell_left_out(malformed: int, console: Console) -> None:
    """Tell how many captures are left out since they are not complete requests, if any."""
    if malformed:
        are = "capture was" if malformed == 1 else "captures were"
        console.note(f"{malformed} {are} left out: what arrived is not a complete request")
