"""Whole requests that go otherwise than with body and length at once: in chunks, after asking leave, or blown up.

Each is a :data:`~maileroo_cli.transport.client.contract.WriteStrategy`, for one request.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from maileroo_cli.transport.client.contract import WriteTarget

_LENGTH = re.compile(rb"\r\ncontent-length:[^\r\n]*", re.IGNORECASE)
_CHUNKS = 4
_PADDING = 16_384
_PATIENCE = 1.0
"""Seconds to wait for leave: after a second curl sends the body too."""


class ChunkedWrite:
    """Sends the body in a few chunks, without its length (RFC 9112, section 7.1)."""

    def __init__(self, body_size: int) -> None:
        self._body_size = body_size

    def __call__(self, stream: WriteTarget, data: bytes) -> Iterator[bytes]:
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

    def __call__(self, stream: WriteTarget, data: bytes) -> Iterator[bytes]:
        """Yield the head, then the body."""
        start = len(data) - self._body_size
        yield data[: start - 4] + b"\r\nExpect: 100-continue\r\n\r\n"
        stream.wait_for_answer(min(stream.deadline, time.monotonic() + _PATIENCE))
        yield data[start:]


class PaddedWrite:
    """Sends the body with blanks behind it, ``size`` bytes in all, and stops where the peer answers before their end.

    The blanks are made as they are sent: nothing so large is ever held.
    """

    def __init__(self, body_size: int, size: int) -> None:
        self._body_size = body_size
        self._size = size

    def __call__(self, stream: WriteTarget, data: bytes) -> Iterator[bytes]:
        """Yield the head with the larger length, the body, then the blanks."""
        start, missing = len(data) - self._body_size, self._size - self._body_size
        yield _LENGTH.sub(b"\r\nContent-Length: %d" % self._size, data[:start]) + data[start:]
        blanks = b" " * _PADDING
        while missing > 0 and stream.takes_more():
            yield blanks[:missing]
            missing -= _PADDING
        if missing > 0:  # some servers finish their answer only when they have read all that comes
            stream.end_sending()
