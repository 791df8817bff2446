"""The gate around the whole inspector: what a request must be before any route sees it, and what every answer carries.

It trusts nothing but the bytes of the request: no cookie, since all ports of a host share them, no header of a proxy,
and no path that has to be put right first. What passes needs the token, unless it is one of the page's own files.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from maileroo_cli.inspector.answer import JSON_TYPE, NO_SUCH_THING, RAW_HEADERS, Refusal
from maileroo_cli.webhook.signing.signature import tags_equal

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
AsgiApp: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST_BODY = 64 * 1024 * 1024
"""So many bytes a request may bring; only an edited body is anywhere near."""

_API = b"/api/"
_METHODS = ("GET", "HEAD", "POST")
_OURS = (b"same-origin", b"none")
_OWN_HEADERS = frozenset(name for name, _ in RAW_HEADERS) | {b"server", b"set-cookie", b"date"}
_OPEN_IT = "open the address that mhook inspect printed"


class BodyTooLargeError(Exception):
    """More bytes came than a request may bring."""


@dataclass(frozen=True, slots=True)
class Entrance:
    """Who is let in: under which values of Host, with which token, and to which pages without it."""

    hosts: frozenset[bytes]
    token: bytes
    pages: Collection[bytes]


class Gate:
    """The ASGI application that stands around ``inner``."""

    def __init__(self, inner: AsgiApp, entrance: Entrance) -> None:
        self._inner = inner
        self._entrance = entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":  # a WebSocket, which the server does not speak either
            await send({"type": "websocket.close", "code": 1008})
            return
        guarded = GuardedSend(send)
        if (refusal := self._refuse(scope)) is not None:
            await guarded.refuse(refusal)
            return
        try:
            await self._inner(scope, BoundedReceive(receive), guarded)
        except BodyTooLargeError:
            await guarded.refuse(_too_large())

    def _refuse(self, scope: Scope) -> Refusal | None:
        headers = GateHeaders(scope["headers"])
        path: bytes = scope.get("raw_path") or b""
        method: str = scope["method"]
        return (
            self._refuse_host(headers)
            or _refuse_other_sites(headers)
            or _refuse_odd_path(path)
            or _refuse_method(method, headers)
            or self._refuse_stranger(path, headers)
            or _refuse_large(headers)
        )

    def _refuse_host(self, headers: GateHeaders) -> Refusal | None:
        """A page of another name that leads here would else be of our own origin."""
        if headers.only(b"host") in self._entrance.hosts:
            return None
        return Refusal(421, "this is not the address of mhook inspect", _OPEN_IT, closes=True)

    def _refuse_stranger(self, path: bytes, headers: GateHeaders) -> Refusal | None:
        if path in self._entrance.pages:
            return None
        if not path.startswith(_API):
            return NO_SUCH_THING
        scheme, _, given = (headers.only(b"authorization") or b"").partition(b" ")
        if scheme.lower() == b"bearer" and tags_equal(self._entrance.token, given.strip()):
            return None
        return Refusal(401, "this needs the token of mhook inspect", _OPEN_IT, closes=True)


class GateHeaders:
    """The headers of a request; one that may stand there once is not looked for among several."""

    def __init__(self, headers: Iterable[tuple[bytes, bytes]]) -> None:
        self._headers = list(headers)

    def all(self, name: bytes) -> list[bytes]:
        """Return each value of a name, which is in lower case."""
        return [value for one, value in self._headers if one.lower() == name]

    def only(self, name: bytes) -> bytes | None:
        """Return the value of a name that stands there once; nothing where it does not, or several times."""
        values = self.all(name)
        return values[0] if len(values) == 1 else None


def _refuse_other_sites(headers: GateHeaders) -> Refusal | None:
    """Whatever another page sends is refused, also one of another port of this machine."""
    sites, origins = headers.all(b"sec-fetch-site"), headers.all(b"origin")
    own = b"http://" + (headers.only(b"host") or b"")
    if all(site in _OURS for site in sites) and origins in ([], [own]):
        return None
    return Refusal(403, "another page asks for this", _OPEN_IT, closes=True)


def _refuse_odd_path(path: bytes) -> Refusal | None:
    """A path that would have to be put right is none of ours: each part of it stands for itself."""
    parts = path.split(b"/")
    is_odd = parts[0] != b"" or b"\\" in path or b"" in parts[1:-1]
    dots = {b".", b".."}
    if is_odd or any(part.lower().replace(b"%2e", b".") in dots for part in parts):
        return NO_SUCH_THING
    return None


def _refuse_method(method: str, headers: GateHeaders) -> Refusal | None:
    if method not in _METHODS:
        return Refusal(405, f"mhook inspect has no {method[:20]}", closes=True, allow=", ".join(_METHODS))
    kind = (headers.only(b"content-type") or b"").partition(b";")[0].strip().lower()
    if method == "POST" and kind != JSON_TYPE.encode():
        return Refusal(415, f"a POST has to be {JSON_TYPE}", "send an object of JSON", closes=True)
    return None


def _refuse_large(headers: GateHeaders) -> Refusal | None:
    length = headers.only(b"content-length") or b"0"
    return _too_large() if length.isdigit() and int(length[:19]) > LARGEST_BODY else None


def _too_large() -> Refusal:
    return Refusal(413, f"a request may bring {LARGEST_BODY:,} bytes", "send less at a time", closes=True)


class BoundedReceive:
    """Passes a request on as it comes, and raises :class:`BodyTooLargeError` where it is too large."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._bytes = 0

    async def __call__(self) -> Message:
        """Return what comes next."""
        message = await self._receive()
        self._bytes += len(message.get("body", b""))
        if self._bytes > LARGEST_BODY:
            raise BodyTooLargeError
        return message


class GuardedSend:
    """Passes an answer on with the headers that each one has, and with no cookie."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def __call__(self, message: Message) -> None:
        """Send the next part of an answer."""
        if message["type"] == "http.response.start":
            self.begun = True
            own = [(name, value) for name, value in message["headers"] if name.lower() not in _OWN_HEADERS]
            message = {**message, "headers": [*own, *RAW_HEADERS]}
        await self._send(message)

    async def refuse(self, refusal: Refusal) -> None:
        """Answer with an error, unless an answer has begun."""
        if self.begun:
            return
        headers = [(name.encode(), value.encode()) for name, value in refusal.headers.items()]
        await self({"type": "http.response.start", "status": refusal.status, "headers": headers})
        await self({"type": "http.response.body", "body": refusal.body})
