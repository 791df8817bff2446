"""Rows of text in aligned columns, the last one wrapped. For catalogues; it starts faster than a table library."""

import re
from collections.abc import Callable, Sequence
from textwrap import wrap

GAP = "  "
_NARROWEST = 24
_OPTION = re.compile(r"--?\S+ [^\s-]\S*|\S+")
_TOO_NARROW = 16

Paint = Callable[[str], str]


def lay_out(
    rows: Sequence[Sequence[str]], width: int, paints: Sequence[Paint | None] = (), indent: str = ""
) -> list[str]:
    """Return the lines of ``rows``: all columns but the last as wide as needed, the last wrapped to ``width``.

    ``paints`` colours columns by position after they were measured.
    """
    if not rows:
        return []
    last = len(rows[0]) - 1
    widths = [max(len(row[column]) for row in rows) for column in range(last)]
    start = len(indent) + sum(widths) + len(GAP) * last
    if width - start < _TOO_NARROW and last > 1:
        return _stack(rows, widths, width, paints, indent)
    lines = []
    for row in rows:
        cells = [_painted(row[column].ljust(widths[column]), column, paints) for column in range(last)]
        wrapped = wrap(row[last], max(width - start, _NARROWEST), break_on_hyphens=False) or [""]
        lines.append((indent + GAP.join([*cells, _painted(wrapped[0], last, paints)])).rstrip())
        lines += [" " * start + _painted(more, last, paints) for more in wrapped[1:]]
    return lines


def _stack(
    rows: Sequence[Sequence[str]], widths: Sequence[int], width: int, paints: Sequence[Paint | None], indent: str
) -> list[str]:
    """Lay out rows for a narrow terminal: the last column on lines of its own below the others."""
    lines, last = [], len(rows[0]) - 1
    for row in rows:
        cells = [_painted(row[column].ljust(widths[column]), column, paints) for column in range(last)]
        lines.append((indent + GAP.join(cells)).rstrip())
        lines += [_painted(line, last, paints) for line in paragraph(row[last], width, f"{indent}    ")]
    return lines


def paragraph(text: str, width: int, indent: str = "", first: str | None = None) -> list[str]:
    """Return ``text`` wrapped to ``width``, each line after ``indent``, the first one after ``first`` if given."""
    start = indent if first is None else first
    return wrap(text, width, initial_indent=start, subsequent_indent=indent, break_on_hyphens=False)


def command_lines(command: str, width: int, indent: str = "") -> list[str]:
    """Return a command line that can be copied: with a backslash where it goes on, and no option without its value."""
    if len(indent) + len(command) <= width:
        return [f"{indent}{command}"]
    lines = [indent]
    for part in _OPTION.findall(command):
        if not lines[-1].strip() or len(lines[-1]) + 1 + len(part) <= width - len(" \\"):
            lines[-1] += f" {part}" if lines[-1].strip() else part
        else:
            lines.append(f"{indent}  {part}")
    return [*(f"{line} \\" for line in lines[:-1]), lines[-1]]


def _painted(text: str, column: int, paints: Sequence[Paint | None]) -> str:
    paint = paints[column] if column < len(paints) else None
    return paint(text) if paint is not None and text else text
