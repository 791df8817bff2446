"""The list of a store by position: as the store is now, whatever was written, deleted or put in its place."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from maileroo_cli.capture.database.connection import Access, connect
from maileroo_cli.capture.entry import Capture
from maileroo_cli.capture.listing import blocks
from maileroo_cli.capture.listing.view import ListWindow, StoreView
from maileroo_cli.capture.store import archive
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.file import companions
from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.store.limits import StoreLimits
from maileroo_cli.capture.store.writer import Store
from maileroo_cli.errors import InputError
from tests.capture.stored import capture, fill

OPENED = CaptureFilter(types=("opened",))
TYPES, VERDICTS = ("opened", "delivered", "failed"), ("valid", "invalid", "probe")


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have blocks of four row numbers, so that few captures lie in many."""
    monkeypatch.setattr(blocks, "BLOCK", 4)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the place of a store."""
    return tmp_path / "captures.db"


@pytest.fixture
def view(path: Path) -> Iterator[StoreView]:
    """Return the list of that store; deletions are noticed at once."""
    made = StoreView(path, lambda: 0.0)
    yield made
    made.close()


def numbered(*numbers: int) -> list[Capture]:
    """Return captures, every other of them of an opened mail."""
    return [capture(number, event_type=TYPES[number % 2], verdict=VERDICTS[number % 3]) for number in numbers]


def rows(window: ListWindow) -> list[int]:
    """Return the rows of a part, all of which are there."""
    assert all(one.entry is not None for one in window.rows)
    return [one.row for one in window.rows]


def ids(window: ListWindow) -> list[str | None]:
    """Return the ids of a part."""
    return [one.entry and one.entry.id for one in window.rows]


def check(view: StoreView) -> None:
    """Hold the list to what the store says about itself, in parts of three and as a whole."""
    for wanted in (CaptureFilter(), OPENED, CaptureFilter(text="Host: a", verdicts=("valid", "probe"))):
        with Archive(view.path) as opened:
            entries = list(opened.entries(wanted))
        expected: list[str | None] = [entry.id for entry in entries]
        assert view.count(wanted) == len(expected)
        assert ids(view.window(wanted, first=0, limit=1000)) == expected
        assert ids(view.window(wanted, limit=3)) == expected[-3:]
        for first in range(0, len(expected), 3):
            window = view.window(wanted, first=first, limit=3)
            assert (window.total, window.first, ids(window)) == (len(expected), first, expected[first : first + 3])
            places = [view.position(one.row, wanted) for one in window.rows]
            assert places == list(range(first, first + len(places)))
            behind = view.window(wanted, after=window.rows[0].row, limit=2)
            assert (behind.first, ids(behind)) == (first + 1, expected[first + 1 : first + 3])
        if wanted == CaptureFilter():
            verdicts = [entry.verdict for entry in entries]
            assert view.verdict_counts() == {one: verdicts.count(one) for one in VERDICTS if one in verdicts}
            assert view.look().newest_row == (view.window().rows[-1].row if entries else 0)


def remove(path: Path) -> None:
    """Delete a store with all that belongs to it."""
    for one in (path, *companions(path)):
        one.unlink(missing_ok=True)


def test_growing(path: Path, view: StoreView) -> None:
    """What is added stands at the end, and the positions of the others stay."""
    with Store(path) as store:
        for number in range(0, 30, 3):
            store.add(numbered(number, number + 1, number + 2))
            check(view)
    assert rows(view.window(first=7, limit=4)) == [8, 9, 10, 11]


@pytest.mark.parametrize(
    "delete",
    [
        lambda store: store.prune(StoreLimits(captures=9), 0.0),
        lambda store: store.delete([f"{number:016x}" for number in (5, 6, 11)]),
        lambda store: store.delete([f"{number:016x}" for number in range(8, 12)]),
        lambda store: store.delete([f"{19:016x}"]),
        lambda store: store.delete_before(2000.0),
    ],
    ids=["oldest", "between", "block", "newest", "all"],
)
def test_deletions(path: Path, view: StoreView, delete: Callable[[Store], int]) -> None:
    """What is deleted is missing at once, wherever it was, and what is added afterwards stands behind."""
    with Store(path) as store:
        store.add(numbered(*range(20)))
        check(view)
        before = view.look()
        assert delete(store)
        check(view)
        after = view.look()
        assert (after.epoch, after.serial) != (before.epoch, before.serial)
        store.add(numbered(20, 21))
        check(view)


def test_any_order_of_events(path: Path, view: StoreView) -> None:
    """Whatever is done in whatever order, the list is as the store."""
    draw = random.Random(7)
    number = 0
    for _ in range(15):
        with Store(path) as store:
            for _ in range(draw.randrange(1, 4)):
                count = draw.randrange(1, 9)
                if draw.random() < 0.6:
                    store.add(numbered(*range(number, number + count)))
                    number += count
                elif draw.random() < 0.5:
                    store.delete([f"{draw.randrange(number + 1):016x}" for _ in range(count)])
                else:
                    store.prune(StoreLimits(captures=draw.randrange(30)), 0.0, probes_first=True)
                if draw.random() < 0.5:
                    check(view)
        check(view)


def test_rows_far_apart(path: Path, view: StoreView) -> None:
    """Row numbers may be of any distance: only blocks that have rows are counted."""
    fill(path, *numbered(*range(6)))
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in ("capture", "content"):
            connection.execute(f"UPDATE {table} SET seq = seq + 1000000000000 WHERE seq > 2")
            connection.execute(f"UPDATE {table} SET seq = -9 WHERE seq = 1")
    check(view)
    assert rows(view.window(first=0, limit=3)) == [-9, 2, 1000000000003]


def test_another_store_in_its_place(path: Path, view: StoreView) -> None:
    """A store that goes is an empty list; one that comes is shown, with the same row numbers for others."""
    for number in (0, 10):
        assert view.window() == ListWindow(0, 0, 0, [])
        assert view.window(OPENED, after=3).rows == []
        assert view.verdict_counts() == {}
        fill(path, *numbered(*range(number, number + 5)))
        check(view)
        remove(path)
    fill(path, *numbered(1))
    check(view)
    other = fill(path.with_name("other.db"), *numbered(*range(30, 33)))
    other.replace(path)
    check(view)


def test_numbers_that_are_used_again(path: Path, view: StoreView) -> None:
    """Where the newest rows are deleted and their numbers are given to others, the list shows the others."""
    fill(path, *numbered(*range(6)))
    check(view)
    with Store(path) as store:
        store.delete([f"{5:016x}"])
    fill(path, *numbered(8))
    assert view.window().newest_row == 6
    check(view)


def test_deletions_are_looked_for_now_and_then(path: Path) -> None:
    """All rows are counted again for a fortieth of the time; what comes last or goes first is seen at once."""
    now = [0.0]

    def clock() -> float:
        now[0] += 0.25
        return now[0]

    view = StoreView(path, clock)
    with closing(view), Store(path) as store:
        store.add(numbered(*range(6)))
        assert view.look().total == 6
        store.delete([f"{2:016x}"])
        assert view.look().total == 5
        store.delete([f"{3:016x}"])
        store.add(numbered(6))
        assert view.look().total == 6
        store.delete([f"{0:016x}"])
        assert view.look().total == 5
        now[0] += 10.0
        assert view.look().total == 4
        check(view)


def test_damage_that_is_more_than_a_row(path: Path, view: StoreView) -> None:
    """A file that cannot be read is told as one; once it is repaired the list is as before."""
    fill(path, *numbered(*range(6)))
    check(view)
    whole = path.read_bytes()
    remove(path)
    path.write_bytes(b"no database at all" * 100)
    path.chmod(0o600)
    with pytest.raises(InputError):
        view.window()
    remove(path)
    path.write_bytes(whole)
    path.chmod(0o600)
    check(view)


def test_a_file_that_was_opened_as_unchanging(path: Path, view: StoreView, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing could lie beside the file when it was opened, what is written later is seen nevertheless."""
    fill(path, *numbered(*range(3)))
    with monkeypatch.context() as patched:
        patched.setattr(archive, "open_for_reading", lambda place: connect(place, Access.UNCHANGING))
        assert view.look().total == 3
    assert not companions(path)[1].exists()
    with Store(path) as store:
        store.add(numbered(3, 4))
        check(view)
    check(view)


def test_many_filters(path: Path, view: StoreView) -> None:
    """However many filters are asked for, few are remembered, and each is right when it is asked for again."""
    with Store(path) as store:
        store.add(numbered(*range(20)))
        for _ in range(2):
            for number in range(20):
                wanted = CaptureFilter(since=1000.0 + number)
                assert view.count(wanted) == 20 - number
        assert len(view._matches._matches) <= 8
