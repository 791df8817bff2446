"""What the tests need: the application, a way to post to it, and a look at what it has done."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.core.management import call_command
from django.db import connections
from django.db.models import Q
from django.test import Client, override_settings

from maileroo_cli import WebhookRequest


def pytest_configure() -> None:
    """Set Django up before any test is read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_SETTINGS_MODULE", "django_app.settings")
        django.setup()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[None]:
    """Give the test a database of its own."""
    connections.close_all()
    connections.settings["default"]["NAME"] = str(tmp_path / "events.db")
    call_command("migrate", run_syncdb=True, verbosity=0)
    yield
    connections.close_all()


@pytest.fixture
def app(maileroo_secret: str, database: None) -> Iterator[Any]:
    """Yield the application, with the secret of the tests."""
    from django_app.asgi import application

    with override_settings(MAILEROO_SECRET=maileroo_secret):
        yield application


@pytest.fixture
def post(app: Any) -> Callable[[WebhookRequest], int]:
    """Return a function that posts a request, and returns the status of the answer."""
    client = Client()
    return lambda request: client.generic("POST", request.path, request.body, headers=request.headers).status_code


@pytest.fixture
def history(database: None) -> Callable[[str], list[str]]:
    """Return a function that tells what was done for an event or a mail: the types of its events."""
    from django_app.models import Activity

    def history(id: str) -> list[str]:
        return [one.type for one in Activity.objects.filter(Q(event=id) | Q(mail=id)).order_by("id")]

    return history


@pytest.fixture
def suppressed(database: None) -> Callable[[str], bool]:
    """Return a function that tells whether an address gets no more mail."""
    from django_app.models import Suppression

    return lambda address: Suppression.objects.filter(address=address).exists()
