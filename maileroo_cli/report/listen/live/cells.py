"""How many columns of a terminal a text takes, and cutting it to so many; most signs take one, some two or none."""

_FIRST_ODD = 0x300
"""The first character that may take another number of columns than one."""


def cells(text: str) -> int:
    """Return the number of columns of a text without control characters."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


def cut_cells(text: str, width: int) -> str:
    """Return as much of a text as fits into ``width`` columns; a cut is marked."""
    if cells(text) <= width:
        return text
    taken, kept = 0, ""
    for char in text:
        taken += _cells_of(char)
        if taken > width - 1:
            break
        kept += char
    return f"{kept}…" if width > 0 else ""


def _cells_of(char: str) -> int:
    if ord(char) < _FIRST_ODD:
        return 1
    from unicodedata import combining, east_asian_width

    if combining(char):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1
