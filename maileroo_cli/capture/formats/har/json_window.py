"""A window that slides over a stream of JSON: its members, its items and where its values end.

Memory grows with one value that is kept, never with the stream. What values mean is decided elsewhere.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from maileroo_cli.capture.formats.har.json_scan import Scan, ScanError

SIZE = 1 << 18
"""How much of the stream is held, in bytes, unless a value needs more."""

LONG_STRING = 1 << 20
"""From this size on, strings of a kept value that nobody needs are left out of it."""

VALUE_LIMIT = 64 << 20
"""More of one value is never held."""

_SPACE = re.compile(rb"[ \t\r\n]*+")
_QUOTE, _COMMA, _COLON, _OBJECT_END = b'",:}'

Expendable = Callable[[bytearray, int, int], bool]
"""Whether a long string is not needed: told from the data, where the value begins, and where the string begins."""


class BrokenError(Exception):
    """The JSON is broken at the byte ``offset`` of the stream, counted from 0; the message says how."""

    def __init__(self, offset: int, reason: str) -> None:
        super().__init__(reason)
        self.offset = offset


class TooLargeError(Exception):
    """A value is larger than what is held; the window stands after it."""


class Window:
    """A stream of JSON, of which ``data[begin:end]`` was read and is not yet taken; ``data[begin - 1]`` is free.

    ``size`` is how much is held, unless a value needs more. ``shortened`` tells whether a string that was needed had
    to be left out of the last value.
    """

    def __init__(self, stream: BinaryIO) -> None:
        read = getattr(stream, "readinto1", None) or getattr(stream, "readinto")  # noqa: B009  (not in BinaryIO)
        self._read = cast("Callable[[memoryview], int | None]", read)
        self._ahead = -1
        self.size = SIZE
        self.data = bytearray(SIZE)
        self.begin = self.end = 1
        self.shortened = False

    @property
    def offset(self) -> int:
        """Where ``begin`` lies in the stream, counted from 0."""
        return self._ahead + self.begin

    def fill(self) -> bool:
        """Read more behind ``end``; ``False`` at the stream's end.

        What is held moves to the front first: each position changes by as much as ``begin`` does. Where the data is
        full it becomes twice as large, and ``size`` again once that is enough.
        """
        self._ahead += self.begin - 1
        with memoryview(self.data) as view:
            view[1 : 1 + self.end - self.begin] = view[self.begin : self.end]
        self.begin, self.end = 1, 1 + self.end - self.begin
        if self.end == len(self.data):
            self.data += bytes(len(self.data))
        elif len(self.data) > self.size and self.end < self.size // 2:
            del self.data[self.size :]
        with memoryview(self.data) as view, view[self.end :] as free:
            count = self._read(free) or 0
        self.end += count
        return count > 0

    def hold(self, size: int) -> None:
        """Read until so many bytes are held, or the stream ends."""
        while self.end - self.begin < size and self.fill():
            pass

    def next_byte(self) -> int:
        """Go to the next byte that is not white space and return it, or -1 at the end of the stream."""
        while True:
            found = _SPACE.match(self.data, self.begin, self.end)
            self.begin = found.end() if found else self.end
            if self.begin < self.end:
                return self.data[self.begin]
            if not self.fill():
                return -1

    def members(self) -> Iterator[str]:
        """Yield each key of the object that begins here; whoever is given one takes its value."""
        self.begin += 1
        byte = self.next_byte()
        while byte != _OBJECT_END:
            if byte != _QUOTE:
                raise self.broken("a key is missing")
            key = self._take_key()
            if self.next_byte() != _COLON:
                raise self.broken("a colon is missing after a key")
            self.begin += 1
            self.next_byte()
            yield key
            byte = self.separator(_OBJECT_END)
        self.begin += 1

    def separator(self, end: int) -> int:
        """Step over a comma and return the first byte of what follows; ``end`` is returned where it stands here."""
        byte = self.next_byte()
        if byte == end:
            return byte
        if byte != _COMMA:
            raise self.broken("a comma is missing")
        self.begin += 1
        byte = self.next_byte()
        if byte == end:
            raise self.broken("nothing follows a comma")
        return byte

    def broken(self, reason: str) -> BrokenError:
        """Return the error of what is wrong here; where the stream ends, that is what is wrong."""
        ended = self.begin == self.end and not self.fill()
        return BrokenError(self.offset, "the file ends here" if ended else reason)

    def _take_key(self) -> str:
        end = self.value_end()
        raw, self.begin = self.data[self.begin : end], end
        try:
            return str(json.loads(raw.decode("utf-8", "replace"), strict=False))
        except ValueError:
            return ""

    def skip_value(self) -> None:
        """Step over the value that begins here, whatever its size."""
        self._skip(Scan(self.begin))

    def value_end(self, expendable: Expendable | None = None) -> int:
        """Return the position after the value that begins here, which is then wholly in the data.

        Long strings that are ``expendable`` are left out of it, at least in part. Any string is where the value is
        larger than ``VALUE_LIMIT``, which ``shortened`` tells. Where that does not help, the value is stepped over
        and ``TooLargeError`` raised.
        """
        self.shortened = False
        scan = Scan(self.begin)
        while not self._advance(scan):
            if self.begin == 1 and self.end == len(self.data):
                self._shorten(scan, expendable)
                if self.end == len(self.data) >= VALUE_LIMIT:
                    self._skip(scan)
                    raise TooLargeError
            self._fill(scan)
        return scan.position

    def _skip(self, scan: Scan) -> None:
        while not self._advance(scan):
            self.begin = scan.position
            scan.string = scan.position if scan.string >= 0 else -1
            self._fill(scan)
        self.begin = scan.position

    def _advance(self, scan: Scan) -> bool:
        try:
            return scan.advance(self.data, self.end)
        except ScanError as error:
            self.begin = error.position
            raise self.broken(str(error)) from None

    def _fill(self, scan: Scan) -> None:
        before = self.begin
        more = self.fill()
        scan.position += self.begin - before
        scan.string += self.begin - before if scan.string >= 0 else 0
        if not more:
            self.begin = self.end
            raise self.broken("")

    def _shorten(self, scan: Scan, expendable: Expendable | None) -> None:
        """Leave out of the data what is there of a long string, unless it is needed and can still be held."""
        start = scan.string + 1
        if not start or scan.position - start < LONG_STRING:
            return
        if expendable is None or not expendable(self.data, self.begin, start):
            if len(self.data) < VALUE_LIMIT:
                return
            self.shortened = True
        rest = self.data[scan.position : self.end]
        self.data[start : start + len(rest)] = rest
        self._ahead += scan.position - start
        self.end = start + len(rest)
        scan.position = start
