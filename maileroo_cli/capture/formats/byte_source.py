"""Looking ahead in a stream of bytes, holding no more of it than asked for.

What the bytes mean is decided in ``http`` and ``curl``.
"""

import io
from collections.abc import Iterable, Iterator
from re import Pattern
from typing import BinaryIO

CHUNK = 65_536
LINE_LIMIT = 65_536
"""The longest line, in bytes, that is looked at as a line."""


class RawInput(io.RawIOBase):
    """A stream that is made of another one: what it is read as is said by ``readinto``."""

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True


def read_some(stream: BinaryIO, size: int) -> bytes:
    """Return up to ``size`` bytes as soon as there are any, from a pipe without waiting for all; none at the end."""
    read = getattr(stream, "read1", None) or stream.read
    data: bytes = read(size) or b""
    return data


class ByteSource:
    """A stream that can be peeked at. ``line`` is the number of the next byte's line, counted from 1."""

    def __init__(self, stream: BinaryIO | Iterable[bytes]) -> None:
        self._chunks = _chunks(stream)
        self._data = bytearray()
        self.line = 1

    def available(self, size: int) -> int:
        """Return how many of the next ``size`` bytes there are: fewer only at the end of the stream."""
        while len(self._data) < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                break
            self._data += chunk
        return min(size, len(self._data))

    def peek(self, size: int) -> bytes:
        """Return the next ``size`` bytes, or all that are left, without taking them."""
        self.available(size)
        return bytes(self._data[:size])

    def peek_line(self, offset: int = 0) -> bytes:
        """Return the line at ``offset`` with its newline, at most ``LINE_LIMIT`` bytes; empty at the end."""
        size = 0
        while True:
            end = self._data.find(b"\n", offset + size, offset + LINE_LIMIT)
            if end >= 0:
                return bytes(self._data[offset : end + 1])
            size = max(0, len(self._data) - offset)
            if size >= LINE_LIMIT or self.available(offset + size + 1) <= offset + size:
                return bytes(self._data[offset : offset + LINE_LIMIT])

    def search(self, pattern: Pattern[bytes], size: int) -> int | None:
        """Return where ``pattern`` first matches within the next ``size`` bytes, counted from here."""
        found = pattern.search(self._data, 0, self.available(size))
        return found.start() if found else None

    def take(self, size: int) -> bytes:
        """Take the next ``size`` bytes, or all that are left."""
        taken = self.peek(size)
        del self._data[:size]
        self.line += taken.count(b"\n")
        return taken

    def skip_line(self) -> None:
        """Take the rest of the line, however long it is."""
        while piece := self.peek_line():
            self.take(len(piece))
            if piece.endswith(b"\n"):
                return


def _chunks(stream: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    read = getattr(stream, "read1", None) or getattr(stream, "read", None)
    if read is None:
        yield from (chunk for chunk in stream if chunk)
        return
    while chunk := read(CHUNK):
        yield chunk
