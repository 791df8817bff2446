"""Text in UTF-16 or UTF-32, as PowerShell and editors on Windows write it: told by its first bytes, read as UTF-8."""

import codecs
from typing import Any, BinaryIO

from maileroo_cli.capture.formats.byte_source import CHUNK, RawInput, read_some

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SEEN = 64
"""So many bytes at the start tell an encoding that has no mark."""


def text_encoding(head: bytes) -> str:
    """Return the encoding of a file that begins with ``head``, where it is one of UTF-16's or UTF-32's, else nothing.

    Without a mark it is told by the zeros beside ASCII characters, which no request in UTF-8 has at its start.
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    seen = head[: min(len(head), _SEEN) // 2 * 2]
    if len(seen) < len("{}") * 2:
        return ""
    even, odd = seen[::2], seen[1::2]
    if not any(odd) and all(even):
        return "utf-16-le"
    return "utf-16-be" if not any(even) and all(odd) else ""


class DecodedText(RawInput):
    """A stream of text in another encoding, read as UTF-8 without a mark.

    What is no text becomes bytes that are no UTF-8, so that it is not taken for something else.
    """

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decode = codecs.getincrementaldecoder(encoding)("surrogatepass").decode
        self._ready = b""
        self._started = self._ended = False

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` with what there is; 0 at the end."""
        while not self._ready and not self._ended:
            self._ready = self._next()
        data, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)

    def _next(self) -> bytes:
        data = read_some(self._stream, CHUNK)
        self._ended = not data
        try:
            text = self._decode(data, self._ended)
        except UnicodeDecodeError:
            self._ended = True
            return b"\xff"
        if text and not self._started:
            self._started = True
            text = text.removeprefix("\ufeff")
        return text.encode("utf-8", "surrogatepass")
