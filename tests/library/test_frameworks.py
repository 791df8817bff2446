"""The library with the applications of frameworks: Flask, FastAPI, and Django within a test's transaction."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import BackgroundTasks, FastAPI, Request, Response
from flask import Flask, request

from maileroo_cli import assert_rules, deliver, make_event, make_lifecycle, replay, send, verify
from tests.library.applications import SECRET

EVENT = make_event("delivered", seed=1)

DJANGO = """
from contextlib import ExitStack

from django.conf import settings

settings.configure(
    ROOT_URLCONF=__name__,
    SECRET_KEY="x",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "shop.db"}},
)

import django

django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpResponse
from django.test.utils import setup_test_environment
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from maileroo_cli import assert_rules, check, deliver, make_event, replay, send, verify

SECRET = "test-secret"


@csrf_exempt
def hook(request):
    if not verify(request.body, request.headers.get("x-maileroo-signature"), SECRET):
        return HttpResponse(status=401)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO orders (body) VALUES (%s)", [request.body.decode()])
    return HttpResponse("ok")


def count(event_id="{"):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM orders WHERE body LIKE %s", [f"%{event_id}%"])
        return cursor.fetchone()[0]


urlpatterns = [path("webhook", hook)]
app = get_wsgi_application()
setup_test_environment()
event = make_event("delivered", seed=1)

with transaction.atomic():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE orders (body TEXT)")
    print(send(event, to=app, secret=SECRET).status, count(event.id))
    print(deliver([event] * 2, to=app, secret=SECRET).summary.ok, count(event.id))
    run = replay(event, to=app, secret=SECRET, faults=["truncate", "lost"], effects=count)
    print(run.summary.effects, count(event.id))
    assert_rules(app, SECRET, select=["SIG002", "BYTES001"], same_thread=True)
    rules = check(to=app, secret=SECRET, select="EFFECT004", effects=count, settle=0, same_thread=True)
    print([one.result for one in rules])
    transaction.set_rollback(True)
"""


def flask_app(bodies: list[bytes]) -> Flask:
    """Return an application that keeps what is signed, and raises for clicks."""
    app = Flask("shop")

    @app.post("/webhook")
    def hook() -> tuple[str, int]:
        body = request.get_data()
        if not verify(body, request.headers.get("x-maileroo-signature"), SECRET):
            return "bad signature", 401
        if request.get_json()["event_type"] == "clicked":
            raise LookupError("no such link")
        bodies.append(body)
        return "ok", 200

    return app


def fastapi_app(bodies: list[bytes]) -> FastAPI:
    """Return one that does its work after the answer."""
    app = FastAPI()

    @app.post("/webhook")
    async def hook(request: Request, tasks: BackgroundTasks) -> Response:
        body = await request.body()
        if not verify(body, request.headers.get("x-maileroo-signature"), SECRET):
            return Response(status_code=401)
        if b'"clicked"' in body:
            raise LookupError("no such link")
        tasks.add_task(bodies.append, body)
        return Response("ok")

    return app


@pytest.mark.parametrize("make", [flask_app, fastapi_app])
def test_an_application_object_is_sent_to(make: Callable[[list[bytes]], Any]) -> None:
    """Sending, replaying and checking take the object itself, and work after the answer is done when they return."""
    bodies: list[bytes] = []
    app = make(bodies)
    assert send(EVENT, to=app, secret=SECRET).ok
    assert bodies == [EVENT.body]
    assert send(EVENT.request(SECRET, bad="flipped-bit"), to=app).status == 401
    events = make_lifecycle("bounced", seed=1)
    assert deliver(events, to=app, secret=SECRET, concurrency=2).summary.ok
    assert {one.body for one in events} < set(bodies)
    counts = replay(EVENT, to=app, secret=SECRET, faults=["lost"], effects=lambda: len(bodies))
    assert [one.effects for one in counts] == [4.0, 5.0]
    assert_rules(app, SECRET, select=["SIG", "BYTES"])


@pytest.mark.parametrize("make", [flask_app, fastapi_app])
def test_what_a_view_raises_arrives_as_it_is(make: Callable[[list[bytes]], Any]) -> None:
    """The exception of a view is raised in the test, although its framework answers 500, or is told with the answer."""
    app = make([])
    event = make_event("clicked", seed=1)
    with pytest.raises(LookupError, match="no such link") as caught:
        send(event, to=app, secret=SECRET)
    assert caught.traceback[-1].name == "hook"
    attempt = send(event, to=app, secret=SECRET, raise_exceptions=False)
    assert (attempt.status, attempt.raised) == (500, "LookupError: no such link")


def test_django_sees_the_transaction_of_a_test(tmp_path: Path) -> None:
    """In the test's own thread the view has the test's connection, also where Django allows the host of tests alone."""
    (tmp_path / "run_shop.py").write_text(DJANGO)
    path = os.pathsep.join(map(str, (tmp_path, Path(__file__).parents[2])))
    done = subprocess.run(
        [sys.executable, "run_shop.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["200 1", "True 3", "2.0 5", "['pass', 'fail']"]
