"""Reading a body off a connection: so many bytes, or chunks until the last. What arrived of it is never lost."""

import re

_SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,16})(?:[ \t]*;[\t\x20-\x7e\x80-\xff]*)?\r\n")
_LONGEST_SIZE_LINE = 1024


class BodyError(Exception):
    """A body that is refused; the text is the anomaly's code."""


class SizedBody:
    """A body of a known size."""

    __slots__ = ("content", "missing")

    trailers = b""

    def __init__(self, size: int) -> None:
        self.content = bytearray()
        self.missing = size

    def take(self, buffer: bytearray) -> bool:
        """Take what belongs to the body out of ``buffer``, and tell whether it is whole."""
        taken = buffer[: self.missing]
        del buffer[: self.missing]
        self.content += taken
        self.missing -= len(taken)
        return not self.missing


class ChunkedBody:
    """A body in chunks, of at most ``limit`` bytes, with header lines after the last, of at most ``room`` bytes."""

    __slots__ = ("_check", "_left", "_limit", "_room", "content", "trailers")

    def __init__(self, limit: int, room: int) -> None:
        from maileroo_cli.capture.request_head import check_line

        self.content = bytearray()
        self.trailers = b""
        self._check = check_line
        self._limit = limit
        self._room = room
        self._left: int | None = None
        """What the current chunk still lacks, with its CRLF; ``None`` before a size, 0 after the last chunk."""

    def take(self, buffer: bytearray) -> bool:
        """Take what belongs to the body out of ``buffer``, and tell whether it is whole."""
        while buffer:
            if self._left is None:
                if not self._take_size(buffer):
                    return False
            elif self._left:
                if not self._take_data(buffer):
                    return False
            else:
                return self._take_trailers(buffer)
        return False

    def _take_size(self, buffer: bytearray) -> bool:
        end = buffer.find(b"\n", 0, _LONGEST_SIZE_LINE)
        if end < 0:
            if len(buffer) >= _LONGEST_SIZE_LINE:
                raise BodyError("chunk-size")
            return False
        found = _SIZE_LINE.fullmatch(buffer, 0, end + 1)
        if found is None:
            raise BodyError("chunk-size")
        size = int(found[1], 16)
        del found  # it holds the buffer, which could not shrink
        if len(self.content) + size > self._limit:
            raise BodyError("body-too-large")
        del buffer[: end + 1]
        self._left = size + 2 if size else 0
        return True

    def _take_data(self, buffer: bytearray) -> bool:
        left = self._left or 0
        if left > 2:
            taken = buffer[: left - 2]
            del buffer[: left - 2]
            self.content += taken
            left -= len(taken)
        if left <= 2:
            end = b"\r\n"[2 - left :]
            if not end.startswith(buffer[: len(end)]):
                raise BodyError("chunk-end")
            taken = buffer[:left]
            del buffer[:left]
            left -= len(taken)
        self._left = left or None
        return not left

    def _take_trailers(self, buffer: bytearray) -> bool:
        while (end := buffer.find(b"\n", 0, self._room)) >= 0:
            line = bytes(buffer[: end + 1])
            if self._check(line, first=False):
                raise BodyError("trailer-line")
            del buffer[: end + 1]
            if line == b"\r\n":
                return True
            self.trailers += line
            self._room -= len(line)
        if len(buffer) >= self._room:
            raise BodyError("head-too-large")
        return False
