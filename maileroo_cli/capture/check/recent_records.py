"""The capture records that passed by last, as they came: what of a pipe can still be searched."""

from collections import deque
from collections.abc import Iterator

from maileroo_cli.capture.record import CaptureRecord, decode_record
from maileroo_cli.errors import InputError

_SIZE = 4 * 1024 * 1024


class RecentRecords:
    """Keeps the last 4 MiB of records; a ``RequestSearch``."""

    def __init__(self) -> None:
        self._blocks: deque[tuple[bytes, int, str]] = deque()
        self._size = 0

    def pass_block(self, block: bytes, first: int, source: str) -> None:
        """Keep a block, and let go of the oldest."""
        self._blocks.append((block, first, source))
        self._size += len(block)
        while self._size > _SIZE and len(self._blocks) > 1:
            self._size -= len(self._blocks.popleft()[0])

    def find(self, text: str) -> Iterator[tuple[str, CaptureRecord]]:
        """Yield the records that hold ``text``, the newest block first."""
        for block, first, source in reversed(self._blocks):
            yield from find_lines(block, text, first, source)


def find_lines(block: bytes, text: str, first: int, source: str) -> Iterator[tuple[str, CaptureRecord]]:
    """Yield the records in a block of lines that hold ``text``; ``first`` is the number of its first line."""
    sought, position = text.encode("utf-8", "surrogatepass"), 0
    while (found := block.find(sought, position)) >= 0:
        start = block.rfind(b"\n", 0, found) + 1
        end = block.find(b"\n", found)
        position = len(block) if end < 0 else end + 1
        try:
            record = decode_record(block[start:position])
        except InputError:
            continue
        line = first + block.count(b"\n", 0, start)
        yield f"{source}:{line}", record
