"""Reading the answers of one connection as they arrive. Of an answer only its status is kept, whatever its size.

Nearly every answer has a Content-Length: those are read here, fast. All others are read by h11.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import h11

_HEAD_LIMIT = 65_536
_END = b"\r\n\r\n"
_BEGINNING = b"HTTP/1."
_PLAIN = re.compile(
    rb"HTTP/1\.1 ([2-5]\d\d)(?: [\t -~\x80-\xff]*)?\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n)*\r\n"
)
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n")
_OTHER = re.compile(rb"\r\n(?:transfer-encoding|upgrade):")
_CLOSE = re.compile(rb"\r\nconnection:(?:[^\r\n]*,)?[ \t]*close[ \t]*[,\r]")
_WITHOUT_BODY = frozenset({204, 304})
_MOST_KNOWN = 512
_TOLD = [("host", "h"), ("content-length", "0"), ("connection", "upgrade"), ("upgrade", "any")]


class _Head(NamedTuple):
    """What the head of an answer says: its status, how many bytes of body follow, and whether the connection stays."""

    status: int
    length: int
    keeps: bool


_known: dict[bytes, _Head | None] = {}
"""Heads that were read, since most of the answers of a receiver have the same one; ``None`` is one for h11."""


class GarbledAnswerError(Exception):
    """What arrived is no HTTP answer."""


class CutAnswerError(Exception):
    """The connection ended before the answer did."""


class AnswerReader:
    """Takes the bytes of a connection. ``keeps`` tells of the last answer whether another one can follow it."""

    __slots__ = ("_data", "_missing", "_protocol", "_status", "keeps")

    def __init__(self) -> None:
        self._data = b""
        self._missing = 0
        self._status = 0
        self._protocol: h11.Connection | None = None
        self.keeps = True

    @property
    def has_begun(self) -> bool:
        """Whether a byte of an answer has arrived that is not whole yet."""
        return bool(self._data or self._missing or self._protocol)

    def take(self, data: bytes) -> int:
        """Take what has arrived; return the status once the answer is whole, else 0.

        What is no answer raises :class:`GarbledAnswerError`.
        """
        if self._missing:
            self._missing -= len(data)
            return self._whole() if self._missing <= 0 else 0
        if self._protocol is not None:
            return self._take_other(self._protocol, data)
        if self._data:
            data = self._data + data
        end = data.find(_END) + 4
        if end >= 4:
            return self._take_head(data, end)
        if len(data) > _HEAD_LIMIT or b"\n\n" in data or not _BEGINNING.startswith(data[:7]):
            return self._begin_other(data)
        self._data = data
        return 0

    def _take_head(self, data: bytes, end: int) -> int:
        head = data[:end]
        try:
            known = _known[head]
        except KeyError:
            known = _read_head(head)
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            _known[head] = known
        if known is None:
            return self._begin_other(data)
        self._data = b""
        self._status, length, self.keeps = known
        self._missing = end + length - len(data)
        return 0 if self._missing > 0 else self._whole()

    def end(self) -> int:
        """Take that no byte will come any more; return the status of an answer that ends so.

        One that is not whole raises :class:`CutAnswerError`.
        """
        self.keeps = False
        if self._protocol is None:
            if self._data:
                self._begin_other(self._data)
            if self._protocol is None:
                raise CutAnswerError
        try:
            return self._take_other(self._protocol, b"")
        except GarbledAnswerError:
            raise CutAnswerError from None

    def _whole(self) -> int:
        if self._missing < 0:  # more than it said: whose answer would the rest be?
            self.keeps = False
        self._missing = 0
        return self._status

    def _begin_other(self, data: bytes) -> int:
        self._data = b""
        if not _BEGINNING.startswith(data[:7]):  # h11 would wait for the end of the line
            raise GarbledAnswerError
        protocol = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD_LIMIT)
        protocol.send(h11.Request(method="POST", target="/", headers=_TOLD))
        protocol.send(h11.EndOfMessage())
        self._protocol = protocol
        self._status = 0
        return self._take_other(protocol, data)

    def _take_other(self, protocol: h11.Connection, data: bytes) -> int:
        try:
            protocol.receive_data(data)
            while (event := protocol.next_event()) is not h11.NEED_DATA:
                if isinstance(event, h11.Response):
                    self._status = event.status_code
                elif isinstance(event, h11.InformationalResponse) and event.status_code == 101:
                    self._status = 101
                    break
                elif isinstance(event, h11.EndOfMessage):
                    break
                elif event is h11.PAUSED or isinstance(event, h11.ConnectionClosed):
                    raise GarbledAnswerError
            else:
                return 0
        except h11.ProtocolError:
            raise GarbledAnswerError from None
        self.keeps = (
            self.keeps and self._status != 101 and protocol.their_state is h11.DONE and not protocol.trailing_data[0]
        )
        self._protocol = None
        return self._status


def _read_head(head: bytes) -> _Head | None:
    """Return what a plain head says, ``None`` for one that is better read by h11."""
    status = _PLAIN.fullmatch(head)
    if status is None or _OTHER.search(lower := head.lower()):
        return None
    code = int(status[1])
    lengths = _LENGTH.findall(lower)
    if lower.count(b"content-length") != len(lengths) or len(lengths) > 1:
        return None
    if code in _WITHOUT_BODY:
        length = 0
    elif lengths:
        length = int(lengths[0])
    else:
        return None
    return _Head(code, length, _CLOSE.search(lower) is None)
