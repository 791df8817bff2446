"""How uvicorn is set up: HTTP/1.1 alone, nothing of what it adds by itself, and no word in its logs.

What no request can be is answered here, before there is an application, with the same headers as everything else.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import h11
from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol

from maileroo_cli.inspector.answer import SECURITY_HEADERS, Refusal
from maileroo_cli.inspector.gate import AsgiApp

_KEPT_ALIVE = 75
"""Seconds that an idle connection stays: longer than browsers keep theirs, which would else race with the end of it."""

_LAST_ANSWERS = 1
"""Seconds that answers which are under way have when the inspector ends."""


class GuardedProtocol(H11Protocol):
    """One connection; what cannot be read as a request is refused as the gate refuses."""

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request, unless an answer has begun, and close the connection."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            refusal = Refusal(400, "this is no request of HTTP/1.1", "send one Host header, and a body that is framed")
            headers = [*refusal.headers.items(), *SECURITY_HEADERS.items(), ("connection", "close")]
            start = h11.Response(status_code=refusal.status, headers=headers, reason=b"Bad Request")
            for event in (start, h11.Data(data=refusal.body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()


@contextmanager
def quiet_loop() -> Iterator[None]:
    """Within the ``with`` block asyncio logs nothing: a connection that breaks off is no news."""
    logger = logging.getLogger("asyncio")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def server_config(app: AsgiApp) -> Config:
    """Return how the server runs ``app``."""
    return Config(
        app,
        loop="asyncio",
        http=GuardedProtocol,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        log_level=logging.CRITICAL,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=_KEPT_ALIVE,
        timeout_graceful_shutdown=_LAST_ANSWERS,
    )


class InspectorServer(Server):
    """Tells when it accepts connections, and when no more are accepted, so that what still goes on can end."""

    def __init__(self, config: Config, begun: Callable[[], None], ending: Callable[[], None]) -> None:
        super().__init__(config)
        self._begun = begun
        self._ending = ending

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept connections."""
        await super().startup(sockets)
        self._begun()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what goes on, and then the server."""
        self._ending()
        await super().shutdown(sockets)
