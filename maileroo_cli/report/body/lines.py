"""Showing a body: JSON with a line for each value, other text as it is, anything else in hexadecimal."""

from collections.abc import Iterator
from itertools import islice

from maileroo_cli.report.body.hex_view import hex_lines
from maileroo_cli.report.body.json_text import TokenKind, indent_json, read_json
from maileroo_cli.report.terminal.console import Console
from maileroo_cli.report.terminal.safe_text import safe_lines

_SHOWN_LINES = 1_000
"""As many lines of a body are shown on a terminal; a file or a pipe gets all."""


def body_lines(body: bytes, console: Console, *, as_hex: bool = False) -> Iterator[str]:
    """Yield the lines that show ``body``: JSON is indented on a terminal, and left as it came elsewhere."""
    lines = _lines(body, console, as_hex=as_hex)
    if not console.is_terminal:
        yield from lines
        return
    yield from islice(lines, _SHOWN_LINES)
    if next(lines, None) is not None:
        yield "…  (the rest with --raw, or in a file)"


def is_text(body: bytes) -> bool:
    """Tell whether a body can be shown as text."""
    if b"\0" in body:
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _lines(body: bytes, console: Console, *, as_hex: bool) -> Iterator[str]:
    if as_hex or not is_text(body):
        return hex_lines(body)
    if console.is_terminal and (text := read_json(body)) is not None:

        def paint(token: str, kind: TokenKind) -> str:
            return console.paint(token, kind.value) if kind.value is not None else token

        return indent_json(text, paint)
    return iter(safe_lines(body.removesuffix(b"\n")))
