"""A body that was compressed, or decompressed, after it was signed."""

import zlib
from collections.abc import Iterator

from maileroo_cli.webhook.diagnosis.finding import Candidate, changed

MAX_DECOMPRESSED = 10 * 1024 * 1024
"""No body is decompressed to more than this."""


def decompressed_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield what is inside ``body`` if it is compressed."""
    if body[:1] in (b"\x1f", b"x"):
        try:
            plain = zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(body, MAX_DECOMPRESSED)
        except zlib.error:
            return
        yield changed(plain, "body-compressed")


def compressed_candidates(body: bytes) -> Iterator[Candidate]:
    """Yield ``body`` compressed as the usual programs do it."""
    for level in (-1, 9, 1):
        packed = _deflate(body, level, zlib.MAX_WBITS | 16)
        # Byte 9 names the operating system: 3 is Unix, 255 unknown; writers differ in nothing else here.
        for system in (3, 255):
            yield changed(packed[:9] + bytes([system]) + packed[10:], "body-decompressed", "gzip")
        yield changed(_deflate(body, level, zlib.MAX_WBITS), "body-decompressed", "deflate")


def _deflate(body: bytes, level: int, window: int) -> bytes:
    packer = zlib.compressobj(level, wbits=window)
    return packer.compress(body) + packer.flush()
