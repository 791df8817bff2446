"""A console whose lines are collected instead of shown: plain text of a fixed width, for whoever passes it on."""

from collections import deque

from maileroo_cli.report.terminal.console import Console, Format

_FIRST, _LAST = 4_000, 1_000


class CollectedLines(Console):
    """Collects what goes to stdout as lines without colour, 100 columns wide; notes and errors are dropped.

    Of more than 5,000 lines those in the middle are left out, and a line says how many.
    """

    def __init__(self, width: int = 100) -> None:
        super().__init__(format=Format.TEXT, color=False)
        self._width = width
        self._first: list[str] = []
        self._last: deque[str] = deque(maxlen=_LAST)
        self._count = 0
        # Nothing is shown anywhere.
        self._stdout = self._stderr = None

    @property
    def width(self) -> int:
        """The columns of the text."""
        return self._width

    def can_show(self, text: str) -> bool:
        """Whether text has every character."""
        return True

    def line(self, text: str = "") -> None:
        """Collect one line."""
        self._count += 1
        if len(self._first) < _FIRST:
            self._first.append(text)
        else:
            self._last.append(text)

    @property
    def texts(self) -> list[str]:
        """What was collected."""
        left_out = self._count - len(self._first) - len(self._last)
        told = [f"… {left_out:,} lines are left out here …"] if left_out else []
        return [*self._first, *told, *self._last]
