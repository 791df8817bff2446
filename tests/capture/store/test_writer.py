"""The writing side of the store: rows in order, retention, and what happens where the disk refuses."""

import shutil
import sqlite3
from contextlib import closing
from math import inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maileroo_cli.capture.entry import AnswerSource, Capture
from maileroo_cli.capture.head import head_headers, make_head
from maileroo_cli.capture.store import connection, writer
from maileroo_cli.capture.store.archive import Archive
from maileroo_cli.capture.store.failure import StoreError
from maileroo_cli.capture.store.file import companions
from maileroo_cli.capture.store.limits import StoreLimits
from maileroo_cli.capture.store.schema import APPLICATION_ID, VERSION
from maileroo_cli.capture.store.writer import Durability, Store, StoredAnswer
from maileroo_cli.errors import InputError
from tests.capture.stored import capture, fill


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The path of a store that is not there yet."""
    return tmp_path / ".mhook" / "captures.db"


def kept(path: Path) -> list[int]:
    """Return the numbers of the captures in a store."""
    with Archive(path) as archive:
        return [int(entry.id, 16) for entry in archive.entries()]


def test_captures_come_back_as_they_were(path: Path) -> None:
    """Every field and every byte is kept, in order, over the end of the writer."""
    captures = [
        capture(1, body=bytes(range(256)) * 5, head=b"POST /\xff HTTP/1.1\r\nA: \xe9\r\na: 2\r\n\r\n"),
        capture(2, event_type="opened\u202e", event_id="e", reference_id="r", event_time=1.5, anomaly="bare-lf"),
        capture(
            3, verdict="invalid", cause="json-python+header-prefixed", secret="env:X", status=200, answered="script"
        ),
        capture(4, milliseconds=0.25, peer="[::1]:80"),
    ]
    with Store(path) as store:
        assert store.add(captures[:2]) == 1
    with Store(path) as store:
        assert store.add(captures[2:]) == 3
    with Archive(path) as archive:
        assert list(archive.captures()) == captures


@given(
    heads=st.lists(st.binary(max_size=200), min_size=1, max_size=4),
    body=st.binary(max_size=2000),
    trailers=st.binary(max_size=50),
)
def test_any_bytes_are_kept(
    tmp_path_factory: pytest.TempPathFactory, heads: list[bytes], body: bytes, trailers: bytes
) -> None:
    """Whatever the bytes of a head, a body or trailers, the same come back."""
    path = tmp_path_factory.mktemp("store") / "a.db"
    captures = [
        Capture(one.entry, one.content._replace(head=head, trailers=trailers, answer_head=trailers, answer_body=body))
        for one, head in zip((capture(number, body=body) for number in range(9)), heads, strict=False)
    ]
    with Store(path) as store:
        store.add(captures)
    with Archive(path) as archive:
        assert list(archive.captures()) == captures


@pytest.mark.parametrize("count", [1, 9, 10, 11, 25, 30])
def test_batches_of_any_size_keep_their_order(path: Path, count: int) -> None:
    """However many captures are added at once, entry and bytes of each stand in the same row, in order."""
    captures = [capture(number, body=b"%d" % number) for number in range(count)]
    with Store(path) as store:
        assert store.add(captures) == 1
        assert store.add(captures[:3]) == count + 1
    with Archive(path) as archive:
        assert list(archive.captures()) == captures + captures[:3]


def test_answers_and_causes_are_added_later(path: Path) -> None:
    """What a capture was answered, and why it is invalid, finds its row."""
    with Store(path) as store:
        first = store.add([capture(1), capture(2)])
        store.set_answers(
            [StoredAnswer(503, AnswerSource.APPLICATION, 2.5, first + 1)], [(b"head", b"body", first + 1)]
        )
        store.set_details([("json-python", first)])
    with Archive(path) as archive:
        one, two = archive.captures()
    assert (one.entry.cause, one.entry.status, one.content.answer_body) == ("json-python", None, b"")
    assert (two.entry.status, two.entry.answered, two.entry.milliseconds) == (503, "application", 2.5)
    assert two.content[3:] == (b"head", b"body")


@pytest.mark.parametrize(
    ("limits", "left"),
    [
        (StoreLimits(), [0, 1, 2, 3, 4, 5]),
        (StoreLimits(captures=2), [4, 5]),
        (StoreLimits(captures=0), []),
        (StoreLimits(captures=6), [0, 1, 2, 3, 4, 5]),
        (StoreLimits(seconds=97), [3, 4, 5]),
        (StoreLimits(seconds=0), []),
        (StoreLimits(bytes=250), [4, 5]),
        (StoreLimits(bytes=200), [4, 5]),
        (StoreLimits(bytes=199), [5]),
        (StoreLimits(bytes=10_000), [0, 1, 2, 3, 4, 5]),
        (StoreLimits(captures=5, seconds=97, bytes=500), [3, 4, 5]),
    ],
    ids=str,
)
def test_prune(path: Path, limits: StoreLimits, left: list[int]) -> None:
    """The oldest go until count, age and size are all within the limits; what would go is known before."""
    size = 100
    captures = [capture(number, head=b"h" * 40, body=b"b" * (size - 40)) for number in range(6)]
    fill(path, *captures)
    with Archive(path) as archive:
        assert len(list(archive.beyond(limits, -inf, set(), 1100.0))) == 6 - len(left)
        assert archive.size() == 6 * size
    with Store(path) as store:
        assert store.prune(limits, 1100.0) == 6 - len(left)
        assert store.prune(limits, 1100.0) == 0
    assert kept(path) == left


def test_rows_go_on_after_pruning(path: Path) -> None:
    """Captures that come after the newest were deleted keep entry and bytes together."""
    with Store(path) as store:
        store.add([capture(number, body=b"%d" % number) for number in range(5)])
        assert store.delete([f"{4:016x}", f"{2:016x}", "no such id"]) == 2
        store.add([capture(9, body=b"9")])
    with Archive(path) as archive:
        assert [(int(one.entry.id, 16), one.content.body) for one in archive.captures()] == [
            (0, b"0"), (1, b"1"), (3, b"3"), (9, b"9"),
        ]  # fmt: skip


def test_pruning_gives_the_space_back(path: Path) -> None:
    """The file shrinks when captures are deleted."""
    fill(path, *(capture(number, body=b"x" * 10_000) for number in range(100)))
    before = path.stat().st_size
    with Store(path) as store:
        store.prune(StoreLimits(captures=1), 0)
    assert path.stat().st_size < before / 10


def test_the_log_is_moved_on_demand(path: Path) -> None:
    """Nothing is moved by itself; a checkpoint does it, and then the log is used from its start again."""
    with Store(path) as store:
        empty = path.stat().st_size
        store.add([capture(1, body=b"x" * 100_000)])
        assert (path.stat().st_size, store.unmoved > 100_000) == (empty, True)
        assert store.checkpoint()
        assert (path.stat().st_size > 100_000, store.unmoved) == (True, 0)


def test_a_log_that_grew_is_cut_off(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody goes on reading the log grows; the first checkpoint after that takes all of it away."""
    monkeypatch.setattr(connection, "LOG_BYTES", 200_000)
    monkeypatch.setattr(connection, "_PATIENCE", 1)
    with Store(path) as store:
        store.add([capture(1)])
        with closing(sqlite3.connect(path)) as reader:
            held = reader.execute("SELECT 1 UNION ALL SELECT seq FROM capture")
            held.fetchone()
            for number in range(2, 12):
                store.add([capture(number, body=b"x" * 50_000)])
                store.checkpoint()
            assert companions(path)[0].stat().st_size > 500_000
            held.close()
        store.add([capture(12)])
        assert store.checkpoint()
        assert companions(path)[0].stat().st_size == 0
        store.add([capture(13)])
    assert kept(path) == list(range(1, 14))


def test_the_log_ends_empty_beside_a_reader(path: Path) -> None:
    """Where somebody has the store open SQLite keeps the log of a writer that ends: it takes no room then."""
    with Store(path) as store:
        store.add([capture(1)])
        with Archive(path) as archive:
            store.add([capture(2, body=b"x" * 50_000)])
            store.close()
            assert companions(path)[0].stat().st_size == 0
            assert archive.count() == 2


def test_a_full_disk_leaves_the_store_as_it_was(path: Path) -> None:
    """What cannot be written raises, nothing of it is there, and later captures are kept."""
    with Store(path) as store:
        store.add([capture(1)])
        limit = store._connection.execute("PRAGMA page_count").fetchone()[0] + 4
        store._connection.execute(f"PRAGMA max_page_count = {limit}")
        with pytest.raises(StoreError, match="full"):
            store.add([capture(2), capture(3, body=b"x" * 100_000)])
        with pytest.raises(StoreError):
            store.set_answers([StoredAnswer(200, AnswerSource.APPLICATION, 1.0, 1)], [(b"", b"x" * 100_000, 1)])
        store._connection.execute("PRAGMA max_page_count = 100000")
        store.add([capture(4)])
    assert kept(path) == [1, 4]
    with Archive(path) as archive:
        assert next(archive.captures()) == capture(1)


@pytest.mark.parametrize(
    "trigger",
    [
        "BEFORE INSERT ON capture BEGIN SELECT RAISE(IGNORE); END",
        "AFTER INSERT ON content BEGIN DELETE FROM capture; END",
    ],
)
def test_what_is_not_there_was_not_stored(path: Path, trigger: str) -> None:
    """Where SQLite reports fewer rows than there are captures, nothing is stored and nobody is told that it was."""
    with Store(path) as store:
        store.add([capture(1)])
        store._execute(f"CREATE TEMP TRIGGER forget {trigger}")
        with pytest.raises(StoreError, match="it is damaged"):
            store.add([capture(2), capture(3)])
        store._execute("DROP TRIGGER forget")
        assert store.add([capture(4)]) == 2
    assert kept(path) == [1, 4]


def test_rows_that_do_not_pair(path: Path) -> None:
    """Where bytes or a capture are missing, what is added next still has its own bytes in its own row."""
    fill(path, *(capture(number, body=b"%d" % number) for number in range(1, 6)))
    for table in ("content", "capture"):
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute(f"DELETE FROM {table} WHERE seq = (SELECT max(seq) FROM {table})")
        connection.close()
        with Store(path) as store:
            row = store.add([capture(7, body=b"7"), capture(8, body=b"8")])
            store.delete_rows([(row, capture(7).entry.id)])
        with Archive(path) as archive:
            assert archive.find("last").content.body == b"8"


@pytest.mark.parametrize("durability", Durability)
def test_durability(path: Path, durability: Durability) -> None:
    """Each level is what SQLite is told."""
    with Store(path, durability=durability) as store:
        (level,) = store._connection.execute("PRAGMA synchronous").fetchone()
    assert level == {"normal": 1, "full": 2}[durability]


def test_tables_carry_their_version(path: Path) -> None:
    """The file says whose it is and which version its tables have."""
    fill(path)
    connection = sqlite3.connect(path)
    marks = [
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version", "auto_vacuum")
    ]
    connection.close()
    assert marks == [APPLICATION_ID, VERSION, 2]


def foreign(path: Path, *statements: str) -> None:
    """Make a database by these statements."""
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize("opened", [Store, Archive])
@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["CREATE TABLE x (y)"], "is another program's database"),
        (["PRAGMA application_id = 7"], "is another program's database"),
        (["PRAGMA user_version = 3"], "is another program's database"),
        ([f"PRAGMA application_id = {APPLICATION_ID}", "PRAGMA user_version = 99"], "created by a newer mhook"),
    ],
)
def test_what_is_not_ours(
    tmp_path: Path, opened: type[Store] | type[Archive], statements: list[str], said: str
) -> None:
    """A database of another program or of a newer version is refused and left as it is, to read as to write."""
    path = tmp_path / "other.db"
    foreign(path, *statements)
    path.chmod(0o644)
    before = traces(path)
    for _ in range(2):
        with pytest.raises(InputError, match=said):
            opened(path)
        assert traces(path) == before


@pytest.mark.parametrize("opened", [Store, Archive])
def test_a_log_of_another_program(tmp_path: Path, opened: type[Store] | type[Archive]) -> None:
    """A database whose tables are in its log still is left alone with that log, also where nobody has it open."""
    path = tmp_path / "other.db"
    connection = sqlite3.connect(tmp_path / "first.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE x (y)")
    for end in ("", "-wal"):
        shutil.copy(tmp_path / f"first.db{end}", f"{path}{end}")
    connection.close()
    before = traces(path)
    with pytest.raises(InputError, match="is another program's database"):
        opened(path)
    assert traces(path) == before
    assert (tmp_path / "other.db-wal").stat().st_size


def traces(path: Path) -> tuple[object, ...]:
    """Return what would show that somebody has touched a file: it and its time, its rights, and its neighbours."""
    found = path.stat()
    return path.read_bytes(), found.st_mtime_ns, found.st_mode, sorted(one.name for one in path.parent.iterdir())


@pytest.mark.parametrize("opened", [Store, Archive])
@pytest.mark.parametrize("content", [b"hello, world\n" * 100, b"SQLite format 3\0" + b"\xff" * 4096])
def test_what_is_no_database(tmp_path: Path, opened: type[Store] | type[Archive], content: bytes) -> None:
    """Any other file is refused and left as it is."""
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    before = traces(path)
    with pytest.raises(InputError, match=r"cannot read the store|is another program's database"):
        opened(path)
    assert traces(path) == before


def test_make_head_and_its_headers() -> None:
    """A head made of parts has these headers again, each byte of latin-1 as itself."""
    headers = (("Host", "a"), ("X", ""), ("x", "\xe9:\xff"), ("Y", "a  b"))
    head = make_head("POST", "/\xff", headers)
    assert head == b"POST /\xff HTTP/1.1\r\nHost: a\r\nX: \r\nx: \xe9:\xff\r\nY: a  b\r\n\r\n"
    assert head_headers(head) == headers


def test_deleted_where_nothing_more_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was deleted is told as deleted, even if there is no room left to make the file smaller."""

    def refuse(_connection: sqlite3.Connection) -> int:
        raise sqlite3.OperationalError("database or disk is full")

    with Store(tmp_path / "a.db") as store:
        store.add([capture(number) for number in range(5)])
        monkeypatch.setattr(writer, "give_room_back", refuse)
        assert store.prune(StoreLimits(captures=2), 0) == 3
        assert store.count() == 2
