"""What the tests need: the application, a way to post to it, and a look at what it has done."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from fastapi_app.main import create_app
from maileroo_cli import WebhookRequest


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Name a database of the test's own."""
    return tmp_path / "events.db"


@pytest.fixture
def app(maileroo_secret: str, database: Path) -> FastAPI:
    """Make the application, with the secret of the tests."""
    return create_app(maileroo_secret, database)


@pytest.fixture
def post(app: FastAPI) -> Iterator[Callable[[WebhookRequest], int]]:
    """Yield a function that posts a request, and returns the status of the answer."""
    with TestClient(app) as client:
        yield lambda request: client.post(request.path, content=request.body, headers=request.headers).status_code


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
