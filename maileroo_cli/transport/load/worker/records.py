"""How ready requests travel from the process that makes them: in chunks, since a hundred thousand a second go by.

A chunk is its number of requests and its size, what is known of each request, and then the bytes of all of them. One
without requests is the end; where it holds text, that says why it came early.
"""

from collections.abc import Iterator
from itertools import islice
from struct import Struct
from typing import NamedTuple

from maileroo_cli.delivery.load.request import ReadyRequest

_CHUNK = Struct("<II")
_REQUEST = Struct("<QdBQqI")
_AT_A_TIME = 64


class RequestChunk(NamedTuple):
    """Some requests, not taken apart yet: ``number`` of them."""

    number: int
    data: bytes

    def requests(self) -> list[ReadyRequest]:
        """Take the chunk apart."""
        data = self.data
        start = self.number * _REQUEST.size
        found: list[ReadyRequest] = []
        for index, due, kind, original, after, size in _REQUEST.iter_unpack(memoryview(data)[:start]):
            end = start + size
            found.append((index, due, kind, original, after, data[start:end]))
            start = end
        return found


def encode_requests(requests: Iterator[ReadyRequest]) -> Iterator[bytes]:
    """Yield chunks of requests, as they are made."""
    pack = _REQUEST.pack
    while some := list(islice(requests, _AT_A_TIME)):
        heads = [pack(*one[:5], len(one[5])) for one in some]
        body = b"".join(heads + [one[5] for one in some])
        yield _CHUNK.pack(len(some), len(body)) + body


def encode_end(reason: str = "") -> bytes:
    """Return the last chunk; with a ``reason`` it came early."""
    text = reason.encode()
    return _CHUNK.pack(0, len(text)) + text


class ChunkReader:
    """Finds whole chunks in bytes as they come."""

    def __init__(self) -> None:
        self._data = bytearray()

    def add(self, data: bytes) -> None:
        """Take some bytes more."""
        self._data += data

    def take(self) -> RequestChunk | None:
        """Return the next chunk, where it is whole."""
        data, first = self._data, _CHUNK.size
        if len(data) < first:
            return None
        count, size = _CHUNK.unpack_from(data)
        if len(data) < first + size:
            return None
        with memoryview(data) as view:
            content = bytes(view[first : first + size])
        del data[: first + size]
        return RequestChunk(count, content)
