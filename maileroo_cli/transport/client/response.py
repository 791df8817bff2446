"""Reading one HTTP answer off a stream, raw and bounded; h11 reads them, as it reads requests in ``app``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import h11

from maileroo_cli.delivery.attempt.outcome import AttemptProblem, Outcome
from maileroo_cli.transport.client.stream import PeerError

if TYPE_CHECKING:
    from maileroo_cli.transport.client.stream import Stream
    from maileroo_cli.webhook.signing.request import Headers

_HEAD_LIMIT = 65_536
_READ_LIMIT = 1_048_576
# The request is written elsewhere, byte for byte; h11 is only told enough to read the answer. It is told of an
# upgrade, because otherwise it would take a 101 for a broken answer.
_TOLD = [("host", "h"), ("content-length", "0"), ("connection", "upgrade"), ("upgrade", "any")]


@dataclass(slots=True)
class Response:
    """What arrived: whole, or, where ``failure`` says why, only its beginning.

    ``keeps`` tells whether the connection can carry another request.
    """

    status: int | None = None
    headers: Headers = ()
    body: bytes = b""
    body_truncated: bool = False
    keeps: bool = False
    failure: PeerError | None = None

    @property
    def location(self) -> str | None:
        """The target of a redirect as it was written, or ``None``."""
        if self.status is None or not 300 <= self.status < 400:
            return None
        return next((value for name, value in self.headers if name.lower() == "location"), None)


class ResponseReader:
    """Reads the answers of one connection, one after the other. ``body_limit`` is how many bytes of a body are kept."""

    def __init__(self, body_limit: int) -> None:
        self._body_limit = body_limit
        self._protocol = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD_LIMIT)
        self._told: dict[str, h11.Request] = {}

    def read(self, stream: Stream, method: str, first: bytes) -> Response:
        """Return the answer that begins with ``first``; before its headers are whole, a failure raises ``PeerError``.

        A body is read up to 1 MiB; what is longer is cut, and the connection then cannot be kept.
        """
        if stream.speaks_http2:  # it may well keep the connection, and h11 would wait for a line
            raise _broken(stream, "HTTP/2")
        self._tell(method)
        self._feed(stream, first)
        answer = self._read_head(stream)
        try:
            self._read_body(stream, answer)
        except PeerError as failure:
            answer.failure = failure
        return answer

    def _tell(self, method: str) -> None:
        if method not in self._told:
            self._told[method] = h11.Request(method=method, target="/", headers=_TOLD)
        if self._protocol.our_state is h11.DONE:
            self._protocol.start_next_cycle()
        self._protocol.send(self._told[method])
        self._protocol.send(h11.EndOfMessage())

    def _read_head(self, stream: Stream) -> Response:
        while True:
            event = self._next(stream)
            if isinstance(event, h11.Response):
                return _answer(event)
            if isinstance(event, h11.InformationalResponse) and event.status_code == 101:
                return _answer(event)

    def _read_body(self, stream: Stream, answer: Response) -> None:
        kept = bytearray()
        total = 0
        try:
            while isinstance(event := self._next(stream), h11.Data):
                total += len(event.data)
                if room := self._body_limit - len(kept):
                    kept += event.data[:room]
                if total > _READ_LIMIT:
                    return
        finally:
            answer.body = bytes(kept)
            answer.body_truncated = total > len(kept)
        # Bytes beyond the answer would be taken for the answer to the next request.
        answer.keeps = self._protocol.their_state is h11.DONE and not self._protocol.trailing_data[0]

    def _next(self, stream: Stream) -> h11.Event | type[h11.PAUSED]:
        while True:
            try:
                event = self._protocol.next_event()
            except h11.RemoteProtocolError as error:
                raise _broken(stream, error) from None
            if event is not h11.NEED_DATA:
                return cast("h11.Event | type[h11.PAUSED]", event)
            self._feed(stream, stream.receive())

    def _feed(self, stream: Stream, data: bytes) -> None:
        if not data and self._protocol.their_state is h11.SEND_RESPONSE:
            raise _broken(stream, "the connection was closed before an answer was whole")
        self._protocol.receive_data(data)


def _answer(event: h11.Response | h11.InformationalResponse) -> Response:
    # Latin-1 gives every byte a character, so that no header is lost.
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in event.headers.raw_items())
    return Response(event.status_code, headers)


def _broken(stream: Stream, detail: object) -> PeerError:
    """Tell an answer that broke off from one that is not HTTP, and both from TLS on a plain connection."""
    if stream.speaks_tls:
        return PeerError(Outcome.TLS, detail, AttemptProblem.NEEDS_HTTPS)
    if stream.speaks_http2:
        return PeerError(Outcome.GARBAGE, detail, AttemptProblem.HTTP2_ONLY)
    if stream.at_end and stream.speaks_http:
        return PeerError(Outcome.RESET, detail)
    return PeerError(Outcome.GARBAGE, detail)
