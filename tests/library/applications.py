"""Small applications, ASGI and WSGI, that the library's tests send to."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

from maileroo_cli import verify

SECRET = "test-secret"

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Start = Callable[[str, list[tuple[str, str]]], object]


class WsgiReceiver:
    """Keeps the bodies that verify, and answers 200 to these and 401 to others."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.paths: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer one request."""
        body = environ["wsgi.input"].read()
        self.paths.append(environ["PATH_INFO"])
        if not verify(body, environ.get("HTTP_X_MAILEROO_SIGNATURE", ""), SECRET):
            start_response("401 Unauthorized", [])
            return [b"bad signature"]
        self.bodies.append(body)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"thanks"]


class AsgiReceiver:
    """The same as an ASGI application, with a lifespan."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.paths: list[str] = []
        self.starts = self.ends = 0

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request, or live from start to end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body, more = body + message["body"], message["more_body"]
        self.paths.append(scope["path"])
        signature = dict(scope["headers"]).get(b"x-maileroo-signature", b"").decode("latin-1")
        is_valid = bool(verify(body, signature, SECRET))
        if is_valid:
            self.bodies.append(body)
        await send({"type": "http.response.start", "status": 200 if is_valid else 401, "headers": []})
        await send({"type": "http.response.body", "body": b"thanks" if is_valid else b"bad signature"})

    async def _live(self, receive: Receive, send: Send) -> None:
        while (await receive())["type"] == "lifespan.startup":
            self.starts += 1
            await send({"type": "lifespan.startup.complete"})
        self.ends += 1
        await send({"type": "lifespan.shutdown.complete"})


def failing(environ: dict[str, Any], start_response: Start) -> Iterator[bytes]:
    """Raise as soon as it is called."""
    raise KeyError("event_data")
