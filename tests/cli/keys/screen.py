"""A screen that shows what a program draws: as much of a terminal as `mhook` uses, with all that has scrolled away."""

import re

_SEQUENCE = re.compile(r"\x1b\[([0-9;?]*)([A-Za-z])")


class EmulatedScreen:
    """Rows of characters, without colours. Text behind the last column goes on in the next row, which ``wraps`` counts.

    A sequence that it does not know is an error: it would not be drawn either.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self.wraps = 0
        self._is_wrapping = True
        self._rows: list[list[str]] = [[]]
        self._row = self._column = 0
        self._rest = ""

    @property
    def lines(self) -> list[str]:
        """All rows up to the last that has something on it or the cursor."""
        lines = ["".join(row).rstrip() for row in self._rows]
        while len(lines) > self._row + 1 and not lines[-1]:
            lines.pop()
        return lines

    @property
    def cursor(self) -> tuple[int, int]:
        """The row and the column of the cursor."""
        return self._row, self._column

    def write(self, text: str) -> None:
        """Draw what a program has written."""
        text, self._rest = self._rest + text, ""
        at = 0
        while at < len(text):
            if text[at] != "\x1b":
                self._put(text[at])
                at += 1
            elif (found := _SEQUENCE.match(text, at)) is not None:
                self._obey(found[1], found[2])
                at = found.end()
            else:
                assert len(text) - at < 20, f"an unknown sequence: {text[at : at + 20]!r}"
                self._rest = text[at:]
                return

    def _put(self, char: str) -> None:
        if char == "\r":
            self._column = 0
        elif char == "\n":
            self._move_down()
        elif char.isprintable():
            if self._column >= self.width and not self._is_wrapping:
                self._column = self.width - 1
            if self._column >= self.width:
                self.wraps += 1
                self._column = 0
                self._move_down()
            row = self._rows[self._row]
            row += " " * (self._column + 1 - len(row))
            row[self._column] = char
            self._column += 1

    def _move_down(self) -> None:
        self._row += 1
        if self._row == len(self._rows):
            self._rows.append([])

    def _obey(self, numbers: str, what: str) -> None:
        match what:
            case "J":
                assert numbers == ""
                del self._rows[self._row][self._column :]
                del self._rows[self._row + 1 :]
            case "C":
                self._column = min(self.width - 1, self._column + int(numbers))
            case "m":
                return
            case "h" | "l":
                assert numbers == "?7"
                self._is_wrapping = what == "h"
            case _:
                raise AssertionError(f"an unknown sequence: {numbers}{what}")
