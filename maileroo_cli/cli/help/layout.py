"""The lines of a help page for a terminal of any width. Words and names of options are never broken."""

import re
from collections.abc import Callable, Iterator, Sequence
from textwrap import TextWrapper

Row = tuple[str, str]
Paint = Callable[[str], str]

_WIDEST_TEXT = 100
_INDENT = "  "
_PIECE = re.compile(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""")


def text_width(width: int) -> int:
    """Return how many columns text takes of ``width``: longer lines are hard to read."""
    return min(width, _WIDEST_TEXT)


def wrap_text(text: str, width: int, indent: str = "", first: str = "") -> list[str]:
    """Return a paragraph in lines of at most ``width`` columns, where no word is longer."""
    wrapper = TextWrapper(text_width(width), first, indent, break_long_words=False, break_on_hyphens=False)
    return wrapper.wrap(text)


def name_column(rows: Sequence[Row], width: int) -> int:
    """Return the width of the first column: that of the longest name which leaves most of a line to the second."""
    most = text_width(width) * 3 // 8
    return max((len(name) for name, _ in rows if len(name) <= most), default=0)


def lay_out(rows: Sequence[Row], column: int, width: int, paint: Paint) -> Iterator[str]:
    """Yield rows with their text beside the name, or below a name that is longer than ``column``."""
    indent = " " * (len(_INDENT) + column + 2)
    for name, text in rows:
        lines = wrap_text(text, width, indent, indent) or [""]
        head = f"{_INDENT}{paint(name)}"
        if len(name) <= column:
            yield f"{head}{' ' * (column - len(name) + 2)}{lines.pop(0)[len(indent) :]}".rstrip()
        else:
            yield head
        yield from lines


def break_command(line: str, width: int) -> list[str]:
    r"""Return an example in lines that a shell takes for one: broken before options and pipes, with ``\`` at the end.

    A part that is longer than a line stays whole.
    """
    if len(_INDENT) + len(line) <= width:
        return [_INDENT + line]
    parts: list[str] = []
    for word in _PIECE.findall(line):
        if not parts or word.startswith("-") or word in ("|", ">"):
            parts.append(word)
        else:
            parts[-1] += f" {word}"
    lines = [_INDENT + parts[0]]
    for part in parts[1:]:
        if len(lines[-1]) + 1 + len(part) + len(" \\") <= width:
            lines[-1] += f" {part}"
        else:
            lines[-1] += " \\"
            lines.append(f"{_INDENT}  {part}")
    return lines
