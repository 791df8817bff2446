"""Capture records as NDJSON: cutting a stream into blocks of whole lines.

What a line holds is read in ``capture.record``.
"""

from codecs import BOM_UTF8
from collections.abc import Iterator
from io import BufferedReader
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from maileroo_cli.errors import InputError

if TYPE_CHECKING:
    from maileroo_cli.capture.read_result import ReadResult

BLOCK = 1 << 16
LINE_LIMIT = 32 << 20
"""The longest line, in bytes; the rest of a longer one is passed over."""

_LARGE = 1 << 20
_GOES_ON = (b"{", b"[", b",", b":")


class Block(NamedTuple):
    """Whole lines of a stream: where they start, the number of the first line, and the bytes."""

    offset: int
    first_line: int
    data: bytes


def looks_like_records(head: bytes) -> bool:
    """Tell whether a file that begins with ``head`` holds capture records, perhaps damaged ones."""
    first = head.removeprefix(BOM_UTF8).lstrip()
    schema = first.find(b'"mhook.capture/') if first.startswith(b"{") else -1
    if schema < 0 or first[schema - 1 : schema] == b"\\" or goes_on(first):
        return False
    before = first[:schema]
    return b"\n" in before or before.count(b"{") == 1  # else it is within another object


def goes_on(start: bytes) -> bool:
    """Tell whether the object that begins here goes on after its first line, as JSON is written for people."""
    first, newline, rest = start.partition(b"\n")
    return bool(newline) and first.rstrip().endswith(_GOES_ON) and not rest.lstrip().startswith(b'{"schema"')


def read_records(stream: BinaryIO) -> "Iterator[ReadResult]":
    """Yield each record of ``stream``, and a ``DamagedPlace`` for a line that is none; empty lines are passed over."""
    from maileroo_cli.capture.read_result import DamagedPlace, ReadRequest
    from maileroo_cli.capture.record import decode_block, decode_record

    for block in read_blocks(stream):
        records = decode_block(block.data) if len(block.data) <= _LARGE else None
        if records is not None:
            yield from (ReadRequest(record, f"line {line}") for line, record in enumerate(records, block.first_line))
            continue
        for number, line in enumerate(block.data.split(b"\n"), block.first_line):
            if not line or line.isspace():
                continue
            try:
                refuse_many_parts(line)
                yield ReadRequest(decode_record(line), f"line {number}")
            except InputError as error:
                yield DamagedPlace(f"line {number}", str(error))


def refuse_many_parts(line: bytes) -> None:
    """Raise ``InputError`` for a record that would take many times its size in memory."""
    from maileroo_cli.capture.formats.har.json_scan import has_many_parts

    if has_many_parts(line):
        raise InputError("it has too many parts to be a request")


def read_blocks(stream: BinaryIO, size: int = BLOCK) -> Iterator[Block]:
    """Yield the stream in blocks of about ``size`` bytes that end at a line's end; the longest line bounds the memory.

    A file is cut at the same places each time; of a pipe what there is comes at once. Of a line that is longer than
    ``LINE_LIMIT`` only the start is yielded, which no reader takes for a record.
    """
    read = stream.read if stream.seekable() else cast("BufferedReader", stream).read1
    offset, line = 0, 1
    while chunk := read(size):
        tail, skipped = b"", 0
        if not chunk.endswith(b"\n"):
            try:
                tail = stream.readline(LINE_LIMIT)
            except OSError:  # of what cannot be read on, the whole lines before are there
                if whole := chunk[: chunk.rfind(b"\n") + 1]:
                    yield Block(offset, line, whole)
                raise
            if len(tail) == LINE_LIMIT and not tail.endswith(b"\n"):
                skipped = _skip_line(stream)
                tail += b"\n"
        yield Block(offset, line, chunk + tail)
        offset += len(chunk) + len(tail) + (skipped - 1 if skipped else 0)
        line += chunk.count(b"\n") + tail.endswith(b"\n")


def _skip_line(stream: BinaryIO) -> int:
    skipped = 0
    while part := stream.readline(BLOCK):
        skipped += len(part)
        if part.endswith(b"\n"):
            break
    return skipped
