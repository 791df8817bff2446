"""The tag of a run: it is the same for the same run alone, as it is read from its file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from maileroo_cli.transport.run.origin.key import find_or_make_key
from maileroo_cli.transport.run.origin.tag import is_made_with
from maileroo_cli.transport.run.queries import RunQueries
from maileroo_cli.webhook.catalogue.event import EventType
from maileroo_cli.webhook.signing.request import Request
from tests.delivery.replaying import delivery
from tests.transport.stored_run import attempt, new_run

ODD = replace(
    delivery(1, 0),
    event_type=EventType.OPENED,
    event_id="\udc80'é",
    request=Request("POST", "http://127.0.0.1/é", (("X", "1"), ("x", "\udcff")), b"\0\xff"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A run of two deliveries, one of them odd, with an attempt."""
    with new_run(tmp_path, [delivery(0), ODD]) as run:
        attempt(run, delivery(0), 1, 503)
        return run.path


@contextmanager
def reading(path: Path) -> Iterator[RunQueries]:
    """Read a run."""
    with closing(sqlite3.connect(path)) as connection:
        yield RunQueries(connection, path)


def is_ours(path: Path, key: bytes | None = None) -> bool:
    """Tell whether the run is as it was made with the key of this user, or with another."""
    with reading(path) as run:
        tag, used = run.tag(), key or find_or_make_key()
        assert tag is not None
        assert used is not None
        return is_made_with(used, run.plan_text(), run.deliveries(), tag)


def change(path: Path, statement: str) -> None:
    """Change a run as somebody else would."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def test_a_run_is_recognised(path: Path) -> None:
    """What was made with the key is recognised with it alone, also after attempts were made."""
    assert is_ours(path)
    assert not is_ours(path, bytes(32))
    change(path, "DELETE FROM attempt")
    assert is_ours(path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE run SET plan = replace(plan, '127.0.0.1', '127.0.0.2')",
        "UPDATE run SET plan = plan || ' '",
        "UPDATE parcel SET method = 'PUT' WHERE seq = 0",
        "UPDATE parcel SET url = url || '/' WHERE seq = 0",
        "UPDATE parcel SET headers = '[]' WHERE seq = 0",
        "UPDATE parcel SET headers = replace(headers, 'X', 'Y') WHERE seq = 1",
        "UPDATE parcel SET body = X'00' WHERE seq = 1",
        "UPDATE parcel SET event_id = 'other' WHERE seq = 1",
        "UPDATE parcel SET event_type = 'clicked' WHERE seq = 1",
        "UPDATE parcel SET delay = 1.5 WHERE seq = 1",
        "DELETE FROM parcel WHERE seq = 1",
        "INSERT INTO parcel SELECT 2, 'opened', '', 0.0, method, url, headers, body FROM parcel WHERE seq = 1",
        "UPDATE run SET tag = upper(tag)",
        "UPDATE run SET tag = 'é'",
        "UPDATE run SET tag = ''",
    ],
)
def test_whatever_is_changed_is_noticed(path: Path, statement: str) -> None:
    """A run in which anything that decides what is done was changed is recognised no more."""
    change(path, statement)
    assert not is_ours(path)
