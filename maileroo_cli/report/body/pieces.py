"""Writing pieces of bytes to stdout: as they are into a file or a pipe, as harmless text on a terminal."""

from collections.abc import Iterable

from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.safe_text import safe_lines


def show_pieces(pieces: Iterable[bytes], console: Console) -> int:
    """Write each piece, and return how many; on a terminal it ends with a newline, whether it has one or not."""
    number = 0
    on_terminal = console.is_terminal
    for number, piece in enumerate(pieces, 1):  # noqa: B007 - the last number is returned
        if on_terminal:
            console.lines(safe_lines(piece.removesuffix(b"\n")))
        else:
            console.data(piece)
    return number
