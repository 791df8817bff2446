"""Calling an application in tests as the product does: in this process, through a sender."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from maileroo_cli.delivery.attempt.outcome import Attempt
from maileroo_cli.transport.app.interface.application import Application
from maileroo_cli.transport.app.kind import AppKind
from maileroo_cli.transport.app.opening import make_application
from maileroo_cli.transport.app.sender import AppSender
from maileroo_cli.transport.client.contract import WriteStrategy
from maileroo_cli.transport.client.target import parse_target
from maileroo_cli.webhook.signing.request import Headers, Request

PATIENCE = 20.0
"""Seconds after which a test that waits for something has failed; nothing is expected to take so long."""


class Caller:
    """Sends requests into an application that runs."""

    def __init__(self, application: Application, url: str = "http://localhost") -> None:
        self.application = application
        self._url = url

    def open(self, path: str = "/", *, timeout: float = PATIENCE, body_limit: int = 65_536) -> AppSender:
        """Return a sender to a path."""
        return AppSender(self.application, parse_target(f"{self._url}{path}"), timeout=timeout, body_limit=body_limit)

    def send(
        self,
        path: str = "/",
        body: bytes = b"{}",
        headers: Headers = (),
        *,
        method: str = "POST",
        timeout: float = PATIENCE,
        strategy: WriteStrategy | None = None,
        body_limit: int = 65_536,
    ) -> Attempt:
        """Send one request."""
        with self.open(path, timeout=timeout, body_limit=body_limit) as sender:
            return sender.send_apart(Request(method, f"{self._url}{path}", headers, body), strategy)

    def finish(self, seconds: float = PATIENCE) -> bool:
        """Wait for what requests have left behind."""
        return self.application.finish_background(seconds)


@contextmanager
def calling(
    app: Callable[..., Any] | str,
    kind: AppKind | None = None,
    *,
    url: str = "http://localhost",
    in_caller: bool = False,
) -> Iterator[Caller]:
    """Yield what sends into ``app`` while it runs."""
    with make_application(app, kind, runs_in_caller=in_caller) as application:
        yield Caller(application, url)


async def take_body(receive: Any) -> bytes:
    """Return the whole body of an ASGI request."""
    body, more = b"", True
    while more:
        message = await receive()
        assert message["type"] == "http.request", message
        body += message["body"]
        more = message["more_body"]
    return body


async def answer(send: Any, body: bytes = b"", status: int = 200, headers: Any = ()) -> None:
    """Answer an ASGI request."""
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})


def http(app: Callable[..., Any]) -> Callable[..., Any]:
    """Let ``app`` say that it knows no lifespan, as Django does."""

    async def only_http(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise ValueError(scope["type"])
        await app(scope, receive, send)

    return only_http


def said(attempt: Attempt) -> str:
    """Return the exception of the application in a line, without its place."""
    return attempt.traceback.rpartition("\n")[2]
