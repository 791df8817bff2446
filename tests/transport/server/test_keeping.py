"""Nothing that was acknowledged is lost: killed at any moment, on a full disk, with many senders at once."""

import json
import os
import random
import resource
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.calling import VARIABLE, Mhook, process
from tests.listening import PATIENCE, Client, ListenProcess, read_captures
from tests.transport.server.driver import KEY, Driver, bytes_of, check_integrity, make_request
from tests.transport.server.killing import kill_again_and_again
from tests.transport.server.reading import COMMANDS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits are those of POSIX")

TURNS = 4


@pytest.mark.parametrize("durability", ["normal", "full"])
def test_killed_while_clients_post(durability: str, tmp_path: Path) -> None:
    """Past checkpoints and beside readers, after kill -9 at any moment, all that was acknowledged is there."""
    counts = kill_again_and_again(tmp_path, durability, random.Random(durability), turns=TURNS, readers=1)
    assert (counts.kills, counts.lost, counts.doubled) == (TURNS, 0, 0)
    assert not counts.refused
    assert not counts.failed
    assert counts.written > 20_000_000
    assert counts.readings >= TURNS


# Wraps the store's connection: `reached` is called before each statement of the fourth transaction.
WRAP = """
import os, resource, signal, sys
add, adding = store.add, 0
def counted(captures):
    global adding
    adding += 1
    return add(captures)
store.add = counted
class Watched:
    def __init__(self, real):
        self._real = real
    def __getattr__(self, name):
        return getattr(self._real, name)
    def execute(self, statement, *values):
        self._look(statement)
        return self._real.execute(statement, *values)
    def executemany(self, statement, rows):
        self._look(statement)
        return self._real.executemany(statement, rows)
    def _look(self, statement):
        if adding == 4:
            reached(statement)
store._connection = Watched(store._connection)
store._execute = store._connection.execute
"""
DIE_BEFORE = """
def reached(statement):
    if statement.startswith({0!r}):
        os.kill(os.getpid(), 9)
"""
# The system ends a process at the byte of a file that it must not write any more, if nothing keeps it from that.
DIE_WITHIN = """
def reached(statement):
    if statement == "COMMIT":
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        sys.dont_write_bytecode = True
        size = os.path.getsize(f"{{store.path}}-wal") + {0}
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
"""
DIE_AFTER = """
import os
add, added = store.add, 0
def dying(captures):
    global added
    first = add(captures)
    added += len(captures)
    if added == 4:
        os.kill(os.getpid(), 9)
    return first
store.add = dying
"""
POINTS = {
    "before the transaction": WRAP + DIE_BEFORE.format("BEGIN"),
    "in the transaction": WRAP + DIE_BEFORE.format("INSERT INTO content"),
    "before the commit": WRAP + DIE_BEFORE.format("COMMIT"),
    "in the commit, nothing written": WRAP + DIE_WITHIN.format(0),
    "in the commit, within the first page": WRAP + DIE_WITHIN.format(1000),
    "in the commit, within the third page": WRAP + DIE_WITHIN.format(9000),
    "after the commit": DIE_AFTER,
}


@pytest.mark.parametrize("durability", ["normal", "full"])
@pytest.mark.parametrize("point", POINTS)
def test_death_at_a_point(point: str, durability: str, tmp_path: Path) -> None:
    """Whatever is not committed is not acknowledged, and what is committed is there, acknowledged or not."""
    store = tmp_path / "captures.db"
    requests = [make_request(str(number), 20_000) for number in range(4)]
    with Driver(store, durability, POINTS[point]) as driver, Client(driver.port) as client:
        answers = [client.send(request).answer() for request in requests]
        assert driver.process.wait(PATIENCE) in (-signal.SIGKILL, -signal.SIGXFSZ)
    assert [answer.status for answer in answers] == [200, 200, 200, 0]
    kept = [bytes_of(capture) for capture in read_captures(store)]
    assert kept == requests[: 4 if point == "after the commit" else 3]
    check_integrity(store)
    with Driver(store, durability) as driver, Client(driver.port) as client:
        assert client.send(requests[3]).answer().status == 200
    assert [bytes_of(capture) for capture in read_captures(store)] == [*kept, requests[3]]


# Ends the first checkpoint at the second megabyte of the store's file: the process with it, or the checkpoint alone.
CUT_CHECKPOINT = """
import resource, signal, sys
sys.dont_write_bytecode = True
signal.signal(signal.SIGXFSZ, {0})
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
checkpoint = store.checkpoint
def cut():
    store.checkpoint = checkpoint
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
    try:
        return checkpoint()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.checkpoint = cut
"""


@pytest.mark.parametrize("durability", ["normal", "full"])
@pytest.mark.parametrize("dies", [True, False], ids=["killed", "beside"])
def test_a_store_that_is_not_whole(dies: bool, durability: str, tmp_path: Path) -> None:
    """Where a checkpoint ends in the middle all is read as ever, beside the listener or after its death."""
    store, acknowledged = tmp_path / "captures.db", []
    with Driver(store, durability, CUT_CHECKPOINT.format("signal.SIG_DFL" if dies else "signal.SIG_IGN")) as driver:
        with Client(driver.port) as client:
            for number in range(30):
                request = make_request(str(number), 500_000)
                if client.send(request).answer().status != 200:
                    break
                acknowledged.append(request)
                if len(acknowledged) == 20 and not dies:
                    assert driver.next_line().startswith("cannot tidy the store (")
                    break
        if dies:
            assert driver.process.wait(PATIENCE) == -signal.SIGXFSZ
        assert store.stat().st_size <= 1_000_000
        for line in COMMANDS:
            ran = Mhook()(*line, "--store", store, env={VARIABLE: KEY})
            assert (ran.code, ran.errors) == (0, []), line
        kept = [bytes_of(capture) for capture in read_captures(store)]
        assert kept[: len(acknowledged)] == acknowledged
    with Driver(store, durability) as driver, Client(driver.port) as client:
        assert client.send(make_request("new", 10)).answer().status == 200
    check_integrity(store)
    assert [bytes_of(capture) for capture in read_captures(store)] == [*kept, make_request("new", 10)]


def limit(pid: int, size: int) -> None:
    """Let a process write no file beyond ``size`` bytes."""
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="limits of another process are those of Linux")
@pytest.mark.parametrize("durability", ["normal", "full"])
def test_full_disk(durability: str, tmp_path: Path) -> None:
    """A disk that is full answers 507 and is told once; with room again all goes on; what got its 200 is there."""
    acknowledged, refused = [], 0
    with ListenProcess(tmp_path, "--durability", durability) as listen, Client(listen.port) as client:
        for streak in range(2):
            limit(listen.pid, 400_000)
            for number in range(40):
                request = make_request(f"{streak}-{number}", 20_000)
                status = client.send(request).answer().status
                assert status in (200, 507)
                acknowledged += [request] if status == 200 else []
                refused += status == 507
            assert refused >= 10 * (streak + 1)
            limit(listen.pid, resource.RLIM_INFINITY)
            acknowledged.append(make_request(f"room-{streak}", 20_000))
            assert client.send(acknowledged[-1]).answer().status == 200
        while listen.next_object()["target"] != "/room-1":  # a cause may take a moment to be found
            pass
        ran = listen.stop()
    assert ran.code == 0
    notes = [json.loads(line)["note"] for line in ran.err.splitlines()]
    told = [note for note in notes if note.startswith("cannot store requests (")]
    assert (len(told), len(notes)) == (2, 2), notes
    assert ran.objects[-1]["not_kept"] == refused
    assert [one["kept"] for one in ran.objects[1:-1]].count(False) == refused
    check_integrity(listen.store)
    kept = listen.captures()
    assert [bytes_of(capture) for capture in kept] == acknowledged
    assert {(one.entry.verdict, bool(one.entry.cause)) for one in kept} == {("invalid", True)}  # of another secret


def test_many_senders(tmp_path: Path) -> None:
    """Twenty senders with 200 requests each: every one is stored exactly once."""
    senders, each = 20, 200

    def post(port: int, sender: int) -> None:
        with Client(port) as client:
            for number in range(each):
                client.send(make_request(f"{sender}-{number}", 100))
                assert client.answer().status == 200

    with Driver(tmp_path / "captures.db") as driver:
        run_all([lambda one=one: post(driver.port, one) for one in range(senders)])
    kept = sorted(bytes_of(capture) for capture in read_captures(tmp_path / "captures.db"))
    assert kept == sorted(make_request(f"{one}-{number}", 100) for one in range(senders) for number in range(each))


def run_all(works: Sequence[object]) -> None:
    """Run functions in a thread each; the first failure is raised."""
    failures: list[BaseException] = []

    def run(work: object) -> None:
        try:
            assert callable(work)
            work()
        except BaseException as error:  # noqa: BLE001  (raised below)
            failures.append(error)

    threads = [threading.Thread(target=run, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    for failure in failures:
        raise failure


def test_second_listener(tmp_path: Path) -> None:
    """A second listener on the same store is refused with one line that names the first, which goes on."""
    with ListenProcess(tmp_path) as listen, Client(listen.port) as client:
        with pytest.raises(AssertionError) as refused, ListenProcess(tmp_path):
            pass
        expected = f"the store '{listen.store}' is in use by mhook listen (process {listen.pid})"
        assert "did not start: 3, {" in str(refused.value)
        assert expected in str(refused.value)
        assert client.send(make_request("1", 10)).answer().status == 200


@pytest.mark.parametrize(
    "left", [b"", b'\0{"pid":1,"doing":"mhook listen"}', b"\0nonsense"], ids=["empty", "old", "odd"]
)
def test_stale_lock(left: bytes, tmp_path: Path) -> None:
    """A lock that a killed listener left behind, or anything else in its file, keeps nobody out."""
    with ListenProcess(tmp_path) as listen:
        assert listen.kill().code == -signal.SIGKILL
    (tmp_path / "captures.db.lock").write_bytes(left)
    with ListenProcess(tmp_path) as listen, Client(listen.port) as client:
        assert client.send(make_request("1", 10)).answer().status == 200
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(ListenProcess(tmp_path)).stop()
    assert os.stat(tmp_path / "captures.db.lock").st_mode & 0o077 == 0


@pytest.mark.parametrize("size", [0, 1_000, 10_000, 20_000, 30_000])
def test_disk_full_at_the_start(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk on which not even an empty store fits is told in one line, and nothing is listened to."""
    for name in [name for name in os.environ if name.startswith("COV")]:
        monkeypatch.delenv(name)  # what measures coverage could not write its file either
    arguments = ["listen", "--port", "0", "--store", str(tmp_path / "captures.db")]
    ran = process(arguments, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)))
    assert (ran.code, ran.out) == (3, b"")
    assert ran.error.startswith(("cannot use the store '", "cannot write the store '"))
