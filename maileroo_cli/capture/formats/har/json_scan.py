"""Where a JSON value ends: brackets are counted and strings stepped over, without decoding and without recursion.

A scan goes on where it stopped, as more of the value comes. Whether the value is right in itself is not looked at.
"""

import re

_FLAT = rb'(?:[^"{}\[\]\\]++|"[^"\\]{0,200}+")*+'
_PLAIN = re.compile(rb'(?:[^"{}\[\]\\]++|"[^"\\]{0,200}+"|\{%b\}|\[%b\])*+' % (_FLAT, _FLAT))
"""What can be stepped over at once: everything but long strings and brackets with brackets within."""

_REST_OF_SCALAR = re.compile(rb'[^ \t\r\n,:{}\[\]"]*+')
_PIECE = 64
_QUOTE, _BACKSLASH, _SPACE = b'"\\ '
_OPENING, _CLOSING = frozenset(b"{["), frozenset(b"}]")


_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\Z)', re.DOTALL)


_PARTS_LIMIT = 1 << 20
"""More bytes outside of its strings no value has that is decoded whole: tiny objects take a hundred times as much."""


def has_many_parts(raw: bytes | memoryview) -> bool:
    """Tell whether a value is too large to be decoded whole, whatever the size of its strings."""
    if len(raw) <= _PARTS_LIMIT:
        return False
    left, position = _PARTS_LIMIT, 0
    for string in _STRING.finditer(raw):
        left -= string.start() - position
        position = string.end()
        if left < 0:
            return True
    return left < len(raw) - position


class ScanError(Exception):
    """At ``position`` there is what no value holds; the message says what."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(reason)
        self.position = position


class Scan:
    """Looking for the end of the value that begins at ``position``.

    After :meth:`advance`, ``position`` is after the value's end, or after what was looked at; ``string`` is where the
    string begins that it lies in, or -1. When the data moves, whoever moves it changes both.
    """

    def __init__(self, position: int) -> None:
        self.position = position
        self.string = -1
        self._depth = 0
        self._scalar = self._done = False

    def advance(self, data: bytearray, end: int) -> bool:
        """Go on as far as ``end``; tell whether the value's end was found."""
        while self.position < end and not self._done:
            if self.string >= 0:
                if not self._leave_string(data, end):
                    break
            elif self._depth:
                self._step(data, end)
            else:
                self._begin(data, end)
        return self._done

    def _begin(self, data: bytearray, end: int) -> None:
        """Take the first byte of the value, or go on in a number or a word."""
        byte = data[self.position]
        if not self._scalar and byte in _OPENING:
            self._depth = 1
            self.position += 1
        elif not self._scalar and byte == _QUOTE:
            self.string = self.position
            self.position += 1
        else:
            found = _REST_OF_SCALAR.match(data, self.position, end)
            position = found.end() if found else end
            if position == self.position and not self._scalar:
                raise ScanError(position, "a value is missing")
            self._scalar, self._done, self.position = True, position < end, position

    def _step(self, data: bytearray, end: int) -> None:
        """Go on within brackets: past the value's end, into a string, or to the end of the data."""
        position, depth = self.position, self._depth
        while True:
            found = _PLAIN.match(data, position, end)
            position = found.end() if found else end
            byte = data[position] if position < end else _SPACE
            position += position < end
            if byte in _OPENING:
                depth += 1
            elif byte in _CLOSING and depth > 1:
                depth -= 1
            else:
                break
        self.position, self._depth = position, depth
        if byte in _CLOSING:
            self._depth, self._done = 0, True
        elif byte == _QUOTE:
            self.string = position - 1
        elif byte == _BACKSLASH:
            raise ScanError(position - 1, "a backslash stands outside of a string")

    def _leave_string(self, data: bytearray, end: int) -> bool:
        self.position = _string_end(data, self.position, end)
        if self.position == end or data[self.position] == _BACKSLASH:
            return False
        self.position += 1
        self.string = -1
        self._done = not self._depth
        return True


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
