"""Taking many entries of a HAR at a time: cutting what was read of the file where an entry seems to begin.

Where one begins is guessed from how those before began: the brackets, the white space and the first key. The guess
can be wrong, but not unnoticed: JSON is read from left to right, so that what decodes as an array of whole entries
ended where one of them ends. Entries are taken one at a time by ``reader``.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from maileroo_cli.capture.formats.har.json_window import Window

if TYPE_CHECKING:
    from maileroo_cli.capture.formats.har.entry import HarEntry
    from maileroo_cli.errors import InputError

_START = re.compile(rb'[ \t\r\n]{0,200},[ \t\r\n]{0,200}\{[ \t\r\n]{0,200}"[^"\\]{0,80}"')
_REACH = 700
_KNOWN = 8
_LONG = 32_768
_LARGEST = 8 << 20
_OPEN, _CLOSE, _COMMA = b"[],"


class EntryBatches:
    """How the entries of one array begin, as far as was seen; ``answers`` are taken with them where they are wanted."""

    def __init__(self, *, answers: bool = False) -> None:
        self._answers = answers
        self._starts: dict[bytes, int] = {}

    def learn(self, window: Window) -> None:
        """Note how the next entry begins, where ``window`` stands after an entry."""
        window.hold(_REACH)
        found = _START.match(window.data, window.begin, window.end)
        if found is None:
            return
        start = b"}" + found[0]
        self._starts.pop(start, None)
        self._starts[start] = start.index(b",")
        if len(self._starts) > _KNOWN:
            del self._starts[next(iter(self._starts))]

    def take(self, window: Window) -> "Sequence[HarEntry | InputError] | None":
        """Take as many entries as are in the window; ``None``, and nothing taken, where no cut is found or right."""
        from maileroo_cli.capture.formats.har.decoding import decode_entries

        cut = self._find(window)
        if cut < 0:
            return None
        data, begin = window.data, window.begin
        data[begin - 1], data[cut] = _OPEN, _CLOSE
        with memoryview(data) as view, view[begin - 1 : cut + 1] as block:
            entries = decode_entries(block, self._answers)
        data[cut] = _COMMA
        if entries is not None:
            window.begin = cut + 1
        return entries

    def _find(self, window: Window) -> int:
        """Return the position of the comma before the last entry that begins in the window, or -1."""
        seen = 0
        while self._starts:
            reached = window.end - window.begin
            cut = self._last(window, window.begin + max(0, seen - _REACH))
            if cut >= 0:
                return cut
            if window.end - window.data.rfind(b'"', window.begin, window.end) > _LONG:
                break  # within a long string, which is stepped over faster than searched
            if reached >= window.size - 1:
                if window.size >= _LARGEST:
                    break
                window.size *= 2
            seen = reached
            if not window.fill():
                break
        return -1

    def _last(self, window: Window, start: int) -> int:
        best = -1
        for text, comma in reversed(self._starts.items()):
            found = window.data.rfind(text, start, window.end)
            best = max(best, found + comma if found >= 0 else -1)
            if best - window.begin > (window.end - window.begin) // 2:
                break
        return best
