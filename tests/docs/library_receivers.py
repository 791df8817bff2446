"""Calls a receiver of the manual's page on the library by the test client of its framework.

    python -m tests.docs.library_receivers flask|fastapi|django

The receiver lies in the working folder as ``flask_hooks.py`` and so on. A line is printed for each request.
"""

import os
import sys
from collections.abc import Callable
from importlib import import_module

from maileroo_cli import WebhookRequest, bad_signatures, make_event

Answer = tuple[int, str]


def call_flask() -> Callable[[WebhookRequest], Answer]:
    """Return a call of the Flask receiver."""
    client = import_module("flask_hooks").app.test_client()

    def call(request: WebhookRequest) -> Answer:
        response = client.post(request.path, data=request.body, headers=request.headers)
        return response.status_code, response.text

    return call


def call_fastapi() -> Callable[[WebhookRequest], Answer]:
    """Return a call of the FastAPI receiver."""
    from fastapi.testclient import TestClient

    client = TestClient(import_module("fastapi_hooks").app)

    def call(request: WebhookRequest) -> Answer:
        response = client.post(request.path, content=request.body, headers=request.headers)
        return response.status_code, response.text

    return call


def call_django() -> Callable[[WebhookRequest], Answer]:
    """Return a call of the Django receiver, in a project with the usual middleware."""
    import django
    from django.conf import settings
    from django.test import Client
    from django.urls import path

    urls: list[object] = []
    settings.configure(
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=type("Urls", (), {"urlpatterns": urls}),
        MIDDLEWARE=["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
    )
    django.setup()
    urls.append(path("webhook", import_module("django_hooks").webhook))
    client = Client(enforce_csrf_checks=True)

    def call(request: WebhookRequest) -> Answer:
        response = client.generic("POST", request.path, request.body, headers=request.headers)
        return response.status_code, response.content.decode()

    return call


CALLS = {"flask": call_flask, "fastapi": call_fastapi, "django": call_django}


def main(framework: str) -> None:
    """Send what is signed well, then each bad signature, then the first again."""
    secret, event = os.environ.get("MAILEROO_WEBHOOK_SECRET", ""), make_event("delivered", seed=1)
    call = CALLS[framework]()
    for bad in (None, *bad_signatures(event, secret), None):
        status, text = call(event.request(secret) if bad is None else bad.request)
        name = f"good, with its id {event.id in text}" if bad is None else bad.name
        sys.stdout.write(f"{name} {status}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
