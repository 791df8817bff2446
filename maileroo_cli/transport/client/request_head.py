"""The bytes before a body: the request line and the headers, exactly as they were given. Nothing is sent from here."""

import re
from collections.abc import Iterable

from maileroo_cli.errors import UsageError
from maileroo_cli.transport.client.target import Target
from maileroo_cli.webhook.signing.request import TOKEN, Request

_NOT_IN_VALUES = re.compile(rb"[\x00\r\n]")


def encode_head(request: Request, target: Target) -> bytes:
    """Return the bytes of ``request`` that come before its body; see :func:`head_fields`."""
    return write_head(request.method, target, head_fields(request, target))


def head_fields(request: Request, target: Target) -> list[tuple[bytes, bytes]]:
    """Return the header fields of ``request`` for ``target``.

    Headers keep their order, case and duplicates, and a value is sent as UTF-8 (a byte that was no UTF-8 as itself).
    Host comes first and Content-Length last where they are not given. What HTTP cannot carry, and what would leave the
    receiver waiting, raises ``UsageError``; no error repeats a value, since that may be a secret.
    """
    if not TOKEN.fullmatch(request.method):
        raise UsageError(f"{request.method!r} is not an HTTP method", "Maileroo uses POST")
    names = {name.lower() for name, _ in request.headers}
    fields = list(_encode_headers(request.headers, len(request.body)))
    if "host" not in names:
        fields.insert(0, (b"Host", target.authority.encode("ascii")))
    if "content-length" not in names:
        fields.append((b"Content-Length", b"%d" % len(request.body)))
    return fields


def write_head(method: str, target: Target, fields: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return the request line and the header fields as they go over the wire; the path of a capture is latin-1."""
    lines = [f"{method} {target.path_and_query} HTTP/1.1".encode("latin-1")]
    lines += [name + b": " + value for name, value in fields]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _encode_headers(headers: Iterable[tuple[str, str]], size: int) -> Iterable[tuple[bytes, bytes]]:
    for name, value in headers:
        if not TOKEN.fullmatch(name):
            raise UsageError(f"{name!r} is not a header name", "give --header 'Name: value'")
        encoded = value.encode("utf-8", "surrogateescape")
        if _NOT_IN_VALUES.search(encoded):
            raise UsageError(f"the header {name} holds a line break or a NUL", "HTTP cannot carry them in a header")
        _refuse_framing(name.lower(), value, size)
        yield name.encode("ascii"), encoded


def _refuse_framing(name: str, value: str, size: int) -> None:
    if name == "transfer-encoding":
        raise UsageError("the header Transfer-Encoding cannot be set", "a body is sent whole, with its Content-Length")
    if name == "content-length" and value.strip() != str(size):
        raise UsageError(f"the header Content-Length is not the body's {size} bytes", "leave it out: it is set for you")
