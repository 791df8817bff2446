"""In which line of a TOML file a key stands. A parser does not tell; errors and origins name it where it is certain."""

import re
from collections.abc import Iterator, Sequence

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\\\n]*"|'[^'\n]*')"""
_NAME = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_TABLE = re.compile(rf"[ \t]*\[[ \t]*({_NAME})[ \t]*\]")
_ENTRY = re.compile(rf"[ \t]*({_NAME})[ \t]*=")
_ONE = re.compile(_PART)


def find_line(text: str, name: Sequence[str]) -> int | None:
    """Return the number of the line in which the key ``name`` (table by table) is set; ``None`` where it is unclear.

    A key of an inline table is in the line of that table, and a table in that of its only part.
    """
    wanted, names = tuple(name), list(_names(text))
    if not any(there == wanted for _, there in names):
        parts = [number for number, there in names if there[: len(wanted)] == wanted]
        if len(parts) == 1:
            return parts[0]
    for length in range(len(wanted), 0, -1):
        found = [number for number, there in names if there == wanted[:length]]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _names(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield each line that begins a table or sets a key, with the whole name of that."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if begun := _TABLE.match(line):
            table = _parts(begun[1])
            yield number, table
        elif entry := _ENTRY.match(line):
            yield number, (*table, *_parts(entry[1]))


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _ONE.findall(name))
