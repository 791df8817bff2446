"""A request goes into every common test client as it is, by the line that the manual shows."""

import re
from textwrap import indent

import pytest

from maileroo_cli import BadSignature, EventType
from tests.docs.pages import page
from tests.integrations.pytest.conftest import Run, outcomes

ROW = re.compile(r"^\| ([\w', ]+) \| `((?:await )?\w+\.\w+\(.*\))` \|$", re.MULTILINE)
RECIPES = dict(ROW.findall(page("pytest").text))

# Each client is made by a context manager of this file; it sends to a receiver that verifies with the test's secret.
CLIENTS = """
import asyncio, os, threading
from contextlib import contextmanager

from maileroo_cli import verify

def is_valid(body, headers, secret):
    return verify(body, headers.get("x-maileroo-signature", ""), secret).valid

def flask_application(secret):
    from flask import Flask, request
    app = Flask("receiver")
    @app.post("/webhook")
    def webhook():
        return "", 200 if is_valid(request.get_data(), request.headers, secret) else 401
    return app

def starlette_application(secret):
    from starlette.applications import Starlette
    from starlette.responses import Response
    from starlette.routing import Route
    async def webhook(request):
        return Response(status_code=200 if is_valid(await request.body(), request.headers, secret) else 401)
    return Starlette(routes=[Route("/webhook", webhook, methods=["POST"])])

@contextmanager
def served(secret):
    from werkzeug.serving import make_server
    server = make_server("127.0.0.1", 0, flask_application(secret), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.005,))
    thread.start()
    yield f"http://127.0.0.1:{server.port}/webhook"
    server.shutdown()
    thread.join()
    server.server_close()
"""

SENDERS = {
    "Flask": """
def send(make, secret):
    client, request = flask_application(secret).test_client(), make()
    answer = RECIPE
    return answer.status_code
""",
    "Django": """
def send(make, secret):
    import django
    from django.conf import settings
    if not settings.configured:
        settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"])
        django.setup()
    from django.http import HttpResponse
    from django.test import Client
    from django.urls import path
    def webhook(request):
        return HttpResponse(status=200 if is_valid(request.body, request.headers, secret) else 401)
    globals()["urlpatterns"] = [path("webhook", webhook)]
    from django.urls import clear_url_caches
    clear_url_caches()
    client, request = Client(), make()
    answer = RECIPE
    return answer.status_code
""",
    "Starlette, FastAPI": """
def send(make, secret):
    from starlette.testclient import TestClient
    with TestClient(starlette_application(secret)) as client:
        request = make()
        answer = RECIPE
        return answer.status_code
""",
    "httpx": """
def send(make, secret):
    import httpx
    with served(secret) as url, httpx.Client(trust_env=False) as client:
        request = make(url)
        answer = RECIPE
        return answer.status_code
""",
    "requests": """
def send(make, secret):
    import requests
    with served(secret) as url, requests.Session() as session:
        session.trust_env = False
        request = make(url)
        answer = RECIPE
        return answer.status_code
""",
    "aiohttp": """
def send(make, secret):
    import aiohttp
    async def post(url):
        async with aiohttp.ClientSession() as session:
            request = make(url)
            answer = RECIPE
            return answer.status
    with served(secret) as url:
        return asyncio.run(post(url))
""",
    "aiohttp's test client": """
def send(make, secret):
    from aiohttp import web
    from aiohttp.test_utils import TestClient, TestServer
    async def webhook(request):
        return web.Response(status=200 if is_valid(await request.read(), request.headers, secret) else 401)
    async def post():
        app = web.Application()
        app.router.add_post("/webhook", webhook)
        async with TestClient(TestServer(app)) as client:
            request = make()
            answer = RECIPE
            return answer.status
    return asyncio.run(post())
""",
}

TESTS = """
def test_each_type(maileroo_request, maileroo_secret, maileroo_event_type):
    def make(url=None):
        return maileroo_request(maileroo_event_type, url=url)
    assert send(make, maileroo_secret) == 200

def test_each_mistake(maileroo_request, maileroo_secret, maileroo_bad_signature):
    def make(url=None):
        return maileroo_request(bad=maileroo_bad_signature, url=url)
    assert send(make, maileroo_secret) == 401
"""


def test_the_manual_has_a_line_for_each_client() -> None:
    """Every client of the list has its line, and every line its test."""
    assert list(RECIPES) == list(SENDERS)


@pytest.mark.slow
def test_each_line_sends_what_maileroo_sends(run_apart: Run, pytester: pytest.Pytester) -> None:
    """With each client, each event type verifies, and no bad signature does."""
    for number, (name, sender) in enumerate(SENDERS.items()):
        source = CLIENTS + sender.replace("RECIPE", RECIPES[name]) + TESTS
        pytester.makepyfile(**{f"test_{number}": source})
    result = run_apart("-q", "-p", "no:cacheprovider", "-W", "error", "-W", "ignore:Using `httpx`")
    assert outcomes(result) == {"passed": len(SENDERS) * (len(EventType) + len(BadSignature))}, indent(
        result.stdout.str(), "    "
    )
