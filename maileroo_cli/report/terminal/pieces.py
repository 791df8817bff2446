"""Writing pieces of bytes to stdout: as they are into a file or a pipe, as harmless text on a terminal."""

from collections.abc import Iterable

from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.safe_text import safe_lines


def show_pieces(pieces: Iterable[bytes], console: Console) -> None:
    """Write each piece; on a terminal it ends with a newline, whether it has one or not."""
    if not console.is_terminal:
        for piece in pieces:
            console.data(piece)
        return
    for piece in pieces:
        console.lines(safe_lines(piece.removesuffix(b"\n")))
