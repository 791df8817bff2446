"""``mhook captures prune``: what goes, and what is left."""

import sys
import time
from pathlib import Path

import pytest

from maileroo_cli.capture.store.archive import Archive
from tests.cli.calling import Mhook, process
from tests.cli.store import captured, fill


@pytest.fixture
def store(project: Path) -> Path:
    """A store with five captures, the first two from long ago."""
    now = time.time()
    ages = [500_000, 400_000, 30, 20, 10]
    captures = [captured(number, b"x" * 1000, at=now - age) for number, age in enumerate(ages, 1)]
    return fill(project / ".mhook" / "captures.db", *captures)


def left(path: Path) -> list[int]:
    """Return the numbers of the captures that are there."""
    with Archive(path) as archive:
        return [int(entry.id[:4], 16) for entry in archive.entries()]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("--keep 2", [4, 5]),
        ("--keep 0", []),
        ("--keep 9", [1, 2, 3, 4, 5]),
        ("--older-than 1d", [3, 4, 5]),
        ("--older-than 5d", [2, 3, 4, 5]),
        ("--max-size 3.5kB", [3, 4, 5]),
        ("--max-size 0", []),
        ("--keep 4 --older-than 1d --max-size 1GB", [3, 4, 5]),
        ("last 0001 last", [2, 3, 4]),
        ("0003 --keep 4", [2, 4, 5]),
        ("0001 --keep 4", [2, 3, 4, 5]),
        ("--all", []),
    ],
)
def test_what_goes(mhook: Mhook, store: Path, words: str, numbers: list[int]) -> None:
    """What fits any condition goes; before, a dry run tells the same numbers and leaves all."""
    ran = mhook("captures", "prune", *words.split(), "--dry-run")
    gone = 5 - len(numbers)
    captures = "1 capture" if gone == 1 else f"{gone} captures"
    assert (ran.code, ran.text) == (0, f"{captures} would be deleted, {len(numbers)} would remain\n")
    assert left(store) == [1, 2, 3, 4, 5]
    ran = mhook("captures", "prune", *words.split())
    assert ran.text.startswith(f"{captures} deleted, {len(numbers)} left (")
    assert left(store) == numbers


@pytest.mark.parametrize("words", ["--older-than 3", "--older-than 3 --dry-run", "--older-than 3 --keep 1"])
def test_an_age_says_its_unit(mhook: Mhook, store: Path, words: str) -> None:
    """A bare number is refused, and nothing goes: whoever writes 3 means days."""
    ran = mhook("captures", "prune", *words.split())
    assert (ran.code, ran.error) == (2, "--older-than 3 has no unit: write 3d, 3h or 3s")
    assert left(store) == [1, 2, 3, 4, 5]


def test_age_is_that_of_the_arrival(mhook: Mhook, store: Path) -> None:
    """Old captures go also where they were stored, by an import, after newer ones, which stay."""
    fill(store, captured(6, at=1e9), captured(7, at=time.time()), captured(8, at=1e9))
    assert mhook("captures", "prune", "--older-than", "1d", "--dry-run").text.startswith("4 captures would be deleted")
    assert mhook("captures", "prune", "--older-than", "1d").text.startswith("4 captures deleted, 4 left")
    assert left(store) == [3, 4, 5, 7]


def test_object(mhook: Mhook, store: Path) -> None:
    """JSON tells the numbers, and the bytes that are left."""
    (found,) = mhook("captures", "prune", "--keep", "1", "--format", "json").objects
    with Archive(store) as archive:
        size = archive.size()
    assert found == {
        "schema": "mhook.prune-summary/2",
        "deleted": 4,
        "left": 1,
        "captures_bytes": size,
        "dry_run": False,
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "say which captures to delete: with ids, --keep"),
        ("--dry-run", "say which captures to delete: with ids, --keep"),
        ("--keep -1", "-1"),
        ("--older-than tomorrow", "'tomorrow' is not a duration"),
        ("--max-size big", "'big' is not a size"),
        ("ffff", "there is no capture 'ffff'"),
        ("last zzz", "there is no capture"),
    ],
)
def test_refused(mhook: Mhook, store: Path, words: str, said: str) -> None:
    """A wrong command line deletes nothing."""
    ran = mhook("captures", "prune", *words.split())
    assert (ran.code, ran.out) == (2, b"")
    assert said in ran.error
    assert left(store) == [1, 2, 3, 4, 5]


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is one of POSIX")
@pytest.mark.parametrize("blocks", [0, 1])
def test_no_room(blocks: int, store: Path, mhook: Mhook) -> None:
    """Where nothing can be written, captures can be read, and pruning says in a line what it needs."""
    before = store.read_bytes()
    # Whoever measures the coverage would write to this disk as well.
    limit = f'unset COVERAGE_PROCESS_CONFIG; ulimit -f {blocks}; exec "$@"'
    ran = process(["captures", "prune", "--all"], through=limit)
    assert (ran.code, "even deleting" in ran.error) == (3, True)
    listed = process(["captures", "list", "--format", "json"], through=limit)
    assert (listed.code, listed.objects) == (0, mhook("captures", "list", "--format", "json").objects)
    assert store.read_bytes() == before


def test_no_store(mhook: Mhook, project: Path) -> None:
    """Nothing is made in order to be deleted."""
    assert mhook("captures", "prune", "--all").code == 3
    assert not (project / ".mhook").exists()
