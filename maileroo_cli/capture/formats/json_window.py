"""A window that slides over a stream of JSON: where a value ends, found without decoding it and without recursion.

Memory grows with one value that is kept, never with the stream. What values mean is decided elsewhere.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

SIZE = 1 << 18
"""How much of the stream is held, in bytes, unless a value needs more."""

LONG_STRING = 1 << 20
"""From this size on, strings of a kept value that nobody needs are left out of it."""

VALUE_LIMIT = 64 << 20
"""More of one value is never held."""

_FLAT = rb'(?:[^"{}\[\]\\]++|"[^"\\]{0,200}+")*+'
_PLAIN = re.compile(rb'(?:[^"{}\[\]\\]++|"[^"\\]{0,200}+"|\{%b\}|\[%b\])*+' % (_FLAT, _FLAT))
"""What can be stepped over at once: everything but long strings and brackets with brackets within."""

_REST_OF_SCALAR = re.compile(rb'[^ \t\r\n,:{}\[\]"]*+')
_PIECE = 1024
_SPACE = re.compile(rb"[ \t\r\n]*+")
_QUOTE, _COMMA, _COLON, _OBJECT_END, _BACKSLASH, _SPACE_BYTE = b'",:}\\ '
_OPENING, _CLOSING = frozenset(b"{["), frozenset(b"}]")

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

    def leave_out(self, start: int, stop: int) -> None:
        """Remove the data from ``start`` to ``stop``; ``begin`` lies before them."""
        rest = self.data[stop : self.end]
        self.data[start : start + len(rest)] = rest
        self.end = start + len(rest)
        self._ahead += stop - start

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
        self.begin = _Scan(self).skip(self.begin)

    def value_end(self, expendable: Expendable = lambda data, begin, string: False) -> int:
        """Return the position after the value that begins here, which is then wholly in the data.

        Long strings that are ``expendable`` are left out of it, at least in part. Any string is where the value is
        larger than ``VALUE_LIMIT``, which ``shortened`` tells. Where that does not help, the value is stepped over
        and ``TooLargeError`` raised.
        """
        self.shortened = False
        return _Scan(self).keep(self.begin, expendable)


class _Scan:
    """Looking for the end of one value: brackets are counted, strings stepped over."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._depth = 0
        self._string = -1
        """Where the string began that the scan is in, or -1."""
        self._scalar = self._done = False

    def skip(self, position: int) -> int:
        """Return the position after the value, of which nothing is held."""
        while not self._advance(position):
            self._window.begin = self._position
            self._string = self._position if self._string >= 0 else -1
            position = self._fill()
        return self._position

    def keep(self, position: int, expendable: Expendable) -> int:
        """Return the position after the value, all of which is held."""
        window = self._window
        while not self._advance(position):
            if window.end == len(window.data) and window.begin == 1:
                self._shorten(expendable)
                if window.end - window.begin >= VALUE_LIMIT:
                    window.begin = self.skip(self._position)
                    raise TooLargeError
            position = self._fill()
        return self._position

    def _fill(self) -> int:
        """Read more and return where to go on."""
        window, before = self._window, self._window.begin
        more = window.fill()
        moved = window.begin - before
        self._string += moved if self._string >= 0 else 0
        if not more:
            window.begin = window.end
            raise window.broken("")
        return self._position + moved

    def _shorten(self, expendable: Expendable) -> None:
        """Leave out of the data what is there of a long string, unless it is needed and can still be held."""
        window, start = self._window, self._string + 1
        if not start or self._position - start < LONG_STRING:
            return
        if not expendable(window.data, window.begin, start):
            if window.end - window.begin < VALUE_LIMIT:
                return
            window.shortened = True
        window.leave_out(start, self._position)
        self._position = start

    def _advance(self, position: int) -> bool:
        """Go on from ``position`` as far as the data reaches; tell whether the value's end was found."""
        data, end = self._window.data, self._window.end
        self._position = position
        while self._position < end and not self._done:
            if self._string >= 0:
                if not self._leave_string(data, end):
                    break
            elif self._scalar or not self._depth:
                self._begin(data, end)
            else:
                self._step(data, end)
        return self._done

    def _leave_string(self, data: bytearray, end: int) -> bool:
        self._position = _string_end(data, self._position, end)
        if self._position == end or data[self._position] == _BACKSLASH:
            return False
        self._position += 1
        self._string = -1
        self._done = not self._depth
        return True

    def _begin(self, data: bytearray, end: int) -> None:
        """Take the first byte of the value, or go on in a number or a word."""
        byte = data[self._position]
        if not self._scalar and byte in _OPENING:
            self._depth = 1
            self._position += 1
        elif not self._scalar and byte == _QUOTE:
            self._string = self._position
            self._position += 1
        else:
            found = _REST_OF_SCALAR.match(data, self._position, end)
            position = found.end() if found else end
            if position == self._position and not self._scalar:
                self._window.begin = position
                raise self._window.broken("a value is missing")
            self._scalar, self._done, self._position = True, position < end, position

    def _step(self, data: bytearray, end: int) -> None:
        """Go on within brackets: past the value's end, into a string, or as far as the data reaches."""
        position, depth = self._position, self._depth
        while True:
            found = _PLAIN.match(data, position, end)
            position = found.end() if found else end
            byte = data[position] if position < end else _SPACE_BYTE
            position += position < end
            if byte in _OPENING:
                depth += 1
            elif byte in _CLOSING and depth > 1:
                depth -= 1
            else:
                break
        self._position, self._depth = position, depth
        if byte in _CLOSING:
            self._depth, self._done = 0, True
        elif byte == _QUOTE:
            self._string = position - 1
        elif byte == _BACKSLASH:
            self._window.begin = position - 1
            raise self._window.broken("a backslash stands outside of a string")


def _string_end(data: bytearray, start: int, end: int) -> int:
    """Return where the quote is that ends a string; else ``end``, or where an escape begins that ``end`` cuts.

    Where there are escapes, those of backslashes and quotes are overwritten in pieces, so that the first quote left is
    the one: that takes no step for each.
    """
    quote = data.find(b'"', start, end)
    found = end if quote < 0 else quote
    if data[found - 1] != _BACKSLASH:
        return found
    size = _PIECE
    while True:
        stop = min(start + size, end)
        piece = data[start:stop].replace(b"\\\\", b"..").replace(b'\\"', b"..")
        quote = piece.find(b'"')
        if quote >= 0:
            return start + quote
        start = stop - piece.endswith(b"\\")
        if stop == end:
            return start
        size *= 2
