"""Whole requests that are framed in another way than with a length at once: in chunks, or after asking leave.

Each is a :data:`~maileroo_cli.transport.client.raw_transport.WriteStrategy`, for one request.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maileroo_cli.transport.client.stream import Stream

_LENGTH = re.compile(rb"\r\ncontent-length:[^\r\n]*", re.IGNORECASE)
_CHUNKS = 4
_PATIENCE = 1.0
"""Seconds to wait for leave: after a second curl sends the body too."""


class ChunkedWrite:
    """Sends the body in a few chunks, without its length (RFC 9112, section 7.1)."""

    def __init__(self, body_size: int) -> None:
        self._body_size = body_size

    def __call__(self, stream: Stream, data: bytes) -> Iterator[bytes]:
        """Yield the head, then one chunk after the other."""
        start = len(data) - self._body_size
        yield _LENGTH.sub(b"", data[: start - 4]) + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
        size = max(1, -(-self._body_size // _CHUNKS))
        for place in range(start, len(data), size):
            piece = data[place : place + size]
            yield b"%x\r\n%s\r\n" % (len(piece), piece)
        yield b"0\r\n\r\n"


class ContinueWrite:
    """Sends the head with ``Expect: 100-continue``, and the body when that was answered, or after a second."""

    def __init__(self, body_size: int) -> None:
        self._body_size = body_size

    def __call__(self, stream: Stream, data: bytes) -> Iterator[bytes]:
        """Yield the head, then the body."""
        start = len(data) - self._body_size
        yield data[: start - 4] + b"\r\nExpect: 100-continue\r\n\r\n"
        stream.wait_for_answer(min(stream.deadline, time.monotonic() + _PATIENCE))
        yield data[start:]
