"""The store's tables: older ones are read as they are and brought to the newest by whoever writes, others refused."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from maileroo_cli.capture.entry import Capture, CaptureContent
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.schema import VERSION, no_room
from maileroo_cli.capture.store.writer import Store, StoredAnswer
from maileroo_cli.errors import InputError
from tests.capture.old_store import fill_old
from tests.capture.stored import capture, fill

PLANTED = {
    "a trigger": "CREATE TRIGGER keeps_nothing AFTER INSERT ON content BEGIN DELETE FROM capture; END",
    "a view": "CREATE VIEW more AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n",
    "an index": "CREATE INDEX fast ON capture (id)",
    "a table": "CREATE TABLE mine (x)",
    "a table 'capture' whose columns": "ALTER TABLE capture ADD COLUMN mine TEXT",
    "has no table 'content'": "DROP TABLE content",
}


def execute(path: Path, *statements: str) -> None:
    """Do something to a store as another program may."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def answered() -> Capture:
    """Return a capture that an application has answered."""
    content = CaptureContent(b"head", b"body", b"trailers", b"HTTP/1.1 200 OK\r\n\r\n", b"answer")
    return capture(2, status=200, answered="application", milliseconds=1.5)._replace(content=content)


def test_an_old_store_is_read_as_it_is(tmp_path: Path) -> None:
    """Whoever only reads finds everything in a store of an older version, and changes nothing of it."""
    path = fill_old(tmp_path / "a.db", *(kept := [capture(1), answered()]))
    before = path.read_bytes()
    with Archive(path) as archive:
        assert list(archive.captures()) == kept
        assert [archive.find("last"), archive.count()] == [kept[1], 2]
    assert path.read_bytes() == before


def test_an_old_store_is_brought_to_the_newest_version(tmp_path: Path) -> None:
    """Whoever writes finds all captures with their answers in the newest tables, and adds to them."""
    path = fill_old(tmp_path / "a.db", *(kept := [capture(1), answered(), capture(3)]))
    with Store(path) as store:
        assert store.add([capture(4)]) == 4
        store.set_answers([StoredAnswer(201, "application", 2.0, 4)], [(b"later", b"", 4)])
    fresh = fill(tmp_path / "b.db")
    assert tables(path) == tables(fresh)
    with Archive(path) as archive:
        *first, last = archive.captures()
    assert (first, last.content.answer_head) == (kept, b"later")


def tables(path: Path) -> tuple[list[tuple[str, str]], int]:
    """Return the statements that made the tables of a store, and their version."""
    with closing(sqlite3.connect(path)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return sorted(connection.execute("SELECT name, sql FROM sqlite_master")), version


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    """Where an old row does not fit, the store stays as it was and can still be read as far as it could."""
    path = fill_old(tmp_path / "a.db", capture(1), capture(2))
    execute(path, "UPDATE capture SET at = 'x' WHERE seq = 2")
    before = tables(path)
    with pytest.raises(InputError, match="it is damaged: capture 0000000000000002: at is a text, not a number"):
        Store(path)
    assert tables(path) == before
    with Archive(path) as archive:
        assert archive.find("0000000000000001") == capture(1)
        with pytest.raises(InputError, match="capture 0000000000000002: at is 'x', not a number"):
            list(archive.entries())


def test_no_room_for_a_new_form() -> None:
    """What is free is told where that is too little, and not where another limit was met."""
    needed = "upgrading the store needs about 24 MB of free space on its disk"
    assert f"({needed}; only 3.0 MB are free)" in str(no_room(Path("a.db"), 24_000_000, 3_000_000))
    assert f"({needed})" in str(no_room(Path("a.db"), 24_000_000, 50_000_000))


def test_an_answer_writes_little(tmp_path: Path) -> None:
    """To add an answer to a capture with a large body does not write the body anew."""
    path = tmp_path / "a.db"
    with Store(path) as store:
        row = store.add([capture(1, body=b"x" * 1_000_000)])
        store.checkpoint()
        log = path.with_name("a.db-wal")
        store.add([capture(2)])  # a log that was moved begins anew
        before = log.read_bytes()
        store.set_answers([StoredAnswer(200, "application", 2.0, row)], [(b"head", b"body", row)])
        after = log.read_bytes()
    assert sum(a != b for a, b in zip(before, after, strict=False)) + abs(len(after) - len(before)) < 50_000


def test_an_answer_to_what_was_deleted(tmp_path: Path) -> None:
    """An answer that comes when its capture has gone is not kept for another that gets its row."""
    path = tmp_path / "a.db"
    with Store(path) as store:
        row = store.add([capture(1)])
        store.delete([capture(1).entry.id])
        store.set_answers([StoredAnswer(200, "application", 2.0, row)], [(b"head", b"body", row)])
    fill(path, capture(2))
    with Archive(path) as archive:
        assert list(archive.captures()) == [capture(2)]


@pytest.mark.parametrize("opened", [Store, Archive])
@pytest.mark.parametrize(("said", "statement"), PLANTED.items(), ids=list(PLANTED))
def test_other_tables_are_refused(
    tmp_path: Path, opened: type[Store] | type[Archive], said: str, statement: str
) -> None:
    """A store with anything else in it than mhook makes is refused by who reads and who writes, and left as it is."""
    path = fill(tmp_path / "a.db", capture(1))
    execute(path, statement)
    before = path.read_bytes()
    with pytest.raises(InputError, match=f"cannot read the store .*{said}"):
        opened(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("version", [1, VERSION])
def test_a_view_without_end_in_place_of_a_table(tmp_path: Path, version: int) -> None:
    """A view with the name of a table is never asked for a row."""
    path = (fill_old if version == 1 else fill)(tmp_path / "a.db", capture(1))
    view = PLANTED["a view"].replace("VIEW more", "VIEW content")
    execute(path, "DROP TABLE content", view)
    with pytest.raises(InputError, match="it has a view 'content' that is not mhook's"), Archive(path) as archive:
        list(archive.captures())
