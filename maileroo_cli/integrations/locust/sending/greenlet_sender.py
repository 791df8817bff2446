"""Requests that are ready, over connections that are kept between them, in greenlets: one each, none waits for another.

The sockets are those of ``transport.client``, which Locust's import has made cooperative. So what is verified and what
a failure is called is as everywhere in mhook: nothing of Locust's own client, which follows redirects and verifies no
certificate, is used. Only its parser reads the answers.
"""

from __future__ import annotations

import time

from geventhttpclient.response import HTTPParseError, HTTPResponse

from maileroo_cli.delivery.attempt.outcome import Outcome
from maileroo_cli.delivery.load.request import RequestEnd
from maileroo_cli.transport.client.connecting import open_stream
from maileroo_cli.transport.client.stream import PeerError, Stream
from maileroo_cli.transport.client.target import Target
from maileroo_cli.transport.client.tls import Trust

_IDLE_LIMIT = 1.0
"""Receivers close idle connections after 2 s or more, and what crosses such a close on its way would be lost."""

_READ_LIMIT = 1_048_576


class StatusReader(HTTPResponse):
    """Reads one answer for its status: headers and body are passed over."""

    def __init__(self) -> None:
        super().__init__("POST")
        self.size = 0

    def _on_header_field(self, string: str) -> None: ...

    def _on_header_value(self, string: str) -> None: ...

    def _on_body(self, buf: bytearray) -> None:
        self.size += len(buf)

    @property
    def is_whole(self) -> bool:
        """Whether the answer has come to its end, and is no interim one."""
        code = self.get_code()
        return self.message_complete and (code >= 200 or code == 101)


class GreenletSender:
    """Sends requests that are ready to one receiver. Without ``keep`` each has a connection of its own."""

    def __init__(self, target: Target, trust: Trust, *, timeout: float, keep: bool = True) -> None:
        self._target, self._trust = target, trust
        self._timeout, self._keep = timeout, keep
        self._idle: list[tuple[float, Stream]] = []
        self.bytes_received = 0

    def send(self, data: bytes) -> RequestEnd:
        """Send the bytes of one request and return how it ended; a redirect is an answer as any other."""
        deadline = time.monotonic() + self._timeout
        try:
            stream = self._take(deadline)
        except PeerError as error:
            return error.outcome
        keeps = False
        try:
            status, keeps = self._exchange(stream, data)
        except PeerError as error:
            return error.outcome
        finally:
            if keeps and self._keep:
                self._idle.append((time.monotonic(), stream))
            else:
                stream.close()
        return status

    def close(self) -> None:
        """Close the connections that are kept."""
        while self._idle:
            self._idle.pop()[1].close()

    def _take(self, deadline: float) -> Stream:
        while self._idle:
            since, stream = self._idle.pop()
            if time.monotonic() - since <= _IDLE_LIMIT and not stream.is_stale():
                stream.begin(deadline)
                return stream
            stream.close()
        return open_stream(self._target, self._trust, deadline)

    def _exchange(self, stream: Stream, data: bytes) -> tuple[int, bool]:
        """Return the status of the answer, and whether the connection can be used once more."""
        reader = StatusReader()
        part = stream.exchange_first((data,))
        try:
            reader.feed(part)
            while not reader.is_whole and reader.size <= _READ_LIMIT:
                if stream.at_end:
                    raise PeerError(_failure(stream))
                part = stream.receive()
                reader.feed(part)
        except HTTPParseError:
            raise PeerError(_failure(stream)) from None
        return reader.get_code(), not stream.at_end and reader.is_whole and not reader.should_close()


def _failure(stream: Stream) -> Outcome:
    """Return what an answer that is not whole is called."""
    if stream.speaks_tls:
        return Outcome.TLS
    if stream.at_end and stream.speaks_http and not stream.speaks_http2:
        return Outcome.RESET
    return Outcome.GARBAGE
