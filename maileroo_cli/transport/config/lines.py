"""In which line of a TOML file a key stands. A parser does not tell; errors and origins name it where it is certain."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\\\n]*"|'[^'\n]*')"""
_NAME = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_TABLE = re.compile(rf"[ \t]*\[[ \t]*({_NAME})[ \t]*\]")
_ENTRY = re.compile(rf"[ \t]*({_NAME})[ \t]*=")
_ONE = re.compile(_PART)
_MOST_PARTS = 16
"""No setting lies deeper: a name of more parts is none, and is not looked for."""

_Name = tuple[str, ...]


def find_line(text: str, name: Sequence[str]) -> int | None:
    """Return the number of the line in which the key ``name`` (table by table) is set; ``None`` where it is unclear.

    A key of an inline table is in the line of that table, and a table in that of its only part.
    """
    wanted, (whole, parts) = tuple(name), _index(text)
    if wanted not in whole and len(found := parts.get(wanted, ())) == 1:
        return found[0]
    for length in range(len(wanted), 0, -1):
        if found := whole.get(wanted[:length], ()):
            return found[0] if len(found) == 1 else None
    return None


@lru_cache(maxsize=1)
def _index(text: str) -> tuple[Mapping[_Name, Sequence[int]], Mapping[_Name, Sequence[int]]]:
    """Return the lines of each name, and those of each beginning of one; every setting of a file asks for its own."""
    whole: dict[_Name, list[int]] = {}
    parts: dict[_Name, list[int]] = {}
    for number, name in _names(text):
        whole.setdefault(name, []).append(number)
        for length in range(1, min(len(name), _MOST_PARTS) + 1):
            parts.setdefault(name[:length], []).append(number)
    return whole, parts


def _names(text: str) -> Iterator[tuple[int, _Name]]:
    """Yield each line that begins a table or sets a key, with the whole name of that."""
    table: _Name = ()
    for number, line in enumerate(text.split("\n"), 1):
        if begun := _TABLE.match(line):
            table = _parts(begun[1])
            yield number, table
        elif entry := _ENTRY.match(line):
            yield number, (*table, *_parts(entry[1]))


def _parts(name: str) -> _Name:
    return tuple(part.strip("\"'") for part in _ONE.findall(name))
