"""A receiver of the tests as an application: ASGI or WSGI, called in this process, with nothing that listens."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from tests.receivers.correct import LIMIT, CorrectReceiver, Incoming, Reply

Headers = list[tuple[str, str]]
_SIGNATURE = "HTTP_X_MAILEROO_SIGNATURE"
"""Several headers of one name come as one, with commas between: a receiver that knows that can tell them apart."""


class Call:
    """What a request came over: in process each is a call of its own."""


def as_asgi(receiver: CorrectReceiver) -> Callable[..., Awaitable[None]]:
    """Return an ASGI application that answers as ``receiver`` does, in a thread as its server would."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        import asyncio

        if scope["type"] != "http":
            raise ValueError(scope["type"])
        body, headers = b"", [(name.decode(), value.decode("latin-1")) for name, value in scope["headers"]]
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                receiver.cut_off(headers)
                return
            body += message["body"]
            if not message["more_body"] or len(body) > LIMIT:
                break
        path = scope["raw_path"].decode() + (f"?{scope['query_string'].decode()}" if scope["query_string"] else "")
        try:
            reply = await asyncio.to_thread(_answer, receiver, scope["method"], path, headers, body)
        except OSError:  # it is gone, and so is the connection
            await send({"type": "http.response.start", "status": 200, "headers": []})
            raise
        found = [(name.lower().encode(), value.encode("latin-1")) for name, value in reply.headers]
        await send({"type": "http.response.start", "status": reply.status, "headers": found})
        await send({"type": "http.response.body", "body": reply.text.encode()})

    return app


def as_wsgi(receiver: CorrectReceiver) -> Callable[..., Iterable[bytes]]:
    """Return a WSGI application that answers as ``receiver`` does."""

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        headers = [
            (key[5:].replace("_", "-").lower(), one)
            for key, value in environ.items()
            if key.startswith("HTTP_")
            for one in (value.split(",") if key == _SIGNATURE else [value])
        ]
        headers += [
            (key.replace("_", "-").lower(), environ[key])
            for key in ("CONTENT_TYPE", "CONTENT_LENGTH")
            if key in environ
        ]
        length = environ.get("CONTENT_LENGTH")
        body = environ["wsgi.input"].read(LIMIT + 1)
        if length is not None and len(body) < min(int(length), LIMIT + 1):
            receiver.cut_off(headers)
            start_response("400 Bad Request", [])
            return []
        try:
            reply = _answer(receiver, environ["REQUEST_METHOD"], environ["REQUEST_URI"], headers, body)
        except OSError:  # it is gone, and so is the connection
            raise SystemExit from None
        start_response(f"{reply.status} Status", list(reply.headers))
        return [reply.text.encode()]

    return app


def _answer(receiver: CorrectReceiver, method: str, path: str, headers: Headers, body: bytes) -> Reply:
    return receiver.answer(Incoming(method, path, headers, None if len(body) > LIMIT else body, Call()))
