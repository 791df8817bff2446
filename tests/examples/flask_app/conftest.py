"""What the tests need: the application, a way to post to it, and a look at what it has done."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from flask_app.app import create_app
from maileroo_cli import WebhookRequest


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Name a database of the test's own."""
    return tmp_path / "events.db"


@pytest.fixture
def app(maileroo_secret: str, database: Path) -> Flask:
    """Make the application, with the secret of the tests."""
    return create_app(maileroo_secret, database)


@pytest.fixture
def post(app: Flask) -> Callable[[WebhookRequest], int]:
    """Return a function that posts a request, and returns the status of the answer."""
    client = app.test_client()
    return lambda request: client.post(request.path, data=request.body, headers=request.headers).status_code


@pytest.fixture
def history(database: Path) -> Callable[[str], list[str]]:
    """Return a function that tells what was done for an event or a mail: the types of its events."""

    def history(id: str) -> list[str]:
        with closing(sqlite3.connect(database)) as connection:
            rows = connection.execute("SELECT type FROM activity WHERE ? IN (event_id, mail) ORDER BY rowid", (id,))
            return [kind for (kind,) in rows]

    return history


@pytest.fixture
def suppressed(database: Path) -> Callable[[str], bool]:
    """Return a function that tells whether an address gets no more mail."""

    def suppressed(address: str) -> bool:
        with closing(sqlite3.connect(database)) as connection:
            rows = connection.execute("SELECT 1 FROM suppression WHERE address = ?", (address,))
            return rows.fetchone() is not None

    return suppressed
