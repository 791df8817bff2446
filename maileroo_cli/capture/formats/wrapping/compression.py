"""Files that were compressed with gzip, decompressed as they are read, up to a limit."""

import zlib
from typing import Any, BinaryIO

from maileroo_cli.capture.formats.byte_source import CHUNK, RawInput, read_some

GZIP = b"\x1f\x8b\x08"
LARGEST = 4 << 30
"""So many bytes may come out of one compressed file."""

_WITH_HEADER = 16 + zlib.MAX_WBITS


class CompressionError(OSError):
    """A compressed file that is damaged, cut off, or too large when it is decompressed; ``hint`` says what to do."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.strerror = reason
        self.hint = hint


class GunzippedStream(RawInput):
    """A gzip stream, decompressed: no more is held than was asked for, however much a file may grow."""

    def __init__(self, stream: BinaryIO, largest: int = LARGEST) -> None:
        self._stream = stream
        self._decompressor = zlib.decompressobj(_WITH_HEADER)
        self._waiting = b""
        self._left = largest
        self._largest = largest
        self._whole = True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` with what there is; 0 at the end."""
        while True:
            data = self._waiting or read_some(self._stream, CHUNK)
            if not data:
                if not self._whole:
                    raise CompressionError("the gzip data is cut off", "copy the file again")
                return 0
            if self._decompressor.eof:
                if not data.startswith(GZIP[:2]):  # padding behind the last member
                    self._waiting = b""
                    return 0
                self._decompressor = zlib.decompressobj(_WITH_HEADER)
            self._whole = False
            try:
                found = self._decompressor.decompress(data, len(buffer))
            except zlib.error:
                raise CompressionError("the gzip data is damaged", "copy the file again") from None
            self._waiting = self._decompressor.unconsumed_tail or self._decompressor.unused_data
            self._whole = self._decompressor.eof
            if found:
                break
        self._left -= len(found)
        if self._left < 0:
            limit = f"{self._largest >> 30} GiB" if self._largest >> 30 else f"{self._largest} bytes"
            raise CompressionError(
                f"the gzip data decompresses to more than {limit}", "decompress it, and give its contents"
            )
        buffer[: len(found)] = found
        return len(found)
