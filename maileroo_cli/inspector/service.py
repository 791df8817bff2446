"""The ASGI application behind the gate: it finds the route, calls its function, and answers what that returns.

The files of the page are read once, when the inspector starts: no request ever names a file of the system.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from maileroo_cli.errors import MhookError, UsageError
from maileroo_cli.inspector.answer import JSON_TYPE, NO_SUCH_THING, Refusal, encode_json, refusal_of
from maileroo_cli.inspector.call import InspectorCall, Json
from maileroo_cli.inspector.gate import BodyTooLargeError
from maileroo_cli.inspector.routes import POST, STREAM, ApiRoute, find_route, methods_of
from maileroo_cli.inspector.running import CallThreads, until_ended
from maileroo_cli.inspector.settings import InspectorSettings

if TYPE_CHECKING:
    from maileroo_cli.inspector.gate import Receive, Scope, Send

_FOLDER = Path(__file__).parent / "page"
_INDEX = "index.html"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
"""What may lie there."""


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file: its bytes, the same compressed by gzip, and what a browser is to take them for.

    Nothing else is compressed: the length of an answer that holds a secret beside a stranger's text would tell of it.
    """

    content: bytes
    compressed: bytes
    kind: str


def read_page(folder: Path = _FOLDER) -> Mapping[bytes, PageFile]:
    """Return the files by the path that each has on the server; the page itself is at ``/``."""
    return {
        b"/" if file.name == _INDEX else f"/{file.name}".encode(): _read_file(file)
        for file in sorted(folder.iterdir())
        if file.suffix in _TYPES
    }


def _read_file(file: Path) -> PageFile:
    content = file.read_bytes()
    return PageFile(content, gzip.compress(content, mtime=0), _TYPES[file.suffix])


class InspectorApp:
    """What answers: the page's own files, and the routes of the API.

    ``tell`` gets an error that nobody expected. Once ``end`` is called, streams end, and so does what still waits.
    """

    def __init__(
        self, settings: InspectorSettings, files: Mapping[bytes, PageFile], tell: Callable[[Exception], None]
    ) -> None:
        self._settings = settings
        self._files = files
        self._tell = tell
        self._threads = CallThreads()
        self._ended = asyncio.Event()
        self._gone = threading.Event()

    def end(self) -> None:
        """Let all that still goes on come to its end; called in the thread of the server."""
        self._settings.follower.close()
        self._ended.set()
        self._gone.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request that the gate has let through."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except BodyTooLargeError:  # the gate answers that
            raise
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001  (answered as an error, and told)
            response = self._error(error)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path: bytes = request.scope["raw_path"]
        file = self._files.get(path)
        if file is not None:
            return _page(file, request)
        found = find_route(request.method, path)
        if found is None:
            return _refused(_missing(path))
        route, values = found
        gone = threading.Event()
        call = InspectorCall(
            settings=self._settings,
            path=values,
            query=_query(request),
            body=await _object(request) if route.method == POST else {},
            gone=lambda: gone.is_set() or self._gone.is_set(),
        )
        if route.path == STREAM:
            return self._stream(call, request)
        watch = asyncio.ensure_future(_watch(request, gone))
        try:
            return _json(await self._threads.run(lambda: _called(route, call), waits=route.waits, large=route.large))
        finally:
            watch.cancel()

    def _stream(self, call: InspectorCall, request: Request) -> Response:
        from maileroo_cli.inspector.api.stream import stream

        events = until_ended(stream(call, _last_row(request)), self._ended)
        return StreamingResponse(events, media_type="text/event-stream")

    def _error(self, error: Exception) -> Response:
        if not isinstance(error, MhookError):
            self._tell(error)
        return _refused(refusal_of(error, self._settings))


def _called(route: ApiRoute, call: InspectorCall) -> Json:
    """Return what a route answers; whoever left while others were before it is not answered."""
    call.refuse_gone()
    return route.load()(call)


async def _watch(request: Request, gone: threading.Event) -> None:
    """Set ``gone`` once whoever asked has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    gone.set()


def _page(file: PageFile, request: Request) -> Response:
    if request.method == POST:
        return _refused(Refusal(405, "this is a file of the page", allow="GET, HEAD"))
    headers = {"content-type": file.kind, "vary": "Accept-Encoding"}
    if _takes_gzip(request.headers.getlist("accept-encoding")):
        return Response(file.compressed, headers={**headers, "content-encoding": "gzip"})
    return Response(file.content, headers=headers)


def _takes_gzip(accepted: Sequence[str]) -> bool:
    """Whether a client names gzip, and not with the weight 0 that refuses it."""
    for coding in ",".join(accepted).split(","):
        name, _, weight = coding.partition(";")
        if name.strip().lower() == "gzip":
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _json(value: Json) -> Response:
    return Response(encode_json(value), headers={"content-type": JSON_TYPE})


def _refused(refusal: Refusal) -> Response:
    return Response(refusal.body, refusal.status, headers=refusal.headers)


def _missing(path: bytes) -> Refusal:
    """Return that there is no such route, or that there is one with another method."""
    allow = ", ".join(methods_of(path))
    return Refusal(405, f"this only answers {allow}", allow=allow) if allow else NO_SUCH_THING


def _query(request: Request) -> dict[str, list[str]]:
    """Return every value of each name, in order."""
    query: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        query.setdefault(name, []).append(value)
    return query


async def _object(request: Request) -> Json:
    """Return the JSON object that a POST brings."""
    content = await request.body()
    try:
        value: Any = json.loads(content)
    except (ValueError, RecursionError):  # no JSON, no UTF-8, or nested too deeply
        raise UsageError("the request's body is no JSON", "send an object of JSON") from None
    if b"\\u" in content and not _is_text(value):
        raise UsageError("the request's body holds half a character", "send whole characters, as Unicode has them")
    if not isinstance(value, dict):
        raise UsageError("the request's body is no object", "send an object of JSON")
    return value


def _is_text(value: Any) -> bool:
    """Tell whether every text of a value is made of whole characters."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _last_row(request: Request) -> int | None:
    """Return the last row that whoever asks has seen; ``None`` where that is not said."""
    text = request.headers.get("last-event-id", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise UsageError("Last-Event-ID is no number of a row", "send the id of the last event, or none")
    return int(text)
