"""The reading side of the store: names, filters, and what a reader sees while others write or are gone."""

import threading
from contextlib import suppress
from math import inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.entry import CaptureEntry
from maileroo_cli.capture.store.archive import Archive, CaptureFilter
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
        ("00aa", f"several captures begin with '00aa': write more of the id: {IDS[0]}, {IDS[1]}"),
        ("0", "several captures begin with '0'"),
        ("1234", "there is no capture '1234': mhook captures list shows them"),
        ("00aa0000000000010", "there is no capture"),
        ("last~4", "there is no capture 'last~4'"),
        ("last~999999999", "there is no capture"),
        ("", "'' is no name of a capture"),
        ("*", "is no name of a capture"),
        ("0?", "is no name of a capture"),
        ("last~", "is no name of a capture"),
        ("last~-1", "is no name of a capture"),
        ("last~\u0661", "is no name of a capture"),
        ("first", "is no name of a capture"),
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


@given(st.text(max_size=12))
def test_any_name_is_found_or_refused(archive: Archive, name: str) -> None:
    """No name makes anything else than a capture or a usage error."""
    with suppress(UsageError):
        assert archive.find(name) in CAPTURES


def test_a_store_that_is_not_there(tmp_path: Path) -> None:
    """Reading makes no store; the error says how one comes to be."""
    with pytest.raises(InputError, match=r"there is no store at .*mhook listen makes one"):
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
    """A reader sees whole commits, the same to its end, and neither waits for the other."""
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
