"""The check of a database's tables, and what opening one does not trust."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from maileroo_cli.capture.database.connection import Access, connect
from maileroo_cli.capture.database.schema import SchemaError, check_schema

ONE = "CREATE TABLE one (a TEXT NOT NULL, b REAL)"
TWO = "CREATE TABLE two (\n    a BLOB\n) STRICT"


def made(path: Path, *statements: str) -> Path:
    """Make a database with these statements and return its path."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
    return path


@pytest.mark.parametrize(
    "statements",
    [
        (ONE, TWO),
        (TWO.replace("\n", " "), ONE),
        (f"{ONE} STRICT", TWO.removesuffix(" STRICT")),
        ("CREATE TABLE one(\ta TEXT  NOT NULL, b REAL)".replace("one(", "one ("), TWO),
    ],
    ids=["as told", "in another order", "held to types or not", "with other white space"],
)
def test_the_same_tables(tmp_path: Path, statements: tuple[str, ...]) -> None:
    """What means the same is the same, whatever version of SQLite made it."""
    with closing(connect(made(tmp_path / "a.db", *statements), Access.READ)) as connection:
        check_schema(connection, (ONE, TWO))


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        ((ONE,), "has no table 'two'"),
        ((ONE, TWO, "CREATE TABLE three (a)"), "has a table 'three' that is not mhook's"),
        ((ONE, TWO, 'CREATE TABLE "\x1b[31m" (a)'), "has a table '\\x1b[31m' that is not mhook's"),
        ((ONE.replace("a TEXT", "a\u00a0TEXT"), TWO), "has a table 'one' whose columns"),
        ((ONE.replace("REAL", "REAL DEFAULT 1"), TWO), "has a table 'one' whose columns"),
        ((ONE.replace("REAL", "REAL UNIQUE"), TWO), "has an index|has a table 'one' whose columns"),
        ((TWO, "CREATE VIEW one AS SELECT 1 AS a, 2 AS b"), "has a view 'one' that is not mhook's"),
        ((ONE, TWO, "CREATE INDEX i ON one (a)"), "has an index 'i' that is not mhook's"),
    ],
)
def test_other_tables(tmp_path: Path, statements: tuple[str, ...], said: str) -> None:
    """Anything else is named, and nothing of it reaches a terminal as it is."""
    with closing(connect(made(tmp_path / "a.db", *statements), Access.READ)) as connection:
        with pytest.raises(SchemaError) as raised:
            check_schema(connection, (ONE, TWO))
        assert any(one in str(raised.value) for one in said.split("|"))


@pytest.mark.parametrize("access", Access)
def test_nothing_is_trusted(tmp_path: Path, access: Access) -> None:
    """However a file is opened, what it defines is not trusted and its pages are checked."""
    with closing(connect(made(tmp_path / "a.db", ONE), access)) as connection:
        settings = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("trusted_schema", "cell_size_check")]
    assert settings == [(0,), (1,)]
