"""Reading a body off a connection: so many bytes, or chunks until the last. What arrived of it is never lost."""

import re

from maileroo_cli.capture.http.head import TOKENS, check_line

_QUOTED = rb'"(?:[\t\x20\x21\x23-\x5b\x5d-\x7e]|\\[\t\x20-\x7e])*+"'
_SPACE = rb"[ \t]*+"
"""White space beside the signs of an extension is bad, but right, and to be read (RFC 9112, section 7.1.1)."""

_VALUE = _SPACE + rb"=" + _SPACE + rb"(?:" + TOKENS + rb"|" + _QUOTED + rb")"
_SIZE_LINE = re.compile(
    rb"([0-9A-Fa-f]{1,16})(?:" + _SPACE + rb";" + _SPACE + TOKENS + rb"(?:" + _VALUE + rb")?+)*+\r\n"
)
_LONGEST_SIZE_LINE = 1024
_BLOCK = 65_536
_MISPLACED = (b"content-length:", b"transfer-encoding:", b"host:", b"connection:")
"""Headers that decide how a request is read, and come too late after its body."""


class RequestBodyError(Exception):
    """A body that is refused; the text is the anomaly's code, and ``rest`` what shows it: it follows the content."""

    def __init__(self, code: str, rest: bytes | bytearray) -> None:
        super().__init__(code)
        self.rest = bytes(rest)


class GatheredBytes:
    """Bytes that come piece by piece, in blocks: one growing piece of memory would leave holes where it was before."""

    __slots__ = ("_block", "_blocks", "size")

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._block = bytearray()
        self.size = 0

    def add(self, piece: bytes | bytearray) -> None:
        """Take one piece more."""
        self.size += len(piece)
        self._block += piece
        if len(self._block) >= _BLOCK:
            self._blocks.append(bytes(self._block))
            self._block.clear()

    def whole(self) -> bytes:
        """Return all of it."""
        self._blocks = [b"".join((*self._blocks, self._block))]
        self._block.clear()
        return self._blocks[0]


class SizedBody:
    """A body of a known size."""

    __slots__ = ("content", "missing")

    trailers = b""

    def __init__(self, size: int) -> None:
        self.content = GatheredBytes()
        self.missing = size

    def take(self, buffer: bytearray) -> bool:
        """Take what belongs to the body out of ``buffer``, and tell whether it is whole."""
        taken = buffer[: self.missing]
        del buffer[: self.missing]
        self.content.add(taken)
        self.missing -= len(taken)
        return not self.missing


class ChunkedBody:
    """A body in chunks, of at most ``limit`` bytes, with header lines after the last, of at most ``room`` bytes."""

    __slots__ = ("_left", "_limit", "_room", "content", "trailers")

    def __init__(self, limit: int, room: int) -> None:
        self.content = GatheredBytes()
        self.trailers = b""
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
                raise RequestBodyError("chunk-size", buffer[:_LONGEST_SIZE_LINE])
            return False
        line = bytes(buffer[: end + 1])
        found = _SIZE_LINE.fullmatch(line)
        if found is None:
            raise RequestBodyError("chunk-size", line)
        size = int(found[1], 16)
        if self.content.size + size > self._limit:
            raise RequestBodyError("body-too-large", line)
        del buffer[: end + 1]
        self._left = size + 2 if size else 0
        return True

    def _take_data(self, buffer: bytearray) -> bool:
        left = self._left or 0
        if left > 2:
            taken = buffer[: left - 2]
            del buffer[: left - 2]
            self.content.add(taken)
            left -= len(taken)
        if left <= 2:
            left = self._take_end(buffer, left)
        self._left = left or None
        return not left

    @staticmethod
    def _take_end(buffer: bytearray, left: int) -> int:
        """Take the ``left`` bytes of the CRLF after a chunk; return how many are still to come."""
        end = b"\r\n"
        for byte in buffer[:left]:
            if byte != end[-left]:
                raise RequestBodyError("chunk-end", bytes((*end[:-left], byte)))
            del buffer[:1]
            left -= 1
        return left

    def _take_trailers(self, buffer: bytearray) -> bool:
        while (end := buffer.find(b"\n", 0, self._room)) >= 0:
            line = bytes(buffer[: end + 1])
            if check_line(line, first=False) or line.lower().startswith(_MISPLACED):
                raise RequestBodyError("trailer-line", self.trailers + line)
            del buffer[: end + 1]
            if line == b"\r\n":
                return True
            self.trailers += line
            self._room -= len(line)
        if len(buffer) >= self._room:
            raise RequestBodyError("head-too-large", self.trailers + buffer[: self._room])
        return False
