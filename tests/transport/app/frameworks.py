"""The same small application in each framework: ``/hook``, ``/stream``, ``/moved`` and ``/fail``."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import flask
import quart
from django.conf import settings as django_settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from fastapi import FastAPI
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from litestar import Litestar, Request, post, route
from litestar.response import Redirect, Stream
from starlette.applications import Starlette
from starlette.requests import Request as StarletteRequest
from starlette.routing import Route

NO_QUEUE: dict[str, dict[str, object]] = {"queue_listener": {"class": "logging.NullHandler"}}
"""Litestar logs in a thread of its own, which would go on for ever."""

PARTS, PART = 100, b"x" * 1000


def tell(method: str, body: bytes, signature: str | None, query: str) -> str:
    """Tell what came."""
    return f"{method} {len(body)} {signature} {query}"


def parts() -> Iterator[bytes]:
    """Yield an answer in parts."""
    yield from [PART] * PARTS


async def async_parts() -> AsyncIterator[bytes]:
    """Yield an answer in parts."""
    for part in parts():
        yield part


def fail() -> None:
    """Fail."""
    raise ValueError("no mail")


def make_fastapi() -> Any:
    """Return it in FastAPI."""
    app = FastAPI()

    @app.post("/hook")
    async def hook(request: StarletteRequest) -> Response:
        signature = request.headers.get("x-maileroo-signature")
        return Response(tell(request.method, await request.body(), signature, request.url.query))

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        return StreamingResponse(async_parts())

    @app.get("/moved")
    def moved() -> RedirectResponse:
        return RedirectResponse("/hook", 301)

    app.get("/fail")(fail)
    return app


def make_starlette() -> Any:
    """Return it in Starlette."""

    async def hook(request: StarletteRequest) -> Response:
        body = b"".join([part async for part in request.stream()])
        return Response(tell(request.method, body, request.headers.get("x-maileroo-signature"), request.url.query))

    async def stream(request: StarletteRequest) -> StreamingResponse:
        return StreamingResponse(parts())

    async def moved(request: StarletteRequest) -> RedirectResponse:
        return RedirectResponse("/hook", 301)

    async def failing(request: StarletteRequest) -> Response:
        fail()
        return Response()

    routes = [
        Route("/hook", hook, methods=["POST"]),
        Route("/stream", stream),
        Route("/moved", moved),
        Route("/fail", failing),
    ]
    return Starlette(routes=routes)


def make_quart() -> Any:
    """Return it in Quart."""
    app = quart.Quart("shop")

    @app.post("/hook")
    async def hook() -> str:
        request = quart.request
        body: Any = await request.get_data(as_text=False)
        return tell(request.method, body, request.headers.get("x-maileroo-signature"), request.query_string.decode())

    @app.get("/stream")
    async def stream() -> Any:
        return async_parts()

    @app.get("/moved")
    async def moved() -> Any:
        return quart.redirect("/hook", 301)

    @app.get("/fail")
    async def failing() -> str:
        fail()
        return ""

    return app


def make_litestar() -> Any:
    """Return it in Litestar."""
    from litestar.logging import LoggingConfig

    @post("/hook", status_code=200)
    async def hook(request: Request[Any, Any, Any]) -> str:
        signature = request.headers.get("x-maileroo-signature")
        return tell(request.method, await request.body(), signature, request.url.query)

    @route("/stream", http_method="GET")
    async def stream() -> Stream:
        return Stream(async_parts())

    @route("/moved", http_method="GET", status_code=301)
    async def moved() -> Redirect:
        return Redirect("/hook", status_code=301)

    @route("/fail", http_method="GET")
    async def failing() -> None:
        fail()

    return Litestar(
        [hook, stream, moved, failing], logging_config=LoggingConfig(handlers=NO_QUEUE, log_exceptions="always")
    )


def make_flask() -> Any:
    """Return it in Flask."""
    app = flask.Flask("shop")

    @app.post("/hook")
    def hook() -> str:
        request = flask.request
        signature = request.headers.get("x-maileroo-signature")
        return tell(request.method, request.get_data(), signature, request.query_string.decode())

    @app.get("/stream")
    def stream() -> flask.Response:
        return flask.Response(parts())

    @app.get("/moved")
    def moved() -> Any:
        return flask.redirect("/hook", 301)

    @app.get("/fail")
    def failing() -> str:
        fail()
        return ""

    return app


def django_hook(request: HttpRequest) -> HttpResponse:
    """Answer in Django."""
    if request.method != "POST":
        return HttpResponse(status=405)
    signature = request.headers.get("x-maileroo-signature")
    return HttpResponse(tell(request.method, request.body, signature, request.META["QUERY_STRING"]))


def django_stream(request: HttpRequest) -> StreamingHttpResponse:
    """Answer in parts in Django, as each of its two kinds of servers likes it."""
    return StreamingHttpResponse(async_parts() if hasattr(request, "scope") else parts())


def django_moved(request: HttpRequest) -> HttpResponseRedirect:
    """Redirect in Django."""
    return HttpResponseRedirect("/hook", status=301)


def django_fail(request: HttpRequest) -> HttpResponseBase:
    """Fail in Django."""
    fail()
    return HttpResponse()


urlpatterns = [
    path("hook", csrf_exempt(django_hook)),
    path("stream", django_stream),
    path("moved", django_moved),
    path("fail", django_fail),
]


def make_django_asgi() -> Any:
    """Return it in Django, for ASGI."""
    configure_django()
    return get_asgi_application()


def make_django_wsgi() -> Any:
    """Return it in Django, for WSGI."""
    configure_django()
    return get_wsgi_application()


def configure_django() -> None:
    """Configure Django, unless another test has done so."""
    if not django_settings.configured:
        django_settings.configure()


FRAMEWORKS = {
    "FastAPI": make_fastapi,
    "Starlette": make_starlette,
    "Django with ASGI": make_django_asgi,
    "Quart": make_quart,
    "Litestar": make_litestar,
    "Flask": make_flask,
    "Django with WSGI": make_django_wsgi,
}
