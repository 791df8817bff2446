"""Sending requests to a listener, as a program under test would."""

import http.client
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from maileroo_cli import Listener, WebhookRequest, make_event

SECRET = "a secret of the tests"
PATIENCE = 30.0


def post(
    url: str, body: bytes, headers: Mapping[str, str] | tuple[tuple[str, str], ...] = (), method: str = "POST"
) -> int:
    """Send one request on a connection of its own and return the status of the answer."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        connection.putrequest(method, parts._replace(scheme="", netloc="").geturl() or "/")
        for name, value in headers.items() if isinstance(headers, Mapping) else headers:
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        return connection.getresponse().status
    finally:
        connection.close()


def send(request: WebhookRequest) -> int:
    """Send a signed request where it is to go."""
    return post(request.url, request.body, request.headers, request.method)


def send_event(listener: Listener, kind: str = "delivered", seed: int = 1, secret: str = SECRET) -> int:
    """Make an event and send it, signed with ``secret``."""
    return send(make_event(kind, seed=seed).request(secret, listener.url))


def send_half(listener: Listener) -> socket.socket:
    """Begin a request that never becomes whole; return its connection."""
    connection = socket.create_connection(("127.0.0.1", listener.port), PATIENCE)
    connection.sendall(b"POST /webhook HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1")
    return connection
