"""The reading side of the store: names, filters, and what a reader sees while others write or are gone."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from math import inf
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maileroo_cli.capture.entry import Capture, CaptureEntry
from maileroo_cli.capture.store import portion
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.file import companions
from maileroo_cli.capture.store.filter import CaptureFilter
from maileroo_cli.capture.store.limits import StoreLimits
from maileroo_cli.capture.store.writer import Store
from maileroo_cli.errors import InputError, UsageError
from tests.capture.stored import capture, fill

IDS = ("00aa000000000001", "00aa000000000002", "00bb000000000003", "ffff000000000004")
CAPTURES = [
    capture(1, id=IDS[0], event_type="delivered", event_id="e1", reference_id="mail-1", verdict="valid"),
    capture(
        2, id=IDS[1], event_type="opened", event_id="e2", reference_id="mail-1", verdict="invalid", body=b"\xff<\0>"
    ),
    capture(
        3, id=IDS[2], event_type="opened", event_id="f3", reference_id="mail-2", verdict="valid", body="é".encode()
    ),
    capture(4, id=IDS[3], verdict="unchecked", head=b"POST / HTTP/1.1\r\nX-Trace: tr\xe9\r\n\r\n"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """A store with four captures."""
    return Archive(fill(tmp_path_factory.mktemp("store") / "a.db", *CAPTURES))


@pytest.mark.parametrize(
    ("name", "number"),
    [
        (IDS[0], 0), ("00aa000000000001", 0), ("00AA000000000001", 0), ("00b", 2), ("f", 3), ("FFFF", 3),
        ("last", 3), ("last~0", 3), ("last~1", 2), ("last~3", 0),
    ],
)  # fmt: skip
def test_names(archive: Archive, name: str, number: int) -> None:
    """A whole id, the beginning of one alone, and places counted from the last find their capture."""
    assert archive.find(name) == CAPTURES[number]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("00aa", f"several captures begin with '00aa': give more of the id: {IDS[0]}, {IDS[1]}"),
        ("0", "several captures begin with '0'"),
        ("1234", "there is no capture '1234': mhook captures list shows all"),
        ("00aa0000000000010", "there is no capture"),
        ("last~4", "there is no capture 'last~4'"),
        ("last~999999999", "there is no capture"),
        ("", "there is no capture ''"),
        ("*", "there is no capture"),
        ("0?", "there is no capture"),
        ("last~", "there is no capture"),
        ("last~-1", "there is no capture"),
        ("last~\u0661", "there is no capture"),
        ("first", "there is no capture"),
    ],
)
def test_wrong_names(archive: Archive, name: str, said: str) -> None:
    """A name of nothing, of several, or of no form is refused with what to do."""
    with pytest.raises(UsageError) as raised:
        archive.find(name)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (CaptureFilter(), [0, 1, 2, 3]),
        (CaptureFilter(types=("opened",)), [1, 2]),
        (CaptureFilter(types=("opened", "delivered")), [0, 1, 2]),
        (CaptureFilter(types=("open%",)), []),
        (CaptureFilter(verdicts=("valid", "unchecked")), [0, 2, 3]),
        (CaptureFilter(types=("opened",), verdicts=("valid",)), [2]),
        (CaptureFilter(event_id="e"), [0, 1]),
        (CaptureFilter(event_id="e1"), [0]),
        (CaptureFilter(event_id="%"), []),
        (CaptureFilter(reference_id="mail-2"), [2]),
        (CaptureFilter(since=1002.0), [1, 2, 3]),
        (CaptureFilter(until=1002.0), [0]),
        (CaptureFilter(since=1002.0, until=1003.5), [1, 2]),
        (CaptureFilter(text="é"), [2]),
        (CaptureFilter(text="{}"), [0, 3]),
        (CaptureFilter(text="X-Trace"), [3]),
        (CaptureFilter(text="x-trace"), []),
        (CaptureFilter(text="tr\udce9"), [3]),
        (CaptureFilter(text="\udcff<\0>"), [1]),
        (CaptureFilter(text="' OR 1 --"), []),
    ],
    ids=repr,
)
def test_filters(archive: Archive, wanted: CaptureFilter, numbers: list[int]) -> None:
    """All conditions hold of what is found; text is found as bytes, also those that are no UTF-8."""
    assert list(archive.captures(wanted)) == [CAPTURES[number] for number in numbers]
    assert [entry.id for entry in archive.entries(wanted)] == [IDS[number] for number in numbers]
    assert archive.count(wanted) == len(numbers)
    newest = list(reversed(numbers))
    assert [entry.id for entry in archive.entries(wanted, newest_first=True)] == [IDS[number] for number in newest]
    limited = archive.entries(wanted, limit=2)
    assert [entry.id for entry in limited] == [IDS[number] for number in numbers[-2:]]
    limited = archive.entries(wanted, limit=2, newest_first=True)
    assert [entry.id for entry in limited] == [IDS[number] for number in newest[:2]]


@given(text=st.text(max_size=5))
def test_any_text_can_be_looked_for(archive: Archive, text: str) -> None:
    """No text is read as anything but text."""
    try:
        sought = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return
    found = {one.entry.id for one in CAPTURES if sought in one.content.head or sought in one.content.body}
    assert {entry.id for entry in archive.entries(CaptureFilter(text=text))} == found


@pytest.mark.parametrize("code", [0xD83D, 0xDCFF], ids=["half-a-pair", "no-utf-8"])
def test_a_word_that_is_no_text_finds_nothing(archive: Archive, code: int) -> None:
    """What a command line can hold and UTF-8 cannot is looked for, and not there."""
    word = f"x{chr(code)}"
    for wanted in (CaptureFilter(event_id=word), CaptureFilter(reference_id=word), CaptureFilter(text=word)):
        assert list(archive.entries(wanted)) == []


@given(st.text(max_size=12))
def test_any_name_is_found_or_refused(archive: Archive, name: str) -> None:
    """No name makes anything else than a capture or a usage error."""
    with suppress(UsageError):
        assert archive.find(name) in CAPTURES


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    """Reading makes no store; the error says how one comes to be."""
    with pytest.raises(InputError, match=r"there is no store at .*mhook listen creates one"):
        Archive(tmp_path / ".mhook" / "captures.db")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_store(tmp_path: Path) -> None:
    """A store without captures, and one without tables yet, have none."""
    (tmp_path / "new.db").touch()
    for path in (fill(tmp_path / "a.db"), tmp_path / "new.db"):
        with Archive(path) as archive:
            assert (archive.count(), archive.size()) == (0, 0)
            assert not list(archive.beyond(StoreLimits(captures=0), inf, set(), 0))
            assert (list(archive.entries(limit=5)), list(archive.captures()), list(archive.ids())) == ([], [], [])
            with pytest.raises(UsageError, match="there is no capture 'last'"):
                archive.find("last")


def test_a_damaged_store(tmp_path: Path) -> None:
    """Pages that were overwritten end in an error that names the store."""
    path = fill(tmp_path / "a.db", *(capture(number, body=b"x" * 3000) for number in range(50)))
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xaa" * (len(data) - 4096)
    path.write_bytes(data)
    with Archive(path) as archive, pytest.raises(InputError, match="cannot read the store"):
        list(archive.captures())


def test_reading_while_another_writes(tmp_path: Path) -> None:
    """A reader sees whole commits, none that came after it began, and neither waits for the other."""
    path = tmp_path / "a.db"
    begun, gone_on = threading.Event(), threading.Event()

    def write() -> None:
        with Store(path) as store:
            store.add([capture(number) for number in range(10)])
            begun.set()
            gone_on.wait(10)
            for number in range(10, 200):
                store.add([capture(number)])
            store.prune(StoreLimits(captures=1), 0)

    thread = threading.Thread(target=write)
    thread.start()
    assert begun.wait(10)
    with Archive(path) as archive:
        entries = archive.entries()
        first: CaptureEntry = next(entries)
        gone_on.set()
        thread.join()
        assert [first.id, *(entry.id for entry in entries)] == [f"{number:016x}" for number in range(10)]
        assert archive.count() == 1


READINGS: dict[str, Callable[[Archive], Iterator[object]]] = {
    "captures": lambda archive: archive.captures(),
    "entries": lambda archive: archive.entries(),
    "newest first": lambda archive: archive.entries(newest_first=True),
    "the newest": lambda archive: archive.entries(limit=4),
    "a text": lambda archive: archive.captures(CaptureFilter(text="{}")),
    "ids": lambda archive: archive.ids(),
    "rows": lambda archive: archive.rows_after(0),
    "beyond limits": lambda archive: archive.beyond(StoreLimits(captures=0), -inf, set(), 0),
}


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Portions end after three numbers, or ten bytes."""
    monkeypatch.setattr(portion, "_NUMBERS", 2)
    monkeypatch.setattr(portion, "_BYTES", 10)


@pytest.mark.parametrize("name", READINGS)
def test_a_slow_reader_holds_nothing(tmp_path: Path, name: str, small_portions: None) -> None:
    """However long a reader takes with a row, the log can be moved and cut off meanwhile."""
    path = fill(tmp_path / "a.db", *(capture(number) for number in range(20)))
    with Store(path) as store, Archive(path) as archive:
        reading = READINGS[name](archive)
        first = next(reading)
        store.add([capture(20)])
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone() == (0, 0, 0)
        assert first not in list(reading)


def test_what_is_deleted_or_stored_meanwhile(tmp_path: Path, small_portions: None) -> None:
    """A reader passes over what was deleted before it came there, and ends with what was there when it began."""
    path = fill(tmp_path / "a.db", *(capture(number) for number in range(20)))
    with Store(path) as store, Archive(path) as archive:
        reading = archive.ids()
        seen = [next(reading)]
        store.delete(f"{number:016x}" for number in range(5, 18))
        store.add([capture(number) for number in range(20, 30)])
        seen += reading
    assert [int(one, 16) for one in seen] == [0, 1, 2, 3, 4, 18, 19]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(gone=st.sets(st.integers(0, 29)), limit=st.none() | st.integers(0, 31), newest_first=st.booleans())
def test_portions_are_the_whole(
    tmp_path_factory: pytest.TempPathFactory,
    small_portions: None,
    gone: set[int],
    limit: int | None,
    newest_first: bool,
) -> None:
    """Whatever gaps there are between the rows, each is read once and in order."""
    captures = [capture(number, body=b"x" * (number % 13)) for number in range(30)]
    path = fill(tmp_path_factory.mktemp("store") / "a.db", *captures)
    with Store(path) as store:
        store.delete(f"{number:016x}" for number in gone)
    left = [one for number, one in enumerate(captures) if number not in gone]
    with Archive(path) as archive:
        assert list(archive.captures()) == left
        wanted = [one.entry for one in left][-limit if limit else 0 if limit is None else len(left) :]
        entries = list(archive.entries(limit=limit, newest_first=newest_first))
    assert entries == (wanted[::-1] if newest_first else wanted)


def test_the_newest_can_be_found_while_all_is_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A capture that was found is also read, whatever a listener with limits deletes in between."""
    path = fill(tmp_path / "a.db", capture(1), capture(2))
    at_row = Archive.at_row
    with Store(path) as store, Archive(path) as archive:

        def late(self: Archive, seq: int, identity: str) -> Capture | None:
            store.prune(StoreLimits(captures=0), 0)
            return at_row(self, seq, identity)

        monkeypatch.setattr(Archive, "at_row", late)
        assert archive.find("last~1") == capture(1)
        with pytest.raises(UsageError, match="there is no capture 'last'"):
            archive.find("last")


# The system ends a process at the byte of a file that it must not write, if nothing keeps it from that.
BROKEN_OFF = """
import resource, signal, sys
sys.dont_write_bytecode = True
from pathlib import Path
from maileroo_cli.capture.store.writer import Store
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
Store(Path(sys.argv[1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits are those of POSIX")
@pytest.mark.parametrize("size", [1_000, 5_000, 10_000])
def test_a_store_whose_making_was_broken_off(tmp_path: Path, size: int) -> None:
    """What a process that was killed in the middle of making a store has left is read as an empty one."""
    path = tmp_path / "a.db"
    subprocess.run([sys.executable, "-c", BROKEN_OFF, path, str(size)], check=False)
    assert path.with_name("a.db-journal").stat().st_size
    with Archive(path) as archive:
        assert (archive.count(), list(archive.captures())) == (0, [])
    fill(path, capture(1))
    with Archive(path) as archive:
        assert archive.count() == 1


@pytest.mark.skipif(sys.platform == "win32", reason="there a file that is closed takes no locks away")
def test_reading_leaves_the_writer_its_locks(tmp_path: Path) -> None:
    """A process that writes and reads keeps its log, even if another program believes to be the last one."""
    path = tmp_path / "a.db"
    program = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM capture').fetchone()"
    with Store(path) as store:
        store.add([capture(1)])
        with Archive(path) as archive, Archive(path):
            assert archive.count() == 1
        with pytest.raises(InputError, match="is in use by"):
            Store(path)
        subprocess.run([sys.executable, "-c", program, path], check=True)
        assert companions(path)[0].exists()
        store.add([capture(2)])
    with Archive(path) as archive:
        assert archive.count() == 2
