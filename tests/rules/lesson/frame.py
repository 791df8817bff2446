"""What is around a snippet in each Python framework: an application that is served on a free port of 127.0.0.1."""

import logging
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from socket import create_server
from types import ModuleType
from typing import Annotated, Any, Literal

import pytest

from maileroo_cli.rules.lesson.definition import Framework
from tests.receivers.correct import SECRET
from tests.rules.lesson.core import Names, make_names, run_snippet

HEADER = "x-maileroo-signature"
PATH = "/webhook"


class Served:
    """A snippet that is served, seen and changed from inside as a receiver of the tests is."""

    def __init__(self, port: int, names: Names) -> None:
        self.url = f"http://127.0.0.1:{port}{PATH}"
        self._names = names

    def count(self, event_id: str | None) -> int:
        """Return how many effects an event has had, or all together."""
        effects: Counter[str] = self._names["effects"]
        return effects.total() if event_id is None else effects[event_id]

    def state(self, recipient: str, reference_id: str) -> str:
        """Return whether a recipient gets mail, and what became of his."""
        suppressed = "suppressed" if recipient in self._names["suppressed"] else "active"
        return f"{suppressed} {self._names['statuses'].get(reference_id, 'unknown')}"

    @property
    def store_down(self) -> bool:
        """Whether the database fails."""
        return bool(self._names["database"].broken)

    @store_down.setter
    def store_down(self, down: bool) -> None:
        self._names["database"].broken = down

    def restart(self) -> None:
        """End and start again: nothing is kept in memory alone."""

    def take_secrets(self, secrets: Sequence[bytes]) -> None:
        """Use these secrets from now on."""
        self._names["SECRET"] = secrets[0] if secrets else b""
        os.environb[b"SECRETS"] = b"\n".join(secrets)


@contextmanager
def serve(framework: Framework, code: str) -> Iterator[Served]:
    """Serve a snippet within what is around it in ``framework``."""
    logging.disable(logging.CRITICAL)
    names = make_names()
    try:
        with pytest.MonkeyPatch.context() as patch, _SERVERS[framework](code, names) as port:
            patch.setenv("SECRETS", SECRET)
            yield Served(port, names)
    finally:
        names["database"].close()
        logging.disable(logging.NOTSET)


@contextmanager
def _serve_flask(code: str, names: Names) -> Iterator[int]:
    from flask import Flask, abort, request

    app = Flask("receiver")

    def answer(body: bytes, signature: str) -> tuple[str, int]:
        return "", names["decide"](body, signature, request.remote_addr)

    names.update(app=app, request=request, abort=abort, answer=answer)
    run_snippet(code, names)
    if "webhook" not in app.view_functions:
        app.post(PATH)(lambda: answer(request.get_data(), request.headers.get(HEADER, "")))
    with _wsgi(app) as port:
        yield port


@contextmanager
def _serve_fastapi(code: str, names: Names) -> Iterator[int]:
    import uvicorn
    from fastapi import Body, FastAPI, HTTPException, Request, Response
    from fastapi.concurrency import run_in_threadpool
    from fastapi.middleware.trustedhost import TrustedHostMiddleware
    from fastapi.responses import HTMLResponse, PlainTextResponse
    from pydantic import BaseModel

    app = FastAPI()

    def answer(body: bytes, signature: str) -> Response:
        return Response(status_code=names["decide"](body, signature))

    async def webhook(request: Request) -> Response:
        address = request.client.host if request.client else ""
        body, signature = await request.body(), request.headers.get(HEADER, "")
        return Response(status_code=await run_in_threadpool(names["decide"], body, signature, address))

    known = (Body, HTTPException, Request, TrustedHostMiddleware, HTMLResponse, PlainTextResponse, BaseModel)
    names.update({one.__name__: one for one in known}, app=app, answer=answer, Annotated=Annotated, Literal=Literal)
    run_snippet(code, names)
    if "webhook" not in names:
        app.post(PATH)(webhook)
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    with create_server(("127.0.0.1", 0), backlog=512) as listener:
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(10)


@contextmanager
def _serve_django(code: str, names: Names) -> Iterator[int]:
    _configure_django()
    from django.conf import global_settings
    from django.core.exceptions import RequestDataTooBig
    from django.core.handlers.wsgi import WSGIHandler
    from django.http import HttpRequest, HttpResponse, JsonResponse
    from django.test import override_settings
    from django.urls import path, re_path
    from django.views.decorators.csrf import csrf_exempt
    from django.views.decorators.http import require_POST

    def answer(body: bytes, signature: str) -> HttpResponse:
        return HttpResponse(status=names["decide"](body, signature))

    def view(request: HttpRequest) -> HttpResponse:
        address = request.META.get("REMOTE_ADDR", "")
        return HttpResponse(status=names["decide"](request.body, request.headers.get(HEADER, ""), address))

    known = (RequestDataTooBig, HttpResponse, JsonResponse)
    names.update(
        {one.__name__: one for one in known},
        path=path,
        re_path=re_path,
        answer=answer,
        webhook=csrf_exempt(require_POST(view)),
    )
    names.update(csrf_exempt=csrf_exempt, require_POST=require_POST)
    run_snippet(code, names)
    urls: Any = ModuleType("tests_lesson_urls")
    urls.urlpatterns = names.get("urlpatterns", [path(PATH[1:], names["webhook"])])
    changed = {name: value for name, value in names.items() if name.isupper() and hasattr(global_settings, name)}
    changed.pop("SECRET", None)
    with ExitStack() as stack:
        sys.modules[urls.__name__] = urls
        stack.callback(sys.modules.pop, urls.__name__)
        stack.enter_context(override_settings(ROOT_URLCONF=urls.__name__, **changed))
        yield stack.enter_context(_wsgi(WSGIHandler()))


def _configure_django() -> None:
    from django.apps import apps
    from django.conf import settings

    if settings.configured:
        return
    settings.configure(
        ALLOWED_HOSTS=["127.0.0.1", "localhost"],
        DATA_UPLOAD_MAX_MEMORY_SIZE=1_000_000,
        LOGGING_CONFIG=None,
        MIDDLEWARE=[
            f"django.middleware.{name}"
            for name in ("security.SecurityMiddleware", "common.CommonMiddleware", "csrf.CsrfViewMiddleware")
        ],
        USE_TZ=True,
    )
    apps.populate(())


@contextmanager
def _wsgi(app: Any) -> Iterator[int]:
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Handler(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"

        def log(self, type: str, message: str, *args: Any) -> None:
            """Say nothing."""

    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


_SERVERS = {
    Framework.FLASK: _serve_flask,
    Framework.FASTAPI: _serve_fastapi,
    Framework.DJANGO: _serve_django,
}
PYTHON = tuple(_SERVERS)
