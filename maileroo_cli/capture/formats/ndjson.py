"""Cutting a stream of NDJSON capture records into blocks of whole lines. What a line holds is read in ``record``."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

BLOCK = 1 << 18
LINE_LIMIT = 32 << 20
"""The longest line, in bytes; the rest of a longer one is passed over."""


class Block(NamedTuple):
    """Whole lines of a stream: where they start, the number of the first line, and the bytes."""

    offset: int
    first_line: int
    data: bytes


def looks_like_records(head: bytes) -> bool:
    """Tell whether a file that begins with ``head`` holds capture records, perhaps damaged ones."""
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return first.startswith(b"{") and b'"mhook.capture/' in first


def read_blocks(stream: BinaryIO, size: int = BLOCK) -> Iterator[Block]:
    """Yield the stream in blocks of about ``size`` bytes that end at a line's end; the longest line bounds the memory.

    Of a line longer than ``LINE_LIMIT`` only the start is yielded, which no reader takes for a record.
    """
    offset, line, rest = 0, 1, b""
    while chunk := stream.read(size):
        end = chunk.rfind(b"\n") + 1
        if not end and len(rest) < LINE_LIMIT:
            rest += chunk
            continue
        if not end:
            taken = len(rest) + len(chunk) + _skip_line(stream)
            yield Block(offset, line, rest[:LINE_LIMIT] + b"\n")
            offset, line, rest = offset + taken, line + 1, b""
            continue
        data = rest + chunk[:end]
        yield Block(offset, line, data)
        offset, line, rest = offset + len(data), line + data.count(b"\n"), chunk[end:]
    if rest:
        yield Block(offset, line, rest)


def _skip_line(stream: BinaryIO) -> int:
    skipped = 0
    while part := stream.readline(BLOCK):
        skipped += len(part)
        if part.endswith(b"\n"):
            break
    return skipped
