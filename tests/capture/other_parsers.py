"""Two parsers that are not ours, h11 and llhttp, asked what requests they read in the bytes of a connection."""

from typing import NamedTuple

import h11
import httptools

_LARGEST_HEAD = 1024 * 1024


class Seen(NamedTuple):
    """One request as a parser reports it."""

    method: bytes
    target: bytes
    body: bytes


def read_with_h11(data: bytes) -> list[Seen]:
    """Return the requests that h11 reads before it refuses something, or the end."""
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=_LARGEST_HEAD)
    connection.receive_data(data)
    seen: list[Seen] = []
    method = target = body = b""
    try:
        while True:
            event = connection.next_event()
            if isinstance(event, h11.Request):
                method, target, body = event.method, event.target, b""
            elif isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage):
                seen.append(Seen(method, target, body))
                connection.send(h11.Response(status_code=200, headers=[("Content-Length", "0")]))
                connection.send(h11.EndOfMessage())
                if connection.our_state is not h11.DONE:
                    return seen
                connection.start_next_cycle()
            else:
                return seen
    except h11.ProtocolError:
        return seen


class _Requests:
    """What llhttp calls back."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.parser = httptools.HttpRequestParser(self)

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._target = self._body = b""

    def on_url(self, part: bytes) -> None:
        """Take a part of the target."""
        self._target += part

    def on_body(self, part: bytes) -> None:
        """Take a part of the body."""
        self._body += part

    def on_message_complete(self) -> None:
        """Keep a whole request."""
        self.seen.append(Seen(self.parser.get_method(), self._target, self._body))


def read_with_llhttp(data: bytes) -> list[Seen]:
    """Return the requests that llhttp reads before it refuses something, or the end."""
    requests = _Requests()
    try:
        requests.parser.feed_data(data)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):
        return requests.seen
    return requests.seen
