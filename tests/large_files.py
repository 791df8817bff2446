"""Files with one enormous record between two ordinary ones, read in a process of their own that tells its memory.

``python -m tests.large_files FORM KIND MIB`` makes and reads one, without ever having it whole.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BufferedReader, RawIOBase
from typing import Any, NamedTuple

GOOD = json.dumps({
    "request": {"method": "POST", "url": "http://a.test/", "headers": [], "postData": {"text": "good"}},
}).encode()  # fmt: skip
RECORD = b'{"schema":"mhook.capture/1","id":"%b","time":"","method":"POST","target":"/","headers":[%b],"body":"good"}\n'
PAIR = b'{"name":"a","value":"b"},' * 4000
KINDS = {
    "headers": (b'{"request":{"method":"POST","url":"/","headers":[', PAIR, b"{}]}}"),
    "fields of a form": (b'{"request":{"method":"POST","url":"/","postData":{"params":[', PAIR, b"{}]}}}"),
    "headers of the answer": (
        b'{"request":{"method":"POST","url":"/"},"response":{"status":200,"headers":[',
        PAIR,
        b"{}]}}",
    ),
    "messages": (b'{"request":{"method":"GET","url":"/"},"_webSocketMessages":[', PAIR, b"{}]}"),
    "body": (b'{"request":{"method":"POST","url":"/","postData":{"text":"', b"x" * 100_000, b'"}}}'),
    "answer": (
        b'{"request":{"method":"POST","url":"/"},"response":{"content":{"text":"',
        b"x" * 100_000,
        b'"}}}',
    ),
    "no JSON": (b'{"request":{"method":"POST","url":"/","headers":[NaN,', PAIR, b"{}]}}"),
    "nests": (b'{"request":{"method":"POST","url":"/","headers":', b"[" * 100_000, b""),
}
"""The parts of an entry that can be enormous: what stands before it, what is repeated, and what stands behind."""


class ReadLarge(NamedTuple):
    """What was read of a file: how many requests and damaged places, by how many MiB memory grew, and the last one."""

    requests: int
    damaged: int
    grown: int
    last: str


class Pieces(RawIOBase):
    """A stream of pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, memoryview(b"")

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Give as much as fits of the next piece."""
        while not self._rest:
            try:
                self._rest = memoryview(next(self._pieces))
            except StopIteration:
                return 0
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count


def har(kind: str, size: int) -> Iterator[bytes]:
    """Yield the pieces of an archive whose second entry has about ``size`` bytes."""
    before, repeated, after = KINDS[kind]
    yield b'{"log":{"entries":[' + GOOD + b","
    yield before
    yield from (repeated for _ in range(size // len(repeated)))
    yield b"]" * (size // len(repeated) * len(repeated)) + b"}}" if kind == "nests" else after
    yield b"," + GOOD + b"]}}"


def records(kind: str, size: int) -> Iterator[bytes]:
    """Yield the pieces of capture records of which the second has about ``size`` bytes of headers, or no end."""
    yield RECORD % (b"first", b"")
    start, end = RECORD.split(b"%b],")
    yield start % b"second"
    pairs = b'["a","b"],' * 10_000
    yield from (pairs for _ in range(size // len(pairs)))
    yield b'["a","b"]],' + end if kind == "headers" else b'"\n'
    yield RECORD % (b"third", b"")


def spread_records(kind: str, size: int) -> Iterator[bytes]:
    """Yield the same, each record over several lines."""
    yield from (piece.replace(b'","headers":', b'",\n"headers":') for piece in records(kind, size))


def read_large(form: str, kind: str, size: int) -> ReadLarge:
    """Read such a file in a process of its own."""
    line = [sys.executable, "-m", "tests.large_files", form, kind, str(size)]
    done = subprocess.run(line, capture_output=True, text=True, check=True, timeout=600)
    return ReadLarge(*json.loads(done.stdout))


def _main(form: str, kind: str, size: int) -> None:
    from maileroo_cli.capture.formats.document.records import read_spread_records
    from maileroo_cli.capture.formats.har.reader import read_har
    from maileroo_cli.capture.formats.ndjson import read_records
    from maileroo_cli.capture.read_result import DamagedPlace

    makers: dict[str, tuple[Callable[[Any], Iterator[Any]], Callable[[str, int], Iterator[bytes]]]] = {
        "har": (read_har, har),
        "answered har": (lambda stream: read_har(stream, answers=True), har),
        "records": (read_records, records),
        "spread records": (read_spread_records, spread_records),
    }
    read, make = makers[form]
    list(read(BufferedReader(Pieces(make(kind, 1000)))))  # what is imported at first use
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    requests, damaged, last = 0, 0, ""
    for result in read(BufferedReader(Pieces(make(kind, size)))):
        is_damaged = isinstance(result, DamagedPlace)
        requests, damaged = requests + (not is_damaged), damaged + is_damaged
        last = "" if is_damaged else result.record.body[:10]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    sys.stdout.write(json.dumps([requests, damaged, grown >> 10, last]))


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
