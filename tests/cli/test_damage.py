"""Damaged and planted stores and runs: each command says what is wrong in one line, whatever the file holds."""

import re
import shlex
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.capture.old_store import fill_old
from tests.cli.calling import Mhook, process
from tests.cli.damage import CODES, DamagedFile, damaged_runs, damaged_stores
from tests.cli.store import captured, fill

Made = Callable[[Random, Path], Iterator[DamagedFile]]
PAIRS = 30
FIRST_SEED = 20


def try_one(mhook: Mhook, damaged: DamagedFile, random: Random) -> None:
    """Call a command that meets a damaged file; it has to end well, whatever it finds."""
    words = random.choice(damaged.commands)
    ran = mhook(*words)
    assert ran.code in CODES, (damaged.damage, words, ran)


@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + PAIRS))
@pytest.mark.parametrize("made", [damaged_stores, damaged_runs], ids=["store", "run"])
def test_a_damaged_file(mhook: Mhook, project: Path, made: Made, seed: int) -> None:
    """One pair of a damaged file and a command."""
    random = Random(seed)
    try_one(mhook, next(made(random, project)), random)


def execute(path: Path, *statements: str) -> None:
    """Do something to a store or a run as another program may."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def store(project: Path) -> Path:
    """A store with three captures."""
    return fill(project / ".mhook" / "captures.db", *map(captured, (1, 2, 3)))


def test_a_trigger_in_a_store(store: Path) -> None:
    """A listener does not begin on a store that would keep nothing of what it acknowledges."""
    execute(store, "CREATE TRIGGER forget AFTER INSERT ON content BEGIN DELETE FROM capture; END")
    ran = process(["listen", "--store", store, "--port", "0"])
    assert (ran.code, ran.out) == (3, b"")
    assert "(it has a trigger 'forget' that is not mhook's)" in ran.error


def test_a_view_without_end(store: Path) -> None:
    """A command that would read from a view that never ends does not ask it."""
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x AS seq FROM n"
    execute(store, "DROP TABLE content", f"CREATE VIEW content AS {endless}")
    for words in (["captures", "export"], ["captures", "prune", "--all"], ["verify"]):
        ran = process([*words, "--store", store], timeout=20)
        assert ran.code == 3
        assert "(it has a view 'content' that is not mhook's)" in ran.error


@pytest.mark.parametrize("words", ["export", "show last", "export --as har", "timeline last"])
def test_bytes_that_are_missing(mhook: Mhook, store: Path, words: str) -> None:
    """Captures whose bytes are missing are damage that is named, not captures that are left out."""
    execute(store, "DELETE FROM content WHERE seq > 1")
    ran = mhook("captures", *words.split())
    assert ran.code == 3
    assert re.search(r"it is damaged: capture 000[23]0{12}: its bytes are missing", ran.error)


@pytest.mark.parametrize("place", [".mhook/captures.db", "my captures.db"])
def test_the_way_out(mhook: Mhook, project: Path, place: str) -> None:
    """What an error says helps, wherever the store is: the damaged capture is deleted, and the others are there."""
    store = fill(project / place, *map(captured, (1, 2, 3)))
    execute(store, "UPDATE capture SET at = 1e300 WHERE seq = 2")
    assert mhook("captures", "show", "0001", "--store", place).code == 0
    said = mhook("captures", "list", "--store", place).error
    assert "capture 0002000000000000: at is 1e+300" in said
    found = re.search(r"mhook (captures prune .+) deletes it", said)
    assert found is not None
    assert mhook(*shlex.split(found[1])).code == 0
    assert len(mhook("captures", "export", "--store", place).lines) == 2


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("at", "'x'", "at is 'x', not a number"),
        ("head", "1.5", "head is 1.5, not bytes"),
        ("verdict", "'splendid'", "verdict is 'splendid'"),
        ("answered", "x'00'", "answered is 1 bytes, not a text"),
        ("size", "-1", "size is -1"),
        ("status", "7", "status is 7"),
        ("milliseconds", "9e999", "milliseconds is inf"),
        ("at", "9e999", "at is inf"),
        ("id", "CAST(x'ff' AS TEXT)", "a text in it is not UTF-8"),
    ],
)
def test_odd_values_in_an_old_store(mhook: Mhook, project: Path, column: str, value: str, said: str) -> None:
    """In tables that SQLite did not hold to their types, each odd value is told in a line."""
    path = fill_old(project / ".mhook" / "captures.db", captured(1))
    execute(path, f"UPDATE {'content' if column == 'head' else 'capture'} SET {column} = {value}")
    ran = mhook("captures", "export")
    assert (ran.code, ran.out) == (3, b"")
    assert said in ran.error
    assert "space" not in ran.error


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("capture SET at = 'x'", "at is a text, not a number"),
        ("capture SET target = x'ff'", "target is bytes, not a text"),
        ("capture SET size = 1.5", "size is a number, not a whole number"),
        ("content SET head = 1.5", "head is a number, not bytes"),
        ("content SET answer_body = 'text'", "answer_body is a text, not bytes"),
    ],
)
@pytest.mark.parametrize("how", ["0002", "--keep 1"])
def test_the_way_out_of_an_old_store(mhook: Mhook, project: Path, change: str, said: str, how: str) -> None:
    """A row that the newest tables would not take is named to who writes; once it is deleted, the others are kept."""
    path = fill_old(project / ".mhook" / "captures.db", *map(captured, (1, 2, 3)))
    more = fill(project / "more.db", captured(4))
    (project / "more.ndjson").write_bytes(mhook("captures", "export", "--store", str(more)).out)
    execute(path, f"UPDATE {change} WHERE seq = 2")
    ran = mhook("captures", "import", "more.ndjson")
    assert (ran.code, ran.out) == (3, b"")
    assert f"(it is damaged: capture 0002000000000000: {said}): mhook captures prune 0002000000000000 " in ran.error
    if "0002" in how:
        assert "mhook captures prune 0002000000000000 deletes it" in mhook("captures", "export").error
    assert mhook("captures", "prune", *how.split()).code == 0
    assert mhook("captures", "import", "more.ndjson").code == 0
    kept = [one["id"][:4] for one in mhook("captures", "list", "--format", "json").objects]
    assert kept == ["0003", "0004"] if "keep" in how else ["0001", "0003", "0004"]


def test_a_row_with_the_last_number(mhook: Mhook, store: Path) -> None:
    """A row behind which no other fits is named to who writes, and can be deleted as the error says."""
    execute(store, "UPDATE capture SET seq = 9000000000000000000 WHERE seq = 2")
    (store.parent / "none.ndjson").touch()
    for ran in (mhook("captures", "import", str(store.parent / "none.ndjson")), mhook("captures", "export")):
        assert ran.code == 3
        assert "mhook captures prune 0002000000000000 deletes it" in ran.error
    assert mhook("captures", "prune", "0002").code == 0
    assert len(mhook("captures", "export").lines) == 2


@pytest.mark.parametrize("words", ["export", "list"])
def test_a_number_that_is_not_whole(mhook: Mhook, project: Path, words: str) -> None:
    """A size that is no whole number is damage, also behind rows that were right."""
    path = fill_old(project / ".mhook" / "captures.db", *map(captured, (1, 2, 3)))
    execute(path, "UPDATE capture SET size = 1.5 WHERE seq = 2")
    ran = mhook("captures", words)
    assert (ran.code, "size is 1.5, not a whole number" in ran.error) == (3, True)


def _leave_little_room() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of this kind is POSIX's")
def test_no_room_for_a_new_form(project: Path) -> None:
    """Where an older store cannot be brought to its new form, what that needs is told, and all stays as it was."""
    path = fill_old(project / "old.db", *(captured(number, b"x" * 20_000) for number in range(10, 30)))
    before = path.read_bytes()
    (project / "more.ndjson").write_bytes(process(["captures", "export", "--store", path]).out)
    ran = process(["captures", "import", "more.ndjson", "--store", str(path)], preexec_fn=_leave_little_room)
    assert (ran.code, ran.out) == (3, b"")
    assert re.search(r"upgrading the store needs about [\d.]+ [kM]B of free space on its disk", ran.error)
    assert path.read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of this kind is POSIX's")
def test_a_full_disk_is_told_as_one(project: Path, store: Path) -> None:
    """Where nothing more can be written, commands say so, whatever SQLite calls it."""
    big = fill(project / "big.db", *(captured(number, b"x" * 20_000) for number in range(10, 30)))
    (project / "more.ndjson").write_bytes(process(["captures", "export", "--store", big]).out)
    runs = str(project / "runs")
    for words in (
        ["captures", "import", "more.ndjson", "--store", str(store)],
        ["replay", *["delivered"] * 200, "--url", "http://127.0.0.1:9/", "--runs", runs],
    ):
        ran = process(words, preexec_fn=_leave_little_room)
        assert ran.code == 3
        assert "(the disk is full)" in ran.error


@pytest.mark.parametrize("words", ["list", "list --format json", "list -n 2", "list --reverse"])
def test_the_others_are_listed(mhook: Mhook, project: Path, words: str) -> None:
    """One damaged capture does not hide the others: they are listed, and it is told in a line with exit code 3."""
    store = fill(project / ".mhook" / "captures.db", *map(captured, (1, 2, 3)))
    execute(store, "UPDATE capture SET at = 1e300 WHERE seq = 2")
    ran = mhook("captures", *words.split())
    assert ran.code == 3
    assert ("0003" in ran.text, "0001" in ran.text) == (True, "-n" not in words)
    assert "capture 0002000000000000: at is 1e+300" in ran.error
    execute(store, "UPDATE capture SET at = 1e300")
    ran = mhook("captures", *words.split())
    assert (ran.code, ran.out) == (3, b"")
    assert f"{2 if '-n' in words else 3} captures cannot be read; the first: " in ran.error
