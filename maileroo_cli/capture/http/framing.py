"""Cutting the bytes of one connection into requests, without a socket and without a clock.

The same bytes give the same requests, however they were cut on their way. What is refused is kept up to the place that
shows what is wrong with it, and apart from that what had arrived behind it.
"""

from dataclasses import dataclass
from typing import NamedTuple

from maileroo_cli.capture.http.body import ChunkedBody, RequestBodyError, SizedBody
from maileroo_cli.capture.http.head import RequestHead, RequestHeadError, check_line, read_head

MIB = 1024 * 1024
_EMPTY_LINES = 4
_TLS_HANDSHAKE = 0x16
_MOST_BEHIND = 65_536


@dataclass(frozen=True, slots=True)
class FrameLimits:
    """How large a request may be: ``head`` and ``body`` in bytes, ``headers`` in lines."""

    head: int = 65_536
    headers: int = 100
    body: int = 10 * MIB


class Received(NamedTuple):
    """A whole request; ``body`` is without chunks, ``trailers`` are the header lines after the last one."""

    head: RequestHead
    body: bytes
    trailers: bytes = b""


class Refused(NamedTuple):
    """What arrived of a request that is refused, and the code of its anomaly.

    ``content`` is of the head, ``rest`` what follows a body in chunks and could not be read or is not whole.
    ``method`` and ``target`` are empty where the first line does not tell them.
    """

    anomaly: str
    content: bytes
    body: bytes = b""
    method: str = ""
    target: str = ""
    rest: bytes = b""


class Continue:
    """The client waits for ``100 Continue``."""


CONTINUE = Continue()


class RequestReader:
    """Takes bytes with :meth:`feed` and gives requests with :meth:`next`; after a refusal it is not used again."""

    __slots__ = ("_body", "_buffer", "_checked", "_head", "_limits", "_lines", "_skipped")

    def __init__(self, limits: FrameLimits) -> None:
        self._limits = limits
        self._buffer: bytes | bytearray = b""
        self._head: RequestHead | None = None
        self._body: SizedBody | ChunkedBody | None = None
        self._start()

    def _start(self) -> None:
        self._head, self._body = None, None
        self._checked = self._lines = self._skipped = 0

    @property
    def started(self) -> bool:
        """Whether something of a request has arrived that is not whole."""
        return bool(self._buffer) or self._head is not None

    @property
    def in_body(self) -> bool:
        """Whether the head has been read, and the body is still to come."""
        return self._head is not None

    @property
    def held(self) -> int:
        """How many bytes are kept here."""
        return len(self._buffer) + (self._body.content.size if self._body is not None else 0)

    def feed(self, data: bytes) -> None:
        """Take what arrived."""
        if not self._buffer:
            self._buffer = data
        else:
            if isinstance(self._buffer, bytes):
                self._buffer = bytearray(self._buffer)
            self._buffer += data

    def next(self) -> "Received | Refused | Continue | None":
        """Return the next request, or ``None`` where more has to arrive first."""
        if self._head is None:
            if not self._buffer:
                return None
            head = self._next_head()
            if not isinstance(head, RequestHead):
                return head
            if head.length is not None:
                if head.length > self._limits.body:
                    self._head = head
                    return Refused("body-too-large", head.content, b"", head.method, head.target)
                if len(self._buffer) >= head.length:
                    body = bytes(self._buffer[: head.length])
                    self._buffer = self._buffer[head.length :]
                    return Received(head, body)
            self._head = head
        return self._next_body(self._head)

    def end(self) -> Refused | None:
        """Return what is there of a request where no more will arrive."""
        return self.refuse("cut-off") if self.started else None

    def refuse(self, anomaly: str) -> Refused:
        """Return what is there of the request under way as refused."""
        head, body = self._head, self._body
        if head is None or body is None:
            return Refused(anomaly, bytes(self._buffer), b"", *self._names())
        rest = body.trailers + self._buffer
        return Refused(anomaly, head.content, body.content.whole(), head.method, head.target, rest)

    def behind(self, refused: Refused) -> bytes:
        """Return what has arrived behind what :meth:`next` refused, up to a limit.

        How much that is depends on how the bytes were cut, so it is no part of the refusal itself. Where a header may
        go on there, nothing is returned: its value could be a signature, which is known by its name alone.
        """
        if self._head is None:
            read, last = len(refused.content), refused.content[-4:]
            may_go_on = not last.endswith(b"\n") or self._buffer[read : read + 1] in (b" ", b"\t")
            if may_go_on and last != b"\r\n\r\n" and refused.anomaly != "tls":
                return b""
        elif self._body is None:
            read = 0
        elif refused.anomaly == "chunk-end":
            read = 1  # a CR that was right has been taken off already
        else:
            read = len(refused.rest) - len(self._body.trailers)
        return bytes(self._buffer[read : read + _MOST_BEHIND])

    def _next_head(self) -> RequestHead | Refused | None:
        buffer = self._buffer
        if buffer[0] in (13, 10, _TLS_HANDSHAKE):
            if buffer[0] == _TLS_HANDSHAKE:
                return Refused("tls", bytes(buffer[:1]))
            if not self._skip_empty_lines():
                return None
            buffer = self._buffer
        end = buffer.find(b"\r\n\r\n", max(self._checked - 3, 0), self._limits.head)
        if end < 0:
            return self._check_lines(len(buffer)) or self._check_size()
        content = bytes(buffer[: end + 4])
        try:
            head = read_head(content)
        except RequestHeadError as error:
            refused = self._check_lines(end + 4)
            return refused or Refused(str(error), content, b"", *self._names())
        if head is None or content.count(b"\r\n") > self._limits.headers + 2:
            return self._check_lines(end + 4)
        self._buffer = buffer[end + 4 :]
        self._checked = self._lines = self._skipped = 0
        return head

    def _skip_empty_lines(self) -> bool:
        """Pass over the few empty lines that a client may leave between requests; tell whether a line may be read."""
        while self._buffer[:2] == b"\r\n" and self._skipped < _EMPTY_LINES:
            self._buffer = self._buffer[2:]
            self._skipped += 1
        return bool(self._buffer) and self._buffer != b"\r"

    def _check_lines(self, size: int) -> Refused | None:
        """Look at each whole line of a head once, up to ``size``; return the refusal of the first that is wrong."""
        buffer, limits = self._buffer, self._limits
        while (end := buffer.find(b"\n", self._checked, min(size, limits.head))) >= 0:
            line = bytes(buffer[self._checked : end + 1])
            code = check_line(line, first=not self._lines)
            self._checked = end + 1
            self._lines += 1
            if not code and line != b"\r\n" and self._lines > limits.headers + 1:
                code = "headers-too-many"
            if code:
                return Refused(code, bytes(buffer[: end + 1]), b"", *self._names())
        return None

    def _check_size(self) -> Refused | None:
        """Refuse a head that is not whole where it should be."""
        limit = self._limits.head
        if len(self._buffer) < limit:
            return None
        return Refused("head-too-large", bytes(self._buffer[:limit]), b"", *self._names())

    def _names(self) -> tuple[str, str]:
        line, _, _ = bytes(self._buffer[: self._limits.head]).partition(b"\n")
        parts = line.rstrip(b"\r").split(b" ")
        if len(parts) == 3 and parts[2].startswith(b"HTTP/"):
            return parts[0].decode("latin-1"), parts[1].decode("latin-1")
        return "", ""

    def _next_body(self, head: RequestHead) -> "Received | Refused | Continue | None":
        if self._body is None:
            limits = self._limits
            self._body = ChunkedBody(limits.body, limits.head) if head.length is None else SizedBody(head.length)
            if head.continues and not self._buffer:
                return CONTINUE
        if not isinstance(self._buffer, bytearray):
            self._buffer = bytearray(self._buffer)
        body = self._body
        try:
            if not body.take(self._buffer):
                return None
        except RequestBodyError as error:
            return Refused(str(error), head.content, body.content.whole(), head.method, head.target, error.rest)
        received = Received(head, body.content.whole(), body.trailers)
        self._buffer = bytes(self._buffer)
        self._start()
        return received
