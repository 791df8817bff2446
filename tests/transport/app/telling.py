"""Applications that tell, in their answer, what they were given: the same in ASGI and in WSGI.

The query chooses the answer, so that those can be compared too: ``answer=2`` is the third of ``ANSWERS``.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs

Headers = list[tuple[str, str]]
_FEW = 10

ANSWERS: tuple[tuple[int, Headers, int], ...] = (
    (200, [("Content-Type", "application/json")], 1),
    (201, [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("X-Two", "\xe9")], 3),
    (301, [("Location", "/elsewhere/")], 1),
    (404, [], 0),
    (204, [], 0),
    (304, [("ETag", '"1"')], 0),
    (500, [("Content-Type", "text/plain; charset=utf-8")], 2),
    (200, [("Content-Type", "text/plain")], 50),
)
"""Status, headers, and in how many parts the body comes; without one it has its length, or none."""


def chosen(query: str) -> tuple[int, Headers, int]:
    """Return the answer that a query chooses."""
    number = parse_qs(query).get("answer", ["0"])[0]
    return ANSWERS[int(number) if number.isdecimal() and int(number) < len(ANSWERS) else 0]


def describe(body: bytes) -> str:
    """Return what tells one body from another."""
    return f"{len(body)} {hashlib.sha256(body).hexdigest()}"


def write(told: dict[str, Any], number: int) -> bytes:
    """Return the body of an answer; one of many parts is longer than anybody keeps."""
    return json.dumps(told, sort_keys=True).encode() * (500 if number > _FEW else 1)


def split(data: bytes, number: int) -> list[bytes]:
    """Return so many parts of ``data``."""
    size = max(1, -(-len(data) // max(1, number)))
    return [data[start : start + size] for start in range(0, len(data), size)] if number else []


async def telling_asgi(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Tell what an ASGI application is given."""
    assert scope["type"] == "http"
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message["body"], message["more_body"]
    told = {key: str(value) for key, value in scope.items() if key in _KEYS}
    told["body"] = describe(body)
    status, headers, number = chosen(scope["query_string"].decode("latin-1"))
    parts = split(write(told, number), number)
    fields = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
    if not number and status not in (204, 304):
        fields.append((b"content-length", b"0"))
    await send({"type": "http.response.start", "status": status, "headers": fields})
    for part in [] if scope["method"] == "HEAD" else parts:
        await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


_KEYS = (
    "type",
    "http_version",
    "server",
    "scheme",
    "method",
    "root_path",
    "path",
    "raw_path",
    "query_string",
    "headers",
)


def telling_wsgi(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Tell what a WSGI application is given."""
    told = {key: value for key, value in environ.items() if key in _NAMES or key.startswith("HTTP_")}
    told["body"] = describe(environ["wsgi.input"].read(_length(environ)))
    status, headers, number = chosen(environ["QUERY_STRING"])
    if not number and status not in (204, 304):
        headers = [*headers, ("Content-Length", "0")]
    start_response(f"{status} Status", list(headers))
    return split(write(told, number), number)


def _length(environ: dict[str, Any]) -> int:
    """Return how much is to be read: without a length what is in chunks has an end of its own."""
    return int(environ["CONTENT_LENGTH"]) if environ.get("CONTENT_LENGTH") else -1 if _is_chunked(environ) else 0


def _is_chunked(environ: dict[str, Any]) -> bool:
    return "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "")


_NAMES = (
    "REQUEST_METHOD",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "CONTENT_TYPE",
    "CONTENT_LENGTH",
    "SERVER_PROTOCOL",
    "SERVER_PORT",
    "wsgi.url_scheme",
)
